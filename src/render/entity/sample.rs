//! Values that a field allows: for the documentation and for tests.

use anyhow::{Context, Result, bail};
use heck::ToTitleCase;

use super::pattern;
use super::scope::Scope;
use super::types;
use crate::entity::{Field, Id, Kind};

/// A value of a field, in the ways in which generated code writes it.
pub(super) struct Sample {
    /// As a literal of JSON.
    pub(super) json: String,
    /// As a Rust expression, of the type that [`types::value`] names.
    pub(super) rust: String,
}

/// A value that the field allows, `None` for a reference.
pub(super) fn of(scope: &Scope<'_>, field: &Field) -> Result<Option<Sample>> {
    let text = |text: String| Sample {
        json: format!("{text:?}"),
        rust: format!("{text:?}.to_owned()"),
    };
    let parsed = |text: &str, kind: &str| Sample {
        json: format!("{text:?}"),
        rust: format!("{text:?}.parse::<{kind}>().unwrap()"),
    };
    let number = |text: String| Sample {
        json: text.clone(),
        rust: text,
    };
    Ok(Some(match &field.kind {
        Kind::String(_) | Kind::Text => text(words(field)?),
        Kind::Email => text("ada@example.com".to_owned()),
        Kind::Url => text("https://example.com/ada".to_owned()),
        Kind::Slug => text(cut("first-one", types::length(field))),
        Kind::Int | Kind::BigInt | Kind::SmallInt => number(whole(field)?.to_string()),
        Kind::Float | Kind::Double => number(types::float(&real(field)?)),
        Kind::Decimal { precision, scale } => {
            let value = decimal(field, *precision, *scale);
            Sample {
                json: format!("{value:?}"),
                rust: format!("Decimal::new({})", types::unscaled(&value)?),
            }
        }
        Kind::Bool => number("true".to_owned()),
        Kind::Uuid => parsed("0195f0c6-7e4b-7a6b-9d52-3f6f5c1f2a10", "Uuid"),
        Kind::Date => parsed("2026-01-31", "NaiveDate"),
        Kind::Time => parsed("08:30:00", "NaiveTime"),
        Kind::DateTime => parsed("2026-01-31T08:30:00Z", "DateTime<Utc>"),
        Kind::Json => Sample {
            json: "{ \"key\": \"value\" }".to_owned(),
            rust: "json!({ \"key\": \"value\" })".to_owned(),
        },
        Kind::Enum(values) => {
            let value = values.first().context("an enum has values")?;
            let name = types::enumeration(scope.entity, field);
            Sample {
                json: format!("{value:?}"),
                rust: format!("{name}::{}", types::variant(value)),
            }
        }
        Kind::References { .. } => return Ok(None),
    }))
}

/// What the documentation shows for a field; of a reference, an id.
pub(super) fn example(scope: &Scope<'_>, field: &Field) -> Result<String> {
    Ok(match (of(scope, field)?, &field.kind) {
        (Some(sample), _) => sample.json,
        (None, Kind::References { target, .. }) => id(scope.id_of(target)).to_owned(),
        (None, _) => "null".to_owned(),
    })
}

/// An id, as JSON.
pub(super) fn id(id: Id) -> &'static str {
    match id {
        Id::BigInt => "1",
        Id::Uuid => "\"0195f0c6-7e4b-7a6b-9d52-3f6f5c1f2a10\"",
    }
}

/// A value that no other row has, made of a number `n: i16` of the test.
pub(super) fn unique(scope: &Scope<'_>, field: &Field) -> Result<Option<Sample>> {
    let text = |format: String| Sample {
        json: format!("format!({format:?})"),
        rust: format!("format!({format:?})"),
    };
    let number = |kind: &str, min: i64| {
        let n = match kind {
            "i16" => "n".to_owned(),
            kind => format!("{kind}::from(n)"),
        };
        let n = if min > 0 { format!("{min} + {n}") } else { n };
        Sample {
            json: n.clone(),
            rust: n,
        }
    };
    let min = || field.min.as_ref().and_then(|min| min.parse().ok());
    Ok(Some(match &field.kind {
        Kind::String(_) | Kind::Text if field.pattern.is_some() => {
            let samples = (0..20)
                .map(|seed| patterned(field, seed).map(|text| format!("{text:?}")))
                .collect::<Result<Vec<_>>>()?;
            let of = format!(
                "[{}][usize::from(n.unsigned_abs()) % 20]",
                samples.join(", ")
            );
            Sample {
                json: format!("({of})"),
                rust: format!("{of}.to_owned()"),
            }
        }
        Kind::String(_) | Kind::Text => {
            let room = types::length(field).map(|max| max.saturating_sub(3).max(1));
            let word = cut(&field.name.to_title_case(), room);
            let least = field.min.as_ref().and_then(|min| min.parse().ok());
            text(format!(
                "{}{{n:03}}",
                pad(&word, least.map(|least: usize| least.saturating_sub(3)))
            ))
        }
        Kind::Email => text("ada{n}@example.com".to_owned()),
        Kind::Url => text("https://example.com/{n}".to_owned()),
        Kind::Slug => text("n-{n}".to_owned()),
        Kind::Int => number("i32", min().unwrap_or_default()),
        Kind::BigInt => number("i64", min().unwrap_or_default()),
        Kind::SmallInt => number("i16", min().unwrap_or_default()),
        Kind::Float => number("f32", 0),
        Kind::Double => number("f64", 0),
        Kind::Decimal { scale, .. } => {
            let places = match scale {
                0 => String::new(),
                scale => format!(".{}", "0".repeat(*scale as usize)),
            };
            Sample {
                json: format!("format!(\"{{n}}{places}\")"),
                rust: "Decimal::from(n)".to_owned(),
            }
        }
        Kind::Uuid => Sample {
            json: "Uuid::now_v7()".to_owned(),
            rust: "Uuid::now_v7()".to_owned(),
        },
        Kind::Date => Sample {
            json: "NaiveDate::from_epoch_days(n.into()).unwrap()".to_owned(),
            rust: "NaiveDate::from_epoch_days(n.into()).unwrap()".to_owned(),
        },
        Kind::Time => Sample {
            json:
                "NaiveTime::from_num_seconds_from_midnight_opt(n.unsigned_abs().into(), 0).unwrap()"
                    .to_owned(),
            rust:
                "NaiveTime::from_num_seconds_from_midnight_opt(n.unsigned_abs().into(), 0).unwrap()"
                    .to_owned(),
        },
        Kind::DateTime => Sample {
            json: "DateTime::from_timestamp(n.into(), 0).unwrap()".to_owned(),
            rust: "DateTime::from_timestamp(n.into(), 0).unwrap()".to_owned(),
        },
        Kind::Bool | Kind::Enum(_) | Kind::Json | Kind::References { .. } => {
            return of(scope, field);
        }
    }))
}

/// A value that the field's rule refuses, as JSON, with the type of the failure.
pub(super) fn wrong(field: &Field) -> (String, &'static str) {
    let text = || match types::length(field) {
        Some(max) if max <= 5000 => (format!("\"x\".repeat({})", max + 1), "string_too_long"),
        _ => ("1".to_owned(), "string_type"),
    };
    match &field.kind {
        Kind::String(_) | Kind::Text => text(),
        Kind::Slug => ("\"Not a slug\"".to_owned(), "string_pattern_mismatch"),
        Kind::Email => ("\"nobody\"".to_owned(), "value_error"),
        Kind::Url => ("\"ftp://example.com\"".to_owned(), "url_scheme"),
        Kind::Int | Kind::BigInt | Kind::SmallInt => match &field.min {
            Some(min)
                if min
                    .parse::<i64>()
                    .is_ok_and(|min| min > i64::from(i16::MIN)) =>
            {
                (
                    format!("{}", min.parse::<i64>().unwrap_or_default() - 1),
                    "greater_than_equal",
                )
            }
            _ => ("\"1\"".to_owned(), "int_type"),
        },
        Kind::Float | Kind::Double => ("\"1.5\"".to_owned(), "float_type"),
        Kind::Decimal { .. } => ("\"much\"".to_owned(), "decimal_parsing"),
        Kind::Bool => ("\"true\"".to_owned(), "bool_type"),
        Kind::Uuid => ("\"1\"".to_owned(), "uuid_parsing"),
        Kind::Date => ("\"31.01.2026\"".to_owned(), "date_parsing"),
        Kind::Time => ("\"noon\"".to_owned(), "time_parsing"),
        Kind::DateTime => ("\"2026-01-31\"".to_owned(), "datetime_parsing"),
        Kind::Json => ("\"\\0\"".to_owned(), "value_error"),
        Kind::Enum(_) => ("\"none of them\"".to_owned(), "enum"),
        Kind::References { .. } => ("true".to_owned(), "reference"),
    }
}

/// A text of the right length that matches the pattern, if there is one.
fn words(field: &Field) -> Result<String> {
    if field.pattern.is_some() {
        return patterned(field, 0);
    }
    let word = cut(&field.name.to_title_case(), types::length(field));
    Ok(pad(
        &word,
        field.min.as_ref().and_then(|min| min.parse().ok()),
    ))
}

fn patterned(field: &Field, seed: usize) -> Result<String> {
    let pattern = field.pattern.as_deref().unwrap_or_default();
    let min = field.min.as_ref().and_then(|min| min.parse().ok());
    let max = types::length(field).map(|max| max as usize);
    pattern::sample(pattern, min.unwrap_or(1), max, seed)
        .with_context(|| format!("no text for the pattern of `{}`", field.name))
}

fn cut(text: &str, max: Option<u32>) -> String {
    let max = max.map_or(usize::MAX, |max| max as usize);
    text.chars()
        .take(max)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn pad(text: &str, min: Option<usize>) -> String {
    let missing = min.unwrap_or_default().saturating_sub(text.chars().count());
    format!("{text}{}", "x".repeat(missing))
}

fn whole(field: &Field) -> Result<i64> {
    let bound = |text: &Option<String>| text.as_ref().map(|text| text.parse::<i64>()).transpose();
    let (Ok(min), Ok(max)) = (bound(&field.min), bound(&field.max)) else {
        bail!("the bounds of `{}` are no whole numbers", field.name);
    };
    Ok(5.clamp(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX)))
}

fn real(field: &Field) -> Result<String> {
    let bound = |text: &Option<String>| text.as_ref().map(|text| text.parse::<f64>()).transpose();
    let (Ok(min), Ok(max)) = (bound(&field.min), bound(&field.max)) else {
        bail!("the bounds of `{}` are no numbers", field.name);
    };
    Ok(1.5_f64
        .clamp(min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX))
        .to_string())
}

/// One and a half, as far as the digits and the bounds allow.
fn decimal(field: &Field, precision: u32, scale: u32) -> String {
    let places = scale as usize;
    let number = |value: f64| format!("{value:.places$}");
    let asked: f64 = if precision > scale { 1.0 } else { 0.0 };
    let half = if scale > 0 { 0.5 } else { 0.0 };
    let bound = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    let min = bound(&field.min).unwrap_or(f64::MIN);
    let max = bound(&field.max).unwrap_or(f64::MAX);
    number((asked + half).clamp(min, max.max(min)))
}
