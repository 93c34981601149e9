use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SubsecRound, Utc};
use serde_json::Value;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use super::Rule;
use crate::validation::{Problem, Source};

/// What every database keeps of a second.
const DECIMALS_OF_A_SECOND: u16 = 6;

/// A day, such as `2026-01-31`.
pub struct Date;

pub fn date() -> Date {
    Date
}

impl Rule for Date {
    type Output = NaiveDate;

    fn check(&self, value: &Value, _: Source) -> Result<NaiveDate, Problem> {
        let text = value
            .as_str()
            .ok_or_else(|| Problem::new("date_type", "Input should be a valid date"))?;
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == "YYYY-MM-DD".len())
            .ok_or_else(|| {
                let msg = "Input should be a valid date in the format YYYY-MM-DD";
                Problem::new("date_parsing", msg)
            })
    }

    fn schema(&self) -> ObjectBuilder {
        formatted(SchemaFormat::KnownFormat(KnownFormat::Date))
    }
}

/// A time of day, such as `08:30:00`.
pub struct Time;

pub fn time() -> Time {
    Time
}

impl Rule for Time {
    type Output = NaiveTime;

    fn check(&self, value: &Value, _: Source) -> Result<NaiveTime, Problem> {
        let text = value
            .as_str()
            .ok_or_else(|| Problem::new("time_type", "Input should be a valid time"))?;
        NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
            .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
            .map(|time| time.trunc_subsecs(DECIMALS_OF_A_SECOND))
            .map_err(|error| {
                let msg = format!("Input should be in a valid time format, {error}");
                Problem::new("time_parsing", msg)
            })
    }

    fn schema(&self) -> ObjectBuilder {
        formatted(SchemaFormat::Custom("time".to_owned()))
    }
}

/// A moment with its offset from UTC, such as `2026-01-31T08:30:00Z`.
pub struct Moment;

pub fn datetime() -> Moment {
    Moment
}

impl Rule for Moment {
    type Output = DateTime<Utc>;

    fn check(&self, value: &Value, _: Source) -> Result<DateTime<Utc>, Problem> {
        let text = value
            .as_str()
            .ok_or_else(|| Problem::new("datetime_type", "Input should be a valid datetime"))?;
        let refuse = |reason: &str| {
            let msg = format!("Input should be a valid datetime, {reason}");
            Problem::new("datetime_parsing", msg)
        };
        let moment = DateTime::parse_from_rfc3339(text)
            .map_err(|error| refuse(&error.to_string()))?
            .to_utc()
            .trunc_subsecs(DECIMALS_OF_A_SECOND);
        if !(0..=9999).contains(&moment.year()) {
            return Err(refuse("the year is out of range"));
        }
        Ok(moment)
    }

    fn schema(&self) -> ObjectBuilder {
        formatted(SchemaFormat::KnownFormat(KnownFormat::DateTime))
    }
}

fn formatted(format: SchemaFormat) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(format))
}
