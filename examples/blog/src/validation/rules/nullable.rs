use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

use super::Rule;
use crate::validation::{Problem, Source};

/// What another rule allows, or `null`.
pub struct OrNull<R>(R);

pub fn or_null<R: Rule>(rule: R) -> OrNull<R> {
    OrNull(rule)
}

impl<R: Rule> Rule for OrNull<R> {
    type Output = Option<R::Output>;

    fn check(&self, value: &Value, source: Source) -> Result<Self::Output, Problem> {
        match value {
            Value::Null => Ok(None),
            value => self.0.check(value, source).map(Some),
        }
    }

    fn schema(&self) -> ObjectBuilder {
        let object = self.0.schema().build();
        let types = match &object.schema_type {
            SchemaType::Type(one) => vec![one.clone(), Type::Null],
            SchemaType::Array(many) => many.iter().cloned().chain([Type::Null]).collect(),
            SchemaType::AnyValue => return object.into(),
        };
        ObjectBuilder::from(object).schema_type(SchemaType::Array(types))
    }

    fn is_secret(&self) -> bool {
        self.0.is_secret()
    }
}
