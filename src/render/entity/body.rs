//! The request bodies of an entity: their fields, and how each is read.

use anyhow::{Result, bail};
use serde::Serialize;

use super::scope::Scope;
use super::{names, sample, types};
use crate::entity::{Field, Kind};

/// A request body.
#[derive(Serialize)]
pub(super) struct Body {
    documentation: String,
    pub(super) name: String,
    parameter: String,
    pub(super) fields: Vec<BodyField>,
}

#[derive(Serialize)]
pub(super) struct BodyField {
    name: String,
    kind: String,
    local: String,
    read: String,
    take: String,
}

/// Whether requests may set a field.
pub(super) fn is_writable(scope: &Scope<'_>, field: &Field) -> bool {
    !field.readonly && scope.owner() != Some(field)
}

pub(super) fn create_body(scope: &Scope<'_>) -> Result<Body> {
    body(scope, "Create", |field, rule, default| {
        let name = field.column();
        if let Some(default) = types::read_default(field) {
            let (wrapper, rule) = match field.optional {
                true => ("Option".to_owned(), format!("rules::or_null({rule})")),
                false => (String::new(), rule),
            };
            let read = format!("defaulted({name:?}, {rule}, {default})");
            return Ok((wrapper, read, "?".to_owned()));
        }
        Ok(match (field.optional, default) {
            (false, None) => (
                String::new(),
                format!("required({name:?}, {rule})"),
                "?".into(),
            ),
            (false, Some(default)) => (
                String::new(),
                format!("optional({name:?}, {rule})"),
                format!("?.unwrap_or({default})"),
            ),
            (true, None) => (
                "Option".into(),
                format!("optional({name:?}, rules::or_null({rule}))"),
                "?.flatten()".into(),
            ),
            (true, Some(default)) => (
                "Option".into(),
                format!("optional({name:?}, rules::or_null({rule}))"),
                format!("?.unwrap_or(Some({default}))"),
            ),
        })
    })
}

pub(super) fn update_body(scope: &Scope<'_>) -> Result<Body> {
    body(scope, "Update", |field, rule, _| {
        let name = field.column();
        Ok(if field.optional {
            (
                "Option<Option".to_owned(),
                format!("optional({name:?}, rules::or_null({rule}))"),
                "?".to_owned(),
            )
        } else {
            (
                "Option".to_owned(),
                format!("optional({name:?}, {rule})"),
                "?".to_owned(),
            )
        })
    })
}

/// The wrapper of the type, how the field is read, and what is taken of that.
type Read = (String, String, String);

fn body(
    scope: &Scope<'_>,
    verb: &str,
    read: impl Fn(&Field, String, Option<String>) -> Result<Read>,
) -> Result<Body> {
    let label = names::label(scope.entity);
    let is_create = verb == "Create";
    let taken = |name: &str| scope.entity.fields.iter().any(|f| f.column() == name);
    let names = ["fields", "input", "sent", "all_fields"];
    let parameter = names
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or("_fields");
    let mut fields = Vec::new();
    for field in &scope.entity.fields {
        if field.readonly && is_create && !field.optional && field.default.is_none() {
            bail!(
                "`{}` is required and readonly and has no default",
                field.name
            );
        }
        if !is_writable(scope, field) {
            continue;
        }
        let mut rule = types::rule(scope, field)?;
        rule.push_str(&format!(
            ".example({})",
            json(field, &sample::example(scope, field)?)
        ));
        let default = types::default(scope, field)?;
        if let Some((_, shown)) = default
            .as_ref()
            .filter(|(_, json)| is_create && !json.is_empty())
        {
            rule.push_str(&format!(".with_default({shown})"));
        }
        let (wrapper, read, take) = read(field, rule, default.map(|(rust, _)| rust))?;
        let name = field.column();
        let value = types::value(scope, field);
        let kind = match wrapper.matches('<').count() {
            _ if wrapper.is_empty() => value,
            0 => format!("{wrapper}<{value}>"),
            _ => format!("{wrapper}<{value}>>"),
        };
        fields.push(BodyField {
            take: format!("{name}{take}"),
            local: name.clone(),
            name,
            kind,
            read,
        });
    }
    let documentation = if is_create {
        format!("/// A new {label}.")
    } else {
        let label = names::with_article(&label);
        format!("/// What changes of {label}: a field that is absent stays as it is.")
    };
    Ok(Body {
        documentation,
        name: format!("{verb}{}", scope.entity.name),
        parameter: parameter.to_owned(),
        fields,
    })
}

/// An example as an argument of `example`.
fn json(field: &Field, example: &str) -> String {
    match field.kind {
        Kind::Json => format!("json!({example})"),
        _ => example.to_owned(),
    }
}
