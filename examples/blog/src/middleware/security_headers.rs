use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

use crate::config::{Config, Environment};

/// Headers of every answer that does not set them itself.
///
/// An answer that says nothing about caching is taken to be private.
const DEFAULTS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

const ONE_YEAR_OF_HTTPS: HeaderValue =
    HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Adds the headers that tell browsers what not to do.
pub async fn security_headers(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    if config.environment == Environment::Production {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONE_YEAR_OF_HTTPS);
    }
    response
}
