use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use super::Rule;
use crate::validation::{Problem, Source};

/// A whole number that fits 64 bits.
#[derive(Default)]
pub struct Integer {
    min: Option<i64>,
    max: Option<i64>,
    default: Option<i64>,
}

pub fn integer() -> Integer {
    Integer::default()
}

impl Integer {
    pub fn min(mut self, min: i64) -> Self {
        self.min = Some(min);
        self
    }

    pub fn max(mut self, max: i64) -> Self {
        self.max = Some(max);
        self
    }

    /// Shown in the documentation; the reader of the field applies it.
    pub fn with_default(mut self, default: i64) -> Self {
        self.default = Some(default);
        self
    }
}

impl Rule for Integer {
    type Output = i64;

    fn check(&self, value: &Value, source: Source) -> Result<i64, Problem> {
        let number = match value {
            Value::String(text) if source.is_text() => parse(text)?,
            Value::Number(number) if !number.is_f64() => number.as_i64().ok_or_else(too_large)?,
            _ => return Err(Problem::new("int_type", "Input should be a valid integer")),
        };
        if let Some(min) = self.min.filter(|min| number < *min) {
            let msg = format!("Input should be greater than or equal to {min}");
            return Err(Problem::new("greater_than_equal", msg).with(json!({ "ge": min })));
        }
        if let Some(max) = self.max.filter(|max| number > *max) {
            let msg = format!("Input should be less than or equal to {max}");
            return Err(Problem::new("less_than_equal", msg).with(json!({ "le": max })));
        }
        Ok(number)
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(self.min)
            .maximum(self.max)
            .default(self.default.map(Value::from))
    }
}

fn parse(text: &str) -> Result<i64, Problem> {
    text.parse()
        .map_err(|error: std::num::ParseIntError| match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
                too_large()
            }
            _ => Problem::new(
                "int_parsing",
                "Input should be a valid integer, unable to parse string as an integer",
            ),
        })
}

fn too_large() -> Problem {
    Problem::new(
        "int_parsing_size",
        "Unable to parse input string as an integer, exceeded maximum size",
    )
}
