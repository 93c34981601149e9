//! What clients, and the proxies on the way to them, may keep.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, SET_COOKIE, VARY,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::outcome::Recorder;
use crate::config::{Config, Environment};
use crate::error::Result;

const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// An answer that is the same for everyone.
#[derive(Clone)]
struct Public;

/// Declares the answers of routes to be the same for everyone who asks without a token:
/// `.layer(map_response(cache::http::public))`.
pub async fn public(mut response: Response) -> Response {
    response.extensions_mut().insert(Public);
    response
}

/// Says how long anyone may keep an answer, and spares clients what they already have.
///
/// It does so where the route is [`public`] and no token came with the request. All other answers
/// are private, as the security headers say. It belongs around the compression, so that an `ETag` stands for the very bytes.
pub async fn control(
    State(config): State<Arc<Config>>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let recorder = Recorder::default();
    if config.environment == Environment::Local {
        request.extensions_mut().insert(recorder.clone());
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_anonymous = !request.headers().contains_key(AUTHORIZATION);
    let known: Vec<_> = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .iter()
        .cloned()
        .collect();

    let mut response = next.run(request).await;
    let is_public = response.extensions_mut().remove::<Public>().is_some();
    let status = response.status();
    let headers = response.headers_mut();
    if let Some(outcome) = recorder.outcome() {
        headers.insert(X_CACHE, HeaderValue::from_static(outcome.as_str()));
    }
    if is_public {
        headers.append(VARY, HeaderValue::from_static("authorization"));
        if is_read && is_anonymous && status == StatusCode::OK && !headers.contains_key(SET_COOKIE)
        {
            let max_age = config.cache.client_max_age.as_secs();
            if let Ok(control) = format!("public, max-age={max_age}").parse() {
                headers.insert(CACHE_CONTROL, control);
            }
            return tag(response, &known).await;
        }
    }
    Ok(response)
}

/// Names the content, and leaves it out where the client has it.
async fn tag(response: Response, known: &[HeaderValue]) -> Result<Response> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX)
        .await
        .map_err(anyhow::Error::from)?;
    let etag = etag(&bytes);
    let is_known = has(known, &etag);
    if let Ok(etag) = etag.parse() {
        parts.headers.insert(ETAG, etag);
    }
    if !is_known {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    }
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE] {
        parts.headers.remove(name);
    }
    parts.status = StatusCode::NOT_MODIFIED;
    Ok(Response::from_parts(parts, Body::empty()))
}

fn etag(bytes: &Bytes) -> String {
    let digest = Sha256::digest(bytes);
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&digest[..16]))
}

/// Whether `If-None-Match` names this tag, strong or weak.
fn has(known: &[HeaderValue], etag: &str) -> bool {
    known
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
