use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::validation::rules::{integer, text};
use crate::validation::{Failure, Location, Problem, Rule, Source};

/// The parameters of the path, checked by their types: `Path<i64>`, or `Path<(String, i64)>`.
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

/// One or more types that the parameters of the path have, in their order.
pub trait PathValues: Sized {
    fn read(path: &mut Parameters<'_>) -> Option<Self>;
}

impl<T: PathValue> PathValues for T {
    fn read(path: &mut Parameters<'_>) -> Option<Self> {
        path.next()
    }
}

impl<A: PathValue, B: PathValue> PathValues for (A, B) {
    fn read(path: &mut Parameters<'_>) -> Option<Self> {
        let (first, second) = (path.next(), path.next());
        Some((first?, second?))
    }
}

/// The parameters that are left to read, and what is wrong with those that were.
pub struct Parameters<'a> {
    left: Box<dyn Iterator<Item = (&'a str, &'a str)> + 'a>,
    failures: Vec<Failure>,
}

impl Parameters<'_> {
    fn next<T: PathValue>(&mut self) -> Option<T> {
        let (name, value) = self.left.next()?;
        T::parse(value)
            .map_err(|problem| {
                let loc = vec![Location::from("path"), Location::from(name)];
                self.failures.push(problem.at(loc, Value::from(value)));
            })
            .ok()
    }
}

impl<S: Send + Sync, T: PathValues> FromRequestParts<S> for Path<T> {
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
        let mut path = Parameters {
            left: Box::new(parameters.iter()),
            failures: Vec::new(),
        };
        match T::read(&mut path) {
            Some(values) => Ok(Self(values)),
            None if path.failures.is_empty() => {
                Err(anyhow::anyhow!("the route {} has too few parameters", parts.uri.path()).into())
            }
            None => Err(Error::Validation(path.failures)),
        }
    }
}
