use sea_orm::prelude::Decimal as Value;
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};

use super::Rule;
use super::number::within;
use crate::validation::{Problem, Source};

/// A number with a fixed count of digits, as a string or as a number.
///
/// A JSON number is exact up to 15 digits, a string beyond. Answers hold a string, with all
/// digits after the point, see [`fixed`].
pub struct Decimal {
    digits: u32,
    places: u32,
    min: Option<Value>,
    max: Option<Value>,
}

/// A number of `digits` digits, `places` of which stand after the point.
pub fn decimal(digits: u32, places: u32) -> Decimal {
    Decimal {
        digits,
        places,
        min: None,
        max: None,
    }
}

impl Decimal {
    /// At least `unscaled` with so many places: `min(125, 2)` is 1.25.
    pub fn min(mut self, unscaled: i64, places: u32) -> Self {
        self.min = Some(Value::new(unscaled, places));
        self
    }

    /// At most `unscaled` with so many places.
    pub fn max(mut self, unscaled: i64, places: u32) -> Self {
        self.max = Some(Value::new(unscaled, places));
        self
    }

    fn within_digits(&self, number: &Value) -> Result<(), Problem> {
        let number = number.normalize();
        let (digits, places) = (self.digits, self.places);
        if number.scale() > places {
            let msg = format!("Decimal input should have no more than {places} decimal places");
            let problem = Problem::new("decimal_max_places", msg);
            return Err(problem.with(json!({ "decimal_places": places })));
        }
        let whole = digits.saturating_sub(places);
        let written = number.trunc().abs().to_string();
        if number.trunc() != Value::ZERO && written.len() > whole as usize {
            let msg = format!(
                "Decimal input should have no more than {whole} digits before the decimal point"
            );
            let problem = Problem::new("decimal_whole_digits", msg);
            return Err(problem.with(json!({ "whole_digits": whole })));
        }
        Ok(())
    }
}

impl Rule for Decimal {
    type Output = Value;

    fn check(&self, value: &Json, _: Source) -> Result<Value, Problem> {
        let text = match value {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => {
                let msg = "Decimal input should be an integer, float, string or Decimal object";
                return Err(Problem::new("decimal_type", msg));
            }
        };
        let number = Value::from_str_exact(&text)
            .or_else(|_| Value::from_scientific(&text))
            .map_err(|_| Problem::new("decimal_parsing", "Input should be a valid decimal"))?;
        within(&number, self.min.as_ref(), self.max.as_ref())?;
        self.within_digits(&number)?;
        Ok(number)
    }

    fn schema(&self) -> ObjectBuilder {
        let types = vec![Type::String, Type::Number];
        ObjectBuilder::new()
            .schema_type(SchemaType::Array(types))
            .format(Some(SchemaFormat::Custom("decimal".to_owned())))
    }
}

/// Writes a number with exactly so many places, whatever the database keeps:
/// `#[serde(serialize_with = "fixed::<2, _, _>")]`.
///
/// # Errors
/// Those of the serializer.
pub fn fixed<const PLACES: u32, T, S>(number: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Copy + Into<Option<Value>>,
    S: Serializer,
{
    let number: Option<Value> = (*number).into();
    number
        .map(|mut number| {
            number.rescale(PLACES);
            number.to_string()
        })
        .serialize(serializer)
}
