//! What tests ask of the rows that an entity refers to.

use serde::Serialize;

use super::rows::target_row;
use super::{is_set, unknown};
use crate::entity::{Id, Operation, Target};
use crate::render::entity::scope::{Reference, Scope};
use crate::render::entity::{body, relation};

#[derive(Serialize)]
pub(super) struct Unknown {
    column: String,
    id: &'static str,
}

#[derive(Serialize)]
pub(super) struct Included {
    pub(super) name: String,
    /// The part of the answer, and what it equals.
    found: String,
    expected: String,
}

#[derive(Serialize)]
pub(super) struct Children {
    path: String,
    /// A parent, as an expression for its id.
    pub(super) parent: String,
    count: u8,
    detail: String,
    unknown_id: &'static str,
}

pub(super) fn missing_references(scope: &Scope<'_>) -> Vec<Unknown> {
    if !scope.has(Operation::Create) {
        return Vec::new();
    }
    let references = scope.references();
    let writable = references
        .iter()
        .filter(|r| body::is_writable(scope, r.field));
    writable
        .map(|reference| Unknown {
            column: reference.field.column(),
            id: match scope.id_of(reference.target) {
                Id::BigInt => "999999",
                Id::Uuid => "\"00000000-0000-0000-0000-000000000000\"",
            },
        })
        .collect()
}

/// Whether somebody who reads the entity sees the rows of a target that a test makes.
pub(super) fn is_seen(scope: &Scope<'_>, target: &Target) -> bool {
    let Some(entity) = scope.target(target) else {
        return true;
    };
    let target = scope.of(entity);
    target.reads() <= scope.reads()
}

/// Whether only its owner sees a row of the target.
pub(super) fn is_own(scope: &Scope<'_>, target: &Target) -> bool {
    let target = scope.target(target);
    target.is_some_and(|entity| scope.of(entity).reads_own())
}

pub(super) fn includes(scope: &Scope<'_>) -> Vec<Included> {
    if !scope.has(Operation::Get) {
        return Vec::new();
    }
    let references = scope.references();
    let shown = references
        .iter()
        .filter(|reference| !reference.field.writeonly);
    shown
        .map(|Reference { field, target, .. }| {
            let name = field.name.clone();
            let (found, expected) = if is_set(scope, field) && is_seen(scope, target) {
                let column = field.column();
                (
                    format!("with[\"{name}\"][\"id\"]"),
                    format!("json!(one.{column})"),
                )
            } else {
                (format!("with[\"{name}\"]"), "Value::Null".to_owned())
            };
            Included {
                name,
                found,
                expected,
            }
        })
        .collect()
}

pub(super) fn children(scope: &Scope<'_>) -> Vec<Children> {
    let parents = relation::parents(scope);
    let seen = parents
        .iter()
        .filter(|parent| is_seen(scope, parent.reference.target));
    seen.map(|parent| {
        let Reference { field, target, .. } = parent.reference;
        let is_set = is_set(scope, field);
        let by = if parent.is_ambiguous {
            format!("/by_{}", field.name)
        } else {
            String::new()
        };
        Children {
            path: format!(
                "/api/v1/{}/{{id}}/{}{by}",
                parent.plural, scope.entity.plural
            ),
            parent: if is_set {
                format!("one.{}", field.column())
            } else {
                target_row(scope, field, target).replace("(app)", "(&app)")
            },
            count: u8::from(is_set),
            detail: format!("{} not found", parent.title),
            unknown_id: unknown(scope.id_of(target)),
        }
    })
    .collect()
}
