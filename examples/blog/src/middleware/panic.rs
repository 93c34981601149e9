use std::any::Any;

use anyhow::anyhow;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// The answer to a request whose handler panicked; the cause goes to the log alone.
pub fn response(cause: Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| cause.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown cause");
    Error::Internal(anyhow!("panicked: {text}")).into_response()
}
