//! The rules that a field can have, each with its check and its schema.

mod nullable;
mod number;
mod pattern;
mod text;

use serde_json::Value;
use utoipa::openapi::schema::ObjectBuilder;

pub use nullable::{OrNull, or_null};
pub use number::{Integer, integer};
pub use pattern::Pattern;
pub use text::{Email, Password, Secret, Text, Url, email, password, secret, text, url};

use super::{Problem, Source};

/// What a value must be.
pub trait Rule {
    type Output;

    fn check(&self, value: &Value, source: Source) -> Result<Self::Output, Problem>;

    /// The same rule as an OpenAPI schema.
    fn schema(&self) -> ObjectBuilder;

    /// Whether the value is never repeated to the client.
    fn is_secret(&self) -> bool {
        false
    }
}
