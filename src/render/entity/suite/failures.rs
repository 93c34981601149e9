//! What a test expects to be refused.

use serde::Serialize;

use super::rows::writable;
use crate::entity::{Id, Kind, Target};
use crate::render::entity::scope::Scope;
use crate::render::entity::{names, sample};

#[derive(Serialize)]
pub(super) struct Unique {
    column: String,
    detail: String,
}

#[derive(Serialize)]
pub(super) struct Wrong {
    column: String,
    json: String,
    failure: String,
}

pub(super) fn uniques(scope: &Scope<'_>) -> Vec<Unique> {
    let fields = writable(scope).filter(|field| field.unique);
    let own = fields.filter(|field| !matches!(field.kind, Kind::References { .. }));
    own.map(|field| {
        let words = heck::ToTitleCase::to_title_case(field.name.as_str());
        Unique {
            column: field.column(),
            detail: format!("{} {words} not available", names::title(scope.entity)),
        }
    })
    .collect()
}

/// The failures of an empty body, as strings with commas between them.
pub(super) fn missing(scope: &Scope<'_>) -> String {
    let required = writable(scope).filter(|field| !field.optional && field.default.is_none());
    let failures = required.map(|field| format!("\"body.{}: missing\"", field.column()));
    failures.collect::<Vec<_>>().join(", ")
}

pub(super) fn wrong(scope: &Scope<'_>) -> Vec<Wrong> {
    writable(scope)
        .map(|field| {
            let column = field.column();
            let (json, failure) = match &field.kind {
                Kind::References { target, .. } => ("true".to_owned(), id_type(scope, target)),
                _ => sample::wrong(field),
            };
            Wrong {
                failure: format!("body.{column}: {failure}"),
                column,
                json,
            }
        })
        .collect()
}

pub(super) fn id_type(scope: &Scope<'_>, target: &Target) -> &'static str {
    match scope.id_of(target) {
        Id::BigInt => "int_type",
        Id::Uuid => "uuid_type",
    }
}

/// The first field that `null` does not clear.
pub(super) fn null(scope: &Scope<'_>) -> Option<Wrong> {
    let field = writable(scope).find(|field| !field.optional)?;
    let column = field.column();
    let failure = match &field.kind {
        Kind::String(_) | Kind::Text | Kind::Email | Kind::Url | Kind::Slug => "string_type",
        Kind::Int | Kind::BigInt | Kind::SmallInt => "int_type",
        Kind::Float | Kind::Double => "float_type",
        Kind::Decimal { .. } => "decimal_type",
        Kind::Bool => "bool_type",
        Kind::Uuid => "uuid_type",
        Kind::Date => "date_type",
        Kind::Time => "time_type",
        Kind::DateTime => "datetime_type",
        Kind::Json => "value_error",
        Kind::Enum(_) => "enum",
        Kind::References { target, .. } => id_type(scope, target),
    };
    Some(Wrong {
        failure: format!("body.{column}: {failure}"),
        json: "null".to_owned(),
        column,
    })
}
