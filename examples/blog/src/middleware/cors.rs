use std::time::Duration;

use axum::http::{
    HeaderName, HeaderValue, Method,
    header::{ETAG, RETRY_AFTER},
};
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};

const MAX_AGE: Duration = Duration::from_secs(600);

const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

/// Headers of an answer that a page may read.
const EXPOSED: [HeaderName; 6] = [
    ETAG,
    RETRY_AFTER,
    HeaderName::from_static("ratelimit-limit"),
    HeaderName::from_static("ratelimit-remaining"),
    HeaderName::from_static("ratelimit-reset"),
    HeaderName::from_static("x-request-id"),
];

/// Lets the pages of `origins` call the API, with cookies unless anyone may; `None` without
/// origins.
pub fn layer(origins: &[HeaderValue]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let layer = CorsLayer::new()
        .allow_methods(METHODS)
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED)
        .max_age(MAX_AGE);
    Some(if origins.iter().any(|origin| origin == "*") {
        layer.allow_origin(Any)
    } else {
        layer
            .allow_origin(AllowOrigin::list(origins.iter().cloned()))
            .allow_credentials(true)
    })
}
