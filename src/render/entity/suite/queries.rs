//! Query strings of lists, and what they find.

use anyhow::Result;
use serde::Serialize;

use crate::entity::{Field, Kind, Operation};
use crate::render::entity::sample;
use crate::render::entity::scope::Scope;

#[derive(Serialize)]
pub(super) struct Query {
    query: String,
    count: u8,
}

pub(super) fn sorted(scope: &Scope<'_>) -> Vec<String> {
    if !scope.has(Operation::List) {
        return Vec::new();
    }
    let fields = scope.entity.fields.iter().filter(|field| field.sort);
    let mut names: Vec<_> = fields.map(Field::column).collect();
    names.extend(scope.entity.timestamps.then(|| "created_at".to_owned()));
    names
}

/// Query strings, each with how many of the one row pass.
pub(super) fn queries(scope: &Scope<'_>) -> Result<Vec<Query>> {
    let mut queries = Vec::new();
    if !scope.has(Operation::List) {
        return Ok(queries);
    }
    let mut add = |query: String, count: u8| queries.push(Query { query, count });
    for field in scope.entity.fields.iter().filter(|f| f.filter && !f.unique) {
        let name = field.column();
        let Some(sample) = sample::of(scope, field)? else {
            continue;
        };
        let plain = sample.json.trim_matches('"').to_owned();
        let value = encode(&plain);
        add(format!("{name}={value}"), 1);
        add(format!("{name}__ne={value}"), 0);
        add(format!("{name}__in={value}"), 1);
        match field.kind {
            Kind::String(_) | Kind::Text | Kind::Email | Kind::Url | Kind::Slug => {
                add(format!("{name}__like={}", part(&plain)), 1);
            }
            Kind::Bool | Kind::Uuid | Kind::Enum(_) => {}
            _ => {
                add(format!("{name}__gte={value}"), 1);
                add(format!("{name}__gt={value}"), 0);
                add(format!("{name}__lte={value}"), 1);
                add(format!("{name}__lt={value}"), 0);
            }
        }
    }
    for field in scope.entity.fields.iter().filter(|f| f.search && !f.unique) {
        let Some(sample) = sample::of(scope, field)? else {
            continue;
        };
        add(format!("search={}", part(sample.json.trim_matches('"'))), 1);
    }
    if scope.entity.fields.iter().any(|field| field.search) {
        add("search=%25_".to_owned(), 0);
    }
    for name in sorted(scope) {
        add(format!("sort=-{name}"), 1);
    }
    Ok(queries)
}

/// The first characters of a text, in the other case.
pub(super) fn part(text: &str) -> String {
    encode(&text.chars().take(3).collect::<String>().to_lowercase())
}

pub(super) fn encode(text: &str) -> String {
    text.replace('%', "%25")
        .replace(' ', "%20")
        .replace('+', "%2B")
        .replace('&', "%26")
}
