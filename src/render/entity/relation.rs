//! What an entity refers to: nested rows, checks before a write, lists of a parent's rows.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde::Serialize;

use super::scope::{Level, Reference, Scope, takes_reader};
use super::{body, names, types};
use crate::entity::{Kind, OnDelete, Operation, Target};

/// A related row that answers can nest.
#[derive(Serialize)]
pub(super) struct Include {
    pub(super) name: String,
    /// The module of the target, empty for the entity itself.
    prefix: String,
    /// The target as the argument of `belongs_to`.
    entity: String,
    variant: String,
    pub(super) read: String,
    pub(super) alias: String,
    pub(super) condition: String,
    /// Whether the schema of the target is declared elsewhere. Not to go there again keeps the
    /// description of many entities from growing with every path between them.
    pub(super) is_declared: bool,
}

/// A reference whose row has to be there before a write.
#[derive(Serialize)]
pub(super) struct Check {
    pub(super) column: String,
    id_type: &'static str,
    pub(super) row: String,
}

/// The column of a name as a variant.
pub(super) fn variant(column: &str) -> String {
    column.to_upper_camel_case()
}

/// The module of a target as a prefix; empty for the entity itself.
pub(super) fn prefix(scope: &Scope<'_>, target: &Target) -> String {
    if *target == Target::Entity(scope.entity.name.clone()) {
        return String::new();
    }
    format!("{}::", target.module())
}

pub(super) fn includes(scope: &Scope<'_>) -> Vec<Include> {
    if !scope.has(Operation::List) && !scope.has(Operation::Get) {
        return Vec::new();
    }
    let references = scope.references();
    let shown = references
        .iter()
        .filter(|reference| !reference.field.writeonly);
    shown.map(|reference| include(scope, reference)).collect()
}

fn include(scope: &Scope<'_>, reference: &Reference<'_>) -> Include {
    let Reference { field, target, .. } = reference;
    let alias = format!("include_{}", field.name);
    let condition = scope.condition(target, &format!("{alias:?}"), scope.reads());
    let condition = condition.map(|condition| {
        let captures = if takes_reader(&condition) {
            "move "
        } else {
            ""
        };
        format!("\n            .on_condition({captures}|_, _| Condition::all().add({condition}))")
    });
    let prefix = prefix(scope, target);
    Include {
        name: field.name.clone(),
        entity: format!("{prefix}Entity"),
        prefix,
        variant: variant(&field.column()),
        read: read_type(target),
        alias,
        condition: condition.unwrap_or_default(),
        is_declared: answers(scope, target) || reaches(scope, target),
    }
}

/// What an answer shows of a target.
pub(super) fn read_type(target: &Target) -> String {
    match target {
        Target::User => "UserSummary".to_owned(),
        Target::Tier => "TierRead".to_owned(),
        Target::Entity(name) => format!("{name}Read"),
    }
}

/// Whether routes of the target answer its rows, and so declare their schema.
fn answers(scope: &Scope<'_>, target: &Target) -> bool {
    let entity = scope.target(target);
    entity.is_some_and(|entity| entity.operations.iter().any(|o| *o != Operation::Delete))
}

/// Whether the target refers back to the entity, directly or not.
fn reaches(scope: &Scope<'_>, target: &Target) -> bool {
    let mut seen = BTreeSet::new();
    let mut left: Vec<Target> = vec![(*target).clone()];
    while let Some(target) = left.pop() {
        let Some(entity) = scope.target(&target) else {
            continue;
        };
        if entity.name == scope.entity.name {
            return true;
        }
        if seen.insert(entity.name.clone()) {
            left.extend(
                scope
                    .of(entity)
                    .references()
                    .iter()
                    .map(|r| r.target.clone()),
            );
        }
    }
    false
}

pub(super) fn checks(scope: &Scope<'_>) -> Vec<Check> {
    if !scope.has(Operation::Create) && !scope.has(Operation::Update) {
        return Vec::new();
    }
    let references = scope.references();
    let writable = references
        .iter()
        .filter(|r| body::is_writable(scope, r.field));
    writable
        .map(|Reference { field, target, .. }| {
            let table = format!("{}Entity", prefix(scope, target));
            let condition = scope.condition(target, &table, scope.writes());
            let condition = condition.map(|condition| format!(".filter({condition})"));
            Check {
                column: field.column(),
                id_type: types::id(scope.id_of(target)),
                row: format!("{table}::find_by_id(id){}", condition.unwrap_or_default()),
            }
        })
        .collect()
}

/// The tags of cached answers: its own, and those of the cached entities whose deletion makes the
/// database change or delete its rows.
pub(super) fn tags(scope: &Scope<'_>) -> Vec<String> {
    let own = scope.entity.plural.to_uppercase();
    let mut tags = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut left = vec![(scope.entity, true)];
    while let Some((entity, is_first)) = left.pop() {
        if !seen.insert(entity.name.clone()) {
            continue;
        }
        let scope = scope.of(entity);
        if scope.cached().is_some() && scope.has(Operation::Delete) {
            tags.insert(entity.plural.to_uppercase());
        }
        // What is only set to null changes no rows further on.
        let changing = entity.fields.iter().filter_map(|field| match &field.kind {
            Kind::References { target, on_delete } => {
                let changes = match on_delete {
                    OnDelete::Cascade => true,
                    OnDelete::SetNull => is_first,
                    OnDelete::Restrict => false,
                };
                scope.target(target).filter(|_| changes)
            }
            _ => None,
        });
        left.extend(changing.map(|target| (target, false)));
    }
    tags.remove(&own);
    [own].into_iter().chain(tags).collect()
}

/// The references to entities, each with the path of a list of the rows that refer to one.
pub(super) struct Parent<'a> {
    pub(super) reference: Reference<'a>,
    /// Whether another field refers to the same entity.
    pub(super) is_ambiguous: bool,
    pub(super) module: String,
    pub(super) plural: String,
    pub(super) title: String,
    pub(super) label: String,
}

pub(super) fn parents<'a>(scope: &Scope<'a>) -> Vec<Parent<'a>> {
    if !scope.has(Operation::List) {
        return Vec::new();
    }
    let references = scope.references();
    let all = references.iter();
    all.filter(|reference| matches!(reference.field.kind, Kind::References { .. }))
        .filter_map(|reference| {
            let parent = scope.target(reference.target)?;
            let same = references
                .iter()
                .filter(|other| other.target == reference.target);
            Some(Parent {
                reference: *reference,
                is_ambiguous: same.count() > 1,
                module: parent.module(),
                plural: parent.plural.clone(),
                title: names::title(parent),
                label: names::label(parent),
            })
        })
        .collect()
}

/// The least of what one has to be for any of the operations.
pub(super) fn level(scope: &Scope<'_>, operation: Operation) -> Level {
    match operation {
        Operation::List | Operation::Get => scope.reads(),
        _ => scope.writes(),
    }
}
