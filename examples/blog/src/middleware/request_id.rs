use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, info, info_span};
use uuid::Uuid;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What a client may choose as an id, in bytes.
const MAX_LENGTH: usize = 128;

/// The id of a request, which stands in its answer and in every log line about it.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request an id, and logs how it ended.
///
/// The query string is not logged: it may hold secrets.
pub async fn request_id(mut request: Request, next: Next) -> Response {
    let id = given(request.headers()).unwrap_or_else(|| Uuid::now_v7().to_string());
    let header = HeaderValue::from_str(&id).ok();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = info_span!("request", request_id = id, %method, path);
    request.extensions_mut().insert(RequestId(id));

    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| {
        info!(
            status = response.status().as_u16(),
            latency_ms = start.elapsed().as_micros() as f64 / 1000.0,
            route = route.as_ref().map(MatchedPath::as_str),
            "answered"
        );
    });
    if let Some(header) = header {
        response.headers_mut().insert(HEADER, header);
    }
    response
}

/// The client's own id, if it is well-formed.
fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(HEADER)?.to_str().ok()?;
    let well_formed = (1..=MAX_LENGTH).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    well_formed.then(|| id.to_owned())
}
