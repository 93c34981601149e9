use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// One failed check, in the words of pydantic.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Failure {
    #[serde(rename = "type")]
    #[schema(example = "missing")]
    pub kind: &'static str,
    /// Where: `body`, `query`, `path` or `header`, then the field.
    pub loc: Vec<Location>,
    #[schema(example = "Field required")]
    pub msg: String,
    /// What was sent. A secret is not repeated.
    pub input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Value>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.loc.last() {
            Some(Location::Name(name)) => write!(f, "{name}: {}", self.msg),
            _ => f.write_str(&self.msg),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Location {
    Name(String),
    Position(usize),
}

impl From<&str> for Location {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

/// What is wrong with a value, wherever it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub kind: &'static str,
    pub msg: String,
    pub ctx: Option<Value>,
}

impl Problem {
    pub fn new(kind: &'static str, msg: impl Into<String>) -> Self {
        Self {
            kind,
            msg: msg.into(),
            ctx: None,
        }
    }

    pub fn with(mut self, ctx: Value) -> Self {
        self.ctx = Some(ctx);
        self
    }

    /// A rule of the project's own, with the reason that the client reads.
    pub fn value(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::new("value_error", format!("Value error, {reason}")).with(json!({ "reason": reason }))
    }

    pub fn at(self, loc: Vec<Location>, input: Value) -> Failure {
        Failure {
            kind: self.kind,
            loc,
            msg: self.msg,
            input,
            ctx: self.ctx,
        }
    }
}
