use serde_json::Value;
use utoipa::openapi::schema::ObjectBuilder;

use super::Rule;
use crate::validation::{Problem, Source};

/// Another rule with more to say in the documentation.
pub struct Documented<R> {
    pub(super) rule: R,
    pub(super) example: Option<Value>,
    pub(super) default: Option<Value>,
}

impl<R: Rule> Rule for Documented<R> {
    type Output = R::Output;

    fn check(&self, value: &Value, source: Source) -> Result<Self::Output, Problem> {
        self.rule.check(value, source)
    }

    fn schema(&self) -> ObjectBuilder {
        let schema = self.rule.schema();
        let schema = match &self.default {
            Some(default) => schema.default(Some(default.clone())),
            None => schema,
        };
        match &self.example {
            Some(example) => schema.examples([example.clone()]),
            None => schema,
        }
    }

    fn is_secret(&self) -> bool {
        self.rule.is_secret()
    }
}
