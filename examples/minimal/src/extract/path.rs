use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::validation::rules::{integer, text};
use crate::validation::{Location, Problem, Rule, Source};

/// The one parameter of the path, checked by its type.
pub struct Path<T>(pub T);

/// A type that a parameter of the path can have.
pub trait PathValue: Sized {
    fn parse(value: &str) -> Result<Self, Problem>;
}

impl PathValue for i64 {
    fn parse(value: &str) -> Result<Self, Problem> {
        integer().check(&Value::from(value), Source::Query)
    }
}

impl PathValue for String {
    fn parse(value: &str) -> Result<Self, Problem> {
        text(1, usize::MAX).check(&Value::from(value), Source::Query)
    }
}

impl PathValue for Uuid {
    fn parse(value: &str) -> Result<Self, Problem> {
        Self::try_parse(value).map_err(|error| {
            Problem::new(
                "uuid_parsing",
                format!("Input should be a valid UUID, {error}"),
            )
        })
    }
}

impl<S: Send + Sync, T: PathValue> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let parameters = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| {
                let msg =
                    "Input should be a valid string, unable to parse raw data as a unicode string";
                let problem = Problem::new("string_unicode", msg);
                Error::Validation(vec![problem.at(vec![Location::from("path")], Value::Null)])
            })?;
        let Some((name, value)) = parameters.iter().next() else {
            return Err(anyhow::anyhow!("the route {} has no parameter", parts.uri.path()).into());
        };
        T::parse(value).map(Self).map_err(|problem| {
            let loc = vec![Location::from("path"), Location::from(name)];
            Error::Validation(vec![problem.at(loc, Value::from(value))])
        })
    }
}
