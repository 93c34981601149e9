//! The answers other than success, to be named in the `responses(…)` of a route.

use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::validation::Failure;

/// No valid token
#[derive(IntoResponses)]
#[response(status = 401, headers(("WWW-Authenticate" = String)))]
pub struct Unauthenticated(pub ErrorDetail);

/// Not allowed
#[derive(IntoResponses)]
#[response(status = 403)]
pub struct Denied(pub ErrorDetail);

/// Not found
#[derive(IntoResponses)]
#[response(status = 404)]
pub struct Missing(pub ErrorDetail);

/// In conflict with other rows
#[derive(IntoResponses)]
#[response(status = 409)]
pub struct Conflicting(pub ErrorDetail);

/// Refused, with a text or with every field that failed
#[derive(IntoResponses)]
#[response(status = 422)]
pub struct Invalid(pub ValidationDetail);

/// Too many requests
#[derive(IntoResponses)]
#[response(
    status = 429,
    headers(
        ("Retry-After" = u64),
        ("RateLimit-Limit" = u64),
        ("RateLimit-Remaining" = u64),
        ("RateLimit-Reset" = u64),
    ),
)]
pub struct Limited(pub ErrorDetail);

/// A service that the answer needs is away
#[derive(IntoResponses)]
#[response(status = 503)]
pub struct Unavailable(pub ErrorDetail);

/// An error in words.
#[derive(Serialize, ToSchema)]
pub struct ErrorDetail {
    #[schema(example = "Not Found")]
    pub detail: String,
}

/// An error in words, or every failed check of a request.
#[derive(ToSchema)]
pub struct ValidationDetail {
    pub detail: Reason,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Reason {
    Text(String),
    Failures(Vec<Failure>),
}
