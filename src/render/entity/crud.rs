//! What `crud.rs` of an entity is made of.

use super::relation::{Check, variant};
use super::scope::Scope;
use super::{body, names, types};
use crate::entity::{Field, Id, Operation};
use anyhow::Result;

/// The rows that are there for a reader, of those that `rows` selects.
pub(super) fn visible_rows(scope: &Scope<'_>, rows: &str) -> String {
    let visible = match (scope.reads_own(), scope.entity.soft_delete) {
        (true, _) => ".filter(visible(Entity, reader))",
        (_, true) => ".filter(visible(Entity))",
        _ => "",
    };
    format!("{rows}{visible}")
}

/// The row that may be changed.
pub(super) fn find_row(scope: &Scope<'_>) -> String {
    let row = visible_rows(scope, "Entity::find_by_id(id)");
    match scope
        .owner()
        .filter(|_| scope.writes_own() && !scope.reads_own())
    {
        Some(owner) => {
            let column = variant(&owner.column());
            format!("{row}.filter(reader.owns(Column::{column}))")
        }
        None => row,
    }
}

/// What a new row is made of.
pub(super) fn create_fields(scope: &Scope<'_>) -> Result<Vec<String>> {
    let entity = scope.entity;
    let mut fields = Vec::new();
    let mut is_complete = entity.id == Id::Uuid && !entity.timestamps && !entity.soft_delete;
    if entity.id == Id::Uuid {
        fields.push("id: Set(Uuid::now_v7()),".to_owned());
    }
    for field in &entity.fields {
        let column = field.column();
        if body::is_writable(scope, field) {
            fields.push(format!("{column}: Set(new.{column}),"));
        } else if scope.owner() == Some(field) {
            let owner = if field.optional {
                format!("Some({column})")
            } else {
                column.clone()
            };
            fields.push(format!("{column}: Set({owner}),"));
        } else if let Some((default, _)) = types::default(scope, field)? {
            let default = if field.optional {
                format!("Some({default})")
            } else {
                default
            };
            fields.push(format!("{column}: Set({default}),"));
        } else {
            is_complete = false;
        }
    }
    if entity.timestamps {
        fields.push("created_at: Set(Utc::now()),".to_owned());
    }
    if entity.soft_delete {
        fields.push("is_deleted: Set(false),".to_owned());
    }
    if !is_complete {
        fields.push("..Default::default()".to_owned());
    }
    Ok(fields)
}

/// What a change does to a row.
pub(super) fn update_fields(scope: &Scope<'_>) -> Vec<String> {
    let fields = scope
        .entity
        .fields
        .iter()
        .filter(|field| body::is_writable(scope, field));
    let mut lines: Vec<_> = fields
        .map(Field::column)
        .map(|column| format!("row.{column} = changes.{column}.map_or(row.{column}, Set)"))
        .collect();
    if scope.entity.timestamps {
        lines.push("row.updated_at = Set(Some(Utc::now()))".to_owned());
    }
    lines
}

/// The arguments of the check of references before a write.
pub(super) fn references(
    scope: &Scope<'_>,
    checks: &[Check],
    reader: bool,
    of: Operation,
) -> String {
    let mut arguments = vec!["db".to_owned()];
    arguments.extend(reader.then(|| "reader".to_owned()));
    for check in checks {
        let column = &check.column;
        let mut fields = scope.entity.fields.iter();
        let is_optional = fields.any(|field| field.column() == *column && field.optional);
        arguments.push(match (of, is_optional) {
            (Operation::Create, false) => format!("Some(new.{column})"),
            (Operation::Create, true) => format!("new.{column}"),
            (_, false) => format!("changes.{column}"),
            (_, true) => format!("changes.{column}.flatten()"),
        });
    }
    arguments.join(", ")
}

/// What the constraints of the table refuse, as calls.
pub(super) fn refusals(scope: &Scope<'_>) -> Vec<String> {
    let table = scope.entity.module();
    let title = names::title(scope.entity);
    let unique = scope.entity.fields.iter().filter(|field| field.unique);
    let mut refusals: Vec<_> = unique
        .map(|field| {
            let column = field.column();
            let words = heck::ToTitleCase::to_title_case(field.name.as_str());
            format!(
                ".on_unique(\"{table}_{column}_key\", Error::Unprocessable(\"{title} {words} not available\"))"
            )
        })
        .collect();
    if !scope.references().is_empty() {
        refusals.push(
            ".on_foreign_key(Error::Unprocessable(\"A row that is referred to does not exist\"))"
                .to_owned(),
        );
    }
    refusals
}
