use std::marker::PhantomData;

use sea_orm::{ActiveEnum, Iterable};
use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use uuid::Uuid as Id;

use super::Rule;
use crate::validation::{Problem, Source};

/// `true` or `false`.
pub struct Boolean;

pub fn boolean() -> Boolean {
    Boolean
}

impl Rule for Boolean {
    type Output = bool;

    fn check(&self, value: &Value, source: Source) -> Result<bool, Problem> {
        match value {
            Value::Bool(value) => Ok(*value),
            Value::String(text) if source.is_text() => text.parse().map_err(|_| {
                let msg = "Input should be a valid boolean, unable to interpret input";
                Problem::new("bool_parsing", msg)
            }),
            _ => Err(Problem::new("bool_type", "Input should be a valid boolean")),
        }
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new().schema_type(Type::Boolean)
    }
}

/// A UUID of any version.
pub struct Uuid;

pub fn uuid() -> Uuid {
    Uuid
}

impl Rule for Uuid {
    type Output = Id;

    fn check(&self, value: &Value, _: Source) -> Result<Id, Problem> {
        let text = value
            .as_str()
            .ok_or_else(|| Problem::new("uuid_type", "UUID input should be a string"))?;
        Id::try_parse(text).map_err(|error| {
            let msg = format!("Input should be a valid UUID, {error}");
            Problem::new("uuid_parsing", msg)
        })
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
    }
}

/// Any JSON but `null`.
pub struct AnyJson;

pub fn json_value() -> AnyJson {
    AnyJson
}

impl Rule for AnyJson {
    type Output = Value;

    fn check(&self, value: &Value, _: Source) -> Result<Value, Problem> {
        if value.is_null() {
            return Err(Problem::value("null is not allowed"));
        }
        // PostgreSQL cannot store it.
        if has_nul(value) {
            return Err(Problem::value("NUL characters are not allowed"));
        }
        Ok(value.clone())
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new().schema_type(SchemaType::AnyValue)
    }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// One of the values of an enum.
pub struct Choice<T>(PhantomData<T>);

pub fn choice<T>() -> Choice<T>
where
    T: ActiveEnum<Value = String> + Iterable,
{
    Choice(PhantomData)
}

impl<T: ActiveEnum<Value = String> + Iterable> Choice<T> {
    fn names(&self) -> Vec<String> {
        T::iter().map(|choice| choice.to_value()).collect()
    }
}

impl<T: ActiveEnum<Value = String> + Iterable> Rule for Choice<T> {
    type Output = T;

    fn check(&self, value: &Value, _: Source) -> Result<T, Problem> {
        let mut choices = T::iter();
        let found = choices.find(|choice| value.as_str() == Some(choice.to_value().as_str()));
        found.ok_or_else(|| {
            let quoted: Vec<_> = self
                .names()
                .iter()
                .map(|name| format!("'{name}'"))
                .collect();
            let expected = match quoted.split_last() {
                Some((last, others)) if !others.is_empty() => {
                    format!("{} or {last}", others.join(", "))
                }
                _ => quoted.concat(),
            };
            let problem = Problem::new("enum", format!("Input should be {expected}"));
            problem.with(json!({ "expected": expected }))
        })
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(self.names()))
    }
}
