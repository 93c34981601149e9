//! The Rust types of columns, and how request bodies check them.

use anyhow::{Result, bail};
use heck::{ToSnakeCase, ToUpperCamelCase};

use super::scope::Scope;
use crate::entity::kinds::SLUG;
use crate::entity::{Entity, Field, Id, Kind};

/// The type of a primary key.
pub(super) fn id(id: Id) -> &'static str {
    match id {
        Id::BigInt => "i64",
        Id::Uuid => "Uuid",
    }
}

/// The greatest length of a text in characters, if it has one.
pub(crate) fn length(field: &Field) -> Option<u32> {
    let own = field.kind.length();
    let asked = field.max.as_ref().and_then(|max| max.parse().ok());
    match (own, asked) {
        (Some(own), Some(asked)) => Some(own.min(asked)),
        (own, asked) => own.or(asked),
    }
}

/// The name of the type of an enum: `PostStatus`.
pub(super) fn enumeration(entity: &Entity, field: &Field) -> String {
    format!("{}{}", entity.name, field.name.to_upper_camel_case())
}

/// A value of an enum as a variant.
pub(super) fn variant(value: &str) -> String {
    value.to_upper_camel_case()
}

/// Whether serde and SeaORM derive this value from its variant.
pub(super) fn is_derived(value: &str) -> bool {
    let variant = variant(value);
    let mut serde = String::new();
    for (position, character) in variant.char_indices() {
        if position > 0 && character.is_uppercase() {
            serde.push('_');
        }
        serde.extend(character.to_lowercase());
    }
    serde == value && variant.to_snake_case() == value
}

/// The type of a value, without `Option`.
pub(super) fn value(scope: &Scope<'_>, field: &Field) -> String {
    match &field.kind {
        Kind::String(_) | Kind::Text | Kind::Email | Kind::Url | Kind::Slug => "String",
        Kind::Int => "i32",
        Kind::BigInt => "i64",
        Kind::SmallInt => "i16",
        Kind::Float => "f32",
        Kind::Double => "f64",
        Kind::Decimal { .. } => "Decimal",
        Kind::Bool => "bool",
        Kind::Uuid => "Uuid",
        Kind::Date => "NaiveDate",
        Kind::Time => "NaiveTime",
        Kind::DateTime => "DateTime<Utc>",
        Kind::Json => "Value",
        Kind::Enum(_) => return enumeration(scope.entity, field),
        Kind::References { target, .. } => id(scope.id_of(target)),
    }
    .to_owned()
}

/// The rule of a field in a body, without what it may be empty of.
pub(super) fn rule(scope: &Scope<'_>, field: &Field) -> Result<String> {
    let bounds = |unit: &str| {
        let mut bounds = String::new();
        for (name, bound) in [("min", &field.min), ("max", &field.max)] {
            if let Some(bound) = bound {
                bounds.push_str(&format!(".{name}({bound}{unit})"));
            }
        }
        bounds
    };
    Ok(match &field.kind {
        Kind::String(_) | Kind::Text => {
            let min = field.min.as_deref().unwrap_or("1");
            let text = match length(field) {
                Some(max) => format!("rules::text({min}, {max})"),
                None => format!("rules::unbounded_text({min})"),
            };
            match &field.pattern {
                Some(_) => format!("{text}.pattern(&{})", pattern_name(field)),
                None => text,
            }
        }
        Kind::Email => "rules::email()".to_owned(),
        Kind::Url => "rules::url()".to_owned(),
        Kind::Slug => format!("rules::slug({})", length(field).unwrap_or(SLUG)),
        Kind::Int => format!("rules::integer_of::<i32>(){}", bounds("")),
        Kind::SmallInt => format!("rules::integer_of::<i16>(){}", bounds("")),
        Kind::BigInt => format!("rules::integer(){}", bounds("")),
        Kind::Float => format!("rules::float::<f32>(){}", bounds("_f64")),
        Kind::Double => format!("rules::float::<f64>(){}", bounds("_f64")),
        Kind::Decimal { precision, scale } => {
            let mut rule = format!("rules::decimal({precision}, {scale})");
            for (name, bound) in [("min", &field.min), ("max", &field.max)] {
                if let Some(bound) = bound {
                    rule.push_str(&format!(".{name}({})", unscaled(bound)?));
                }
            }
            rule
        }
        Kind::Bool => "rules::boolean()".to_owned(),
        Kind::Uuid => "rules::uuid()".to_owned(),
        Kind::Date => "rules::date()".to_owned(),
        Kind::Time => "rules::time()".to_owned(),
        Kind::DateTime => "rules::datetime()".to_owned(),
        Kind::Json => "rules::json_value()".to_owned(),
        Kind::Enum(_) => format!("rules::choice::<{}>()", enumeration(scope.entity, field)),
        Kind::References { target, .. } => match scope.id_of(target) {
            Id::BigInt => "rules::integer()".to_owned(),
            Id::Uuid => "rules::uuid()".to_owned(),
        },
    })
}

/// The `static` that holds the pattern of a field.
pub(super) fn pattern_name(field: &Field) -> String {
    field.name.to_uppercase()
}

/// A decimal as arguments of `Decimal::new`: `1.25` is `125, 2`.
pub(super) fn unscaled(number: &str) -> Result<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    match digits.parse::<i64>() {
        Ok(digits) => Ok(format!("{digits}, {}", fraction.len())),
        Err(_) => bail!("`{number}` is no decimal"),
    }
}

/// The value that a field has where nothing is said: as a Rust expression, and as JSON.
pub(super) fn default(scope: &Scope<'_>, field: &Field) -> Result<Option<(String, String)>> {
    let Some(text) = &field.default else {
        return Ok(None);
    };
    let quoted = format!("{text:?}");
    let same = |text: String| (text.clone(), text);
    Ok(Some(match &field.kind {
        Kind::String(_) | Kind::Text | Kind::Email | Kind::Url | Kind::Slug => {
            (format!("{quoted}.to_owned()"), quoted)
        }
        Kind::Int | Kind::BigInt | Kind::SmallInt | Kind::Bool => same(text.clone()),
        Kind::Float | Kind::Double => same(float(text)),
        Kind::Decimal { .. } => (format!("Decimal::new({})", unscaled(text)?), quoted),
        Kind::Enum(_) => {
            let name = enumeration(scope.entity, field);
            (format!("{name}::{}", variant(text)), quoted)
        }
        Kind::DateTime if text == "now" => ("Utc::now()".to_owned(), String::new()),
        _ => return Ok(None),
    }))
}

/// The default of a type without literals in Rust, as JSON: its rule reads it.
pub(super) fn read_default(field: &Field) -> Option<String> {
    let text = field.default.as_ref()?;
    match &field.kind {
        Kind::Date | Kind::Time => Some(format!("{text:?}")),
        Kind::DateTime if text != "now" => Some(format!("{text:?}")),
        Kind::Json => Some(format!("json!({text})")),
        _ => None,
    }
}

/// A number that reads as one with a fraction.
pub(crate) fn float(text: &str) -> String {
    if text.contains(['.', 'e', 'E']) {
        text.to_owned()
    } else {
        format!("{text}.0")
    }
}
