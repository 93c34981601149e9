//! The rules that a field can have, each with its check and its schema.

mod decimal;
mod documented;
mod nullable;
mod number;
mod pattern;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod value;

use serde_json::Value;
use utoipa::openapi::schema::ObjectBuilder;

pub use decimal::{Decimal, decimal, fixed};
pub use documented::Documented;
pub use nullable::{OrNull, or_null};
pub use number::{Float, Integer, Real, Whole, float, integer, integer_of};
pub use pattern::Pattern;
pub use text::{
    Email, Password, Secret, Text, Url, email, password, secret, slug, text, unbounded_text, url,
};
pub use time::{Date, Moment, Time, date, datetime, time};
pub use value::{AnyJson, Boolean, Choice, Uuid, boolean, choice, json_value, uuid};

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

    /// The same rule, with a value to show in the documentation.
    fn example(self, example: impl Into<Value>) -> Documented<Self>
    where
        Self: Sized,
    {
        Documented {
            rule: self,
            example: Some(example.into()),
            default: None,
        }
    }

    /// The same rule, with what holds where the field is absent. That is only shown in the
    /// documentation; the reader of the field applies it.
    fn with_default(self, default: impl Into<Value>) -> Documented<Self>
    where
        Self: Sized,
    {
        Documented {
            rule: self,
            example: None,
            default: Some(default.into()),
        }
    }
}

impl<R: Rule> Rule for &R {
    type Output = R::Output;

    fn check(&self, value: &Value, source: Source) -> Result<Self::Output, Problem> {
        R::check(self, value, source)
    }

    fn schema(&self) -> ObjectBuilder {
        R::schema(self)
    }

    fn is_secret(&self) -> bool {
        R::is_secret(self)
    }
}
