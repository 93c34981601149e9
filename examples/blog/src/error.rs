//! The one error type of the server, and how it answers.
//!
//! Handlers return [`Result`]. A variant is an HTTP meaning; everything unexpected is
//! [`Error::Database`] or [`Error::Internal`], which answer a fixed text and log their cause.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::DbErr;
use serde::Serialize;

use crate::validation::Failure;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    BadRequest(&'static str),
    /// No token, or one that is not valid: 401 with `WWW-Authenticate: Bearer`.
    #[error("{0}")]
    Unauthorized(&'static str),
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("{0}")]
    NotFound(&'static str),
    #[error("Method Not Allowed")]
    MethodNotAllowed,
    #[error("{0}")]
    Conflict(&'static str),
    #[error("Request body is too large")]
    PayloadTooLarge,
    /// A well-formed request that the data refuses, such as a name that is taken.
    #[error("{0}")]
    Unprocessable(&'static str),
    /// Every failed check of a request, in the order of its fields.
    #[error("the request has {} invalid fields", .0.len())]
    Validation(Vec<Failure>),
    #[error("Rate limit exceeded.")]
    TooManyRequests {
        /// In seconds, for `Retry-After`.
        retry_after: u64,
    },
    #[error("{0}")]
    Unavailable(&'static str),
    #[error("Gateway Timeout")]
    GatewayTimeout,
    #[error(transparent)]
    Database(#[from] DbErr),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unprocessable(_) | Self::Validation(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::GatewayTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Database(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The body of every error: a text, or the failures of a request.
#[derive(Serialize)]
struct Body<T> {
    detail: T,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        match &self {
            Self::Database(cause) => tracing::error!(error = ?cause, "database error"),
            Self::Internal(cause) => tracing::error!(error = ?cause, "internal error"),
            _ => {}
        }
        match self {
            Self::Validation(detail) => (status, Json(Body { detail })).into_response(),
            Self::Database(_) | Self::Internal(_) => {
                let detail = "Internal Server Error";
                (status, Json(Body { detail })).into_response()
            }
            Self::Unauthorized(detail) => {
                let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
                (status, challenge, Json(Body { detail })).into_response()
            }
            Self::TooManyRequests { retry_after } => {
                let detail = self.to_string();
                let wait = [(header::RETRY_AFTER, retry_after.to_string())];
                (status, wait, Json(Body { detail })).into_response()
            }
            expected => {
                let detail = expected.to_string();
                (status, Json(Body { detail })).into_response()
            }
        }
    }
}

/// The body of a success that has nothing else to say.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Message {
    #[schema(example = "Done")]
    pub message: String,
}

impl Message {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}
