//! Extractors that answer every rejection in the one error format.

mod body;
mod path;

pub use body::{Form, Json, buffer};
pub use path::{Path, PathValue, PathValues};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::validation::{Fields, Input, Source};

/// The query string, checked as a `T`.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: Input> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let sent = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        Fields::check(Source::Query, &sent)
            .map(Self)
            .map_err(Error::Validation)
    }
}

/// URL-encoded pairs; of a repeated name, the last.
fn pairs(encoded: &[u8]) -> Map<String, Value> {
    url::form_urlencoded::parse(encoded)
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect()
}
