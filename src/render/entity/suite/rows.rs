//! What rows and bodies of a test are made of.

use anyhow::Result;

use crate::entity::{Field, Id, Kind, Target};
use crate::render::entity::relation::prefix;
use crate::render::entity::sample;
use crate::render::entity::scope::Scope;

pub(super) fn value(scope: &Scope<'_>, field: &Field) -> Result<Option<sample::Sample>> {
    if field.unique {
        sample::unique(scope, field)
    } else {
        sample::of(scope, field)
    }
}

/// Whether the value of a field is made of a number.
pub(super) fn is_numbered(scope: &Scope<'_>, field: &Field) -> bool {
    let takes_number = match &field.kind {
        Kind::Bool | Kind::Enum(_) | Kind::Json | Kind::Uuid => false,
        Kind::References { target, .. } => {
            *target == Target::User && (!field.optional || scope.owner() == Some(field))
        }
        _ => true,
    };
    field.unique && takes_number
}

/// The id of a new row of a target.
pub(super) fn target_row(scope: &Scope<'_>, field: &Field, target: &Target) -> String {
    match target {
        Target::User if field.unique => "app.user_id(&format!(\"user{n}\")).await".to_owned(),
        Target::User => "app.user_id(\"ada\").await".to_owned(),
        Target::Tier => "app.tier_id(\"pro\").await".to_owned(),
        Target::Entity(_) => match prefix(scope, target) {
            own if own.is_empty() => "row(app).await.id".to_owned(),
            module => format!("{module}tests::row(app).await.id"),
        },
    }
}

/// What a row is made of; references that may be empty are.
pub(super) fn row_fields(scope: &Scope<'_>) -> Result<Vec<String>> {
    let entity = scope.entity;
    let mut lines = Vec::new();
    if entity.id == Id::Uuid {
        lines.push("id: Set(Uuid::now_v7()),".to_owned());
    }
    let mut is_complete = entity.id == Id::Uuid && !entity.timestamps && !entity.soft_delete;
    for field in &entity.fields {
        let column = field.column();
        let expression = match (value(scope, field)?, &field.kind) {
            (Some(sample), _) => sample.rust,
            (None, Kind::References { target, .. })
                if !field.optional || scope.owner() == Some(field) =>
            {
                target_row(scope, field, target)
            }
            _ => {
                is_complete = false;
                continue;
            }
        };
        lines.push(if field.optional {
            format!("{column}: Set(Some({expression})),")
        } else {
            format!("{column}: Set({expression}),")
        });
    }
    if entity.timestamps {
        lines.push("created_at: Set(Utc::now()),".to_owned());
    }
    if entity.soft_delete {
        lines.push("is_deleted: Set(false),".to_owned());
    }
    if !is_complete {
        lines.push("..Default::default()".to_owned());
    }
    Ok(lines)
}

pub(super) fn body_fields(scope: &Scope<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for field in writable(scope) {
        let column = field.column();
        match (value(scope, field)?, &field.kind) {
            (Some(sample), _) => lines.push(format!("{column:?}: {},", sample.json)),
            (None, Kind::References { target, .. }) if !field.optional => {
                lines.push(format!("{column:?}: {},", target_row(scope, field, target)));
            }
            _ => {}
        }
    }
    Ok(lines)
}

pub(super) fn writable<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Field> {
    let owner = scope.owner();
    let fields = scope.entity.fields.iter();
    fields.filter(move |field| !field.readonly && owner != Some(*field))
}
