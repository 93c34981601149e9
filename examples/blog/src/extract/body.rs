use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::pairs;
use crate::error::{Error, Result};
use crate::validation::{Fields, Input, Location, Problem, Source};

/// A JSON body: checked as a `T` on the way in, serialized on the way out.
pub struct Json<T>(pub T);

/// A form, URL-encoded or multipart, or the same fields as JSON.
pub struct Form<T>(pub T);

/// The JSON body of a request, as [`buffer`] found it.
#[derive(Clone)]
struct Buffered(Arc<Value>);

/// Parses JSON bodies before the handler's extractors run, so that a malformed one is refused
/// before anything is said about tokens or limits.
pub async fn buffer(request: Request, next: Next) -> Result<Response> {
    let takes_body = matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH
    );
    if !takes_body || !is_json(request.headers()) {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    let bytes = bytes(Request::from_parts(parts.clone(), body)).await?;
    let mut request = Request::from_parts(parts, Body::from(bytes.clone()));
    if !bytes.is_empty() {
        request
            .extensions_mut()
            .insert(Buffered(Arc::new(parse(&bytes)?)));
    }
    Ok(next.run(request).await)
}

impl<S: Send + Sync, T: Input> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        if let Some(Buffered(value)) = request.extensions().get() {
            return check(value).map(Self);
        }
        let is_json = is_json(request.headers());
        let bytes = bytes(request).await?;
        if bytes.is_empty() {
            return Err(body_failure(
                Problem::new("missing", "Field required"),
                Value::Null,
            ));
        }
        if is_json {
            return check(&parse(&bytes)?).map(Self);
        }
        Err(not_an_object(Value::Null))
    }
}

impl<S: Send + Sync, T: Input> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let content_type = content_type(request.headers());
        let sent = if content_type.starts_with("application/x-www-form-urlencoded") {
            pairs(&bytes(request).await?)
        } else if content_type.starts_with("multipart/form-data") {
            multipart(request, state).await?
        } else {
            return Json::from_request(request, state)
                .await
                .map(|Json(input)| Self(input));
        };
        Fields::check(Source::Form, &sent)
            .map(Self)
            .map_err(Error::Validation)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The whole body, up to the configured limit.
async fn bytes(request: Request) -> Result<Bytes> {
    Bytes::from_request(request, &())
        .await
        .map_err(|error| unreadable(error.status()))
}

async fn multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Map<String, Value>> {
    let broken = |error: MultipartError| unreadable(error.status());
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|error| unreadable(error.status()))?;
    let mut sent = Map::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let text = field.text().await.map_err(broken)?;
        sent.insert(name, Value::String(text));
    }
    Ok(sent)
}

fn check<T: Input>(value: &Value) -> Result<T> {
    let Value::Object(sent) = value else {
        let is_secret = Fields::describe::<T>().has_secrets();
        return Err(not_an_object(if is_secret {
            Value::Null
        } else {
            value.clone()
        }));
    };
    Fields::check(Source::Json, sent).map_err(Error::Validation)
}

fn parse(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|error| {
        let problem = Problem::new("json_invalid", "JSON decode error")
            .with(json!({ "error": error.to_string() }));
        let position = position(bytes, error.line(), error.column());
        let loc = vec![Location::from("body"), Location::Position(position)];
        Error::Validation(vec![problem.at(loc, json!({}))])
    })
}

/// The offset in bytes of a line and column, both of which count from one.
fn position(bytes: &[u8], line: usize, column: usize) -> usize {
    let before: usize = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + column.saturating_sub(1)
}

fn not_an_object(input: Value) -> Error {
    let msg = "Input should be a valid dictionary or object to extract fields from";
    body_failure(Problem::new("model_attributes_type", msg), input)
}

fn body_failure(problem: Problem, input: Value) -> Error {
    Error::Validation(vec![problem.at(vec![Location::from("body")], input)])
}

fn unreadable(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::PayloadTooLarge,
        _ => Error::BadRequest("There was an error parsing the body"),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = content_type(headers);
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

fn content_type(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase()
}
