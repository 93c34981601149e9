use std::fmt::Display;
use std::marker::PhantomData;
use std::num::{IntErrorKind, ParseIntError};

use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use super::Rule;
use crate::validation::{Problem, Source};

/// A type of whole numbers.
pub trait Whole: TryFrom<i64> {
    const MIN: i64;
    const MAX: i64;
    const FORMAT: KnownFormat;
}

impl Whole for i16 {
    const MIN: i64 = Self::MIN as i64;
    const MAX: i64 = Self::MAX as i64;
    const FORMAT: KnownFormat = KnownFormat::Int32;
}

impl Whole for i32 {
    const MIN: i64 = Self::MIN as i64;
    const MAX: i64 = Self::MAX as i64;
    const FORMAT: KnownFormat = KnownFormat::Int32;
}

impl Whole for i64 {
    const MIN: i64 = Self::MIN;
    const MAX: i64 = Self::MAX;
    const FORMAT: KnownFormat = KnownFormat::Int64;
}

/// A whole number that fits its type.
pub struct Integer<T = i64> {
    min: Option<i64>,
    max: Option<i64>,
    fits: PhantomData<T>,
}

/// A whole number that fits 64 bits.
pub fn integer() -> Integer {
    Integer {
        min: None,
        max: None,
        fits: PhantomData,
    }
}

/// A whole number that fits a type with fewer than 64 bits.
pub fn integer_of<T: Whole>() -> Integer<T> {
    Integer {
        min: Some(T::MIN),
        max: Some(T::MAX),
        fits: PhantomData,
    }
}

impl<T> Integer<T> {
    pub fn min(mut self, min: i64) -> Self {
        self.min = Some(min);
        self
    }

    pub fn max(mut self, max: i64) -> Self {
        self.max = Some(max);
        self
    }
}

impl<T: Whole> Rule for Integer<T> {
    type Output = T;

    fn check(&self, value: &Value, source: Source) -> Result<T, Problem> {
        let number = match value {
            Value::String(text) if source.is_text() => parse(text)?,
            Value::Number(number) if !number.is_f64() => number.as_i64().ok_or_else(too_large)?,
            _ => return Err(Problem::new("int_type", "Input should be a valid integer")),
        };
        within(&number, self.min.as_ref(), self.max.as_ref())?;
        T::try_from(number).map_err(|_| too_large())
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(T::FORMAT)))
            .minimum(self.min)
            .maximum(self.max)
    }
}

/// A type of numbers with a fraction.
pub trait Real {
    const FORMAT: KnownFormat;

    /// The nearest value, which is infinite where the number is too large.
    fn nearest(number: f64) -> Self;

    fn is_finite(&self) -> bool;
}

impl Real for f32 {
    const FORMAT: KnownFormat = KnownFormat::Float;

    fn nearest(number: f64) -> Self {
        number as Self
    }

    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }
}

impl Real for f64 {
    const FORMAT: KnownFormat = KnownFormat::Double;

    fn nearest(number: f64) -> Self {
        number
    }

    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }
}

/// A finite number with a fraction.
pub struct Float<T> {
    min: Option<f64>,
    max: Option<f64>,
    fits: PhantomData<T>,
}

/// A finite number with a fraction, such as `float::<f64>()`.
pub fn float<T: Real>() -> Float<T> {
    Float {
        min: None,
        max: None,
        fits: PhantomData,
    }
}

impl<T> Float<T> {
    pub fn min(mut self, min: f64) -> Self {
        self.min = Some(min);
        self
    }

    pub fn max(mut self, max: f64) -> Self {
        self.max = Some(max);
        self
    }
}

impl<T: Real> Rule for Float<T> {
    type Output = T;

    fn check(&self, value: &Value, source: Source) -> Result<T, Problem> {
        let number = match value {
            Value::String(text) if source.is_text() => text.parse().map_err(|_| {
                let msg = "Input should be a valid number, unable to parse string as a number";
                Problem::new("float_parsing", msg)
            })?,
            Value::Number(number) => number.as_f64().unwrap_or(f64::INFINITY),
            _ => return Err(Problem::new("float_type", "Input should be a valid number")),
        };
        let nearest = T::nearest(number);
        if !nearest.is_finite() {
            let msg = "Input should be a finite number";
            return Err(Problem::new("finite_number", msg));
        }
        within(&number, self.min.as_ref(), self.max.as_ref())?;
        Ok(nearest)
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(T::FORMAT)))
            .minimum(self.min)
            .maximum(self.max)
    }
}

/// Whether a number lies between its bounds, if it has any.
pub(super) fn within<T>(number: &T, min: Option<&T>, max: Option<&T>) -> Result<(), Problem>
where
    T: PartialOrd + Display + serde::Serialize,
{
    if let Some(min) = min.filter(|min| number < *min) {
        let msg = format!("Input should be greater than or equal to {min}");
        return Err(Problem::new("greater_than_equal", msg).with(json!({ "ge": min })));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        let msg = format!("Input should be less than or equal to {max}");
        return Err(Problem::new("less_than_equal", msg).with(json!({ "le": max })));
    }
    Ok(())
}

fn parse(text: &str) -> Result<i64, Problem> {
    text.parse()
        .map_err(|error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => too_large(),
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
