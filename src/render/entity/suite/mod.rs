//! What `tests.rs` of an entity is made of.

mod failures;
mod queries;
mod relations;
mod rows;

use anyhow::Result;
use serde::Serialize;

use self::failures::{Unique, Wrong, missing, null, uniques, wrong};
use self::queries::{Query, queries, sorted};
use self::relations::{
    Children, Included, Unknown, children, includes, is_own, missing_references,
};
use self::rows::{body_fields, row_fields, writable};
use super::scope::{Level, Scope};
use crate::entity::{Field, Id, Kind, Operation};

/// What the template of the tests may ask for.
#[derive(Serialize)]
pub(super) struct Tests {
    /// A new server, as an expression.
    app: String,
    /// Who may read, and who may write.
    reader: &'static str,
    writer: &'static str,
    /// Whether values of rows, or of bodies, are numbered.
    row_is_numbered: bool,
    body_is_numbered: bool,
    row_fields: Vec<String>,
    /// What the function that makes bodies calls the server; `_` where it needs none.
    body_parameter: &'static str,
    body_fields: Vec<String>,
    uses_created_path: bool,
    /// The id of a row in an answer, as a part of a path.
    created_id: &'static str,
    unknown_id: &'static str,
    id_failure: &'static str,
    /// The field that the round trip changes.
    changed: Option<String>,
    changed_is_shown: bool,
    /// Requests that take somebody, and who is not.
    refused: Vec<String>,
    refused_path: bool,
    strangers: &'static str,
    unknown: Vec<String>,
    malformed: Option<String>,
    uniques: Vec<Unique>,
    missing: String,
    wrong: Vec<Wrong>,
    null: Option<Wrong>,
    queries: Vec<Query>,
    unsorted: Option<String>,
    owner: Option<String>,
    /// Who creates a row: somebody who sees what it refers to.
    creator: &'static str,
    lists_own: bool,
    gets_own: bool,
    own_writes: Vec<&'static str>,
    missing_references: Vec<Unknown>,
    includes: Vec<Included>,
    first_include: String,
    include_names: String,
    children: Vec<Children>,
    children_row: bool,
    /// A read that is cached, and a write that drops it.
    cached_path: Option<&'static str>,
    cached_write: Option<&'static str>,
    cached_row: &'static str,
    /// What a read by the same path answers once the row is deleted.
    after_delete: u16,
    is_limited: Option<&'static str>,
    limited_client: &'static str,
}

pub(super) fn tests(scope: &Scope<'_>, has_update: bool) -> Result<Tests> {
    let entity = scope.entity;
    let has = |operation| scope.has(operation);
    let row_fields = row_fields(scope)?;
    let body_fields = body_fields(scope)?;
    // Of whom there can be one row: the others belong to users of their own.
    let is_single = scope.owner().is_some_and(|owner| owner.unique);
    let is_row_numbered = entity
        .fields
        .iter()
        .any(|field| rows::is_numbered(scope, field));
    let is_body_numbered = writable(scope).any(|field| rows::is_numbered(scope, field));
    let refused = refused(scope, has_update);
    let includes = includes(scope);
    let children = children(scope);
    let cached_path = match (has(Operation::Get), has(Operation::List)) {
        (true, _) => Some("format!(\"{PATH}/{id}\")"),
        (_, true) => Some("PATH.to_owned()"),
        _ => None,
    };
    let cached_write = match (has_update, has(Operation::Delete)) {
        (true, _) => Some("patch(&format!(\"{PATH}/{id}\"), json!({}))"),
        (_, true) => Some("delete(&format!(\"{PATH}/{id}\"))"),
        _ => None,
    };
    let uses_id = |code: Option<&str>| code.is_some_and(|code| code.contains("{id}"));
    let changed = changed(scope).filter(|_| has_update);
    let (int, uuid) = ("int_parsing", "uuid_parsing");
    let has_delete = has(Operation::Delete);
    Ok(Tests {
        app: app(scope),
        reader: if is_single {
            who(Level::Superuser)
        } else {
            who(scope.reads())
        },
        writer: if is_single {
            who(Level::Superuser)
        } else {
            who(scope.writes())
        },
        row_is_numbered: is_row_numbered,
        body_is_numbered: is_body_numbered,
        row_fields,
        body_parameter: match body_fields.iter().any(|field| field.contains("app"))
            || is_body_numbered
        {
            true => "app",
            false => "_",
        },
        uses_created_path: has(Operation::Get) || changed.is_some() || has_delete,
        body_fields,
        created_id: match entity.id {
            Id::BigInt => "created[\"id\"]",
            Id::Uuid => "created[\"id\"].as_str().unwrap()",
        },
        unknown_id: unknown(entity.id),
        id_failure: if entity.id == Id::Uuid { uuid } else { int },
        changed_is_shown: changed.is_some_and(|field| !field.writeonly),
        changed: changed.map(Field::column),
        refused_path: refused.iter().any(|call| call.contains("&path")),
        refused,
        strangers: match scope.writes() {
            Level::Superuser => "(app.anonymous(), 401), (app.user(\"bob\").await, 403)",
            _ => "(app.anonymous(), 401)",
        },
        unknown: by_id(scope, has_update)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        malformed: by_id(scope, has_update)
            .first()
            .map(|call| (*call).to_owned()),
        uniques: if is_single {
            Vec::new()
        } else {
            uniques(scope)
        },
        missing: missing(scope),
        wrong: wrong(scope),
        null: null(scope).filter(|_| has_update),
        queries: queries(scope)?,
        unsorted: sorted(scope).first().cloned(),
        owner: scope
            .owner()
            .map(Field::column)
            .filter(|_| scope.writes_own()),
        creator: match scope.references().iter().any(|r| is_own(scope, r.target)) {
            true => "ada",
            false => "bob",
        },
        lists_own: !is_single && scope.reads_own() && has(Operation::List),
        gets_own: !is_single && scope.reads_own() && has(Operation::Get),
        own_writes: [
            (has_update, "patch(&path, json!({}))"),
            (has_delete, "delete(&path)"),
        ]
        .into_iter()
        .filter_map(|(is_there, call)| is_there.then_some(call))
        .collect(),
        missing_references: missing_references(scope),
        first_include: includes
            .first()
            .map(|one| one.name.clone())
            .unwrap_or_default(),
        include_names: {
            let names: Vec<_> = includes.iter().map(|one| one.name.clone()).collect();
            names.join(",")
        },
        includes,
        children_row: children
            .iter()
            .any(|child| child.parent.starts_with("one.")),
        children,
        cached_row: match uses_id(cached_path) || uses_id(cached_write) {
            true => "let id = row(&app).await.id;",
            false => "row(&app).await;",
        },
        cached_path: cached_path.filter(|_| scope.cached().is_some()),
        cached_write,
        after_delete: if has(Operation::Get) { 404 } else { 200 },
        is_limited: limited(scope),
        limited_client: match has(Operation::List) || has(Operation::Get) {
            true => who(scope.reads()),
            false => who(scope.writes()),
        },
    })
}

/// A server whose limits the tests do not reach.
fn app(scope: &Scope<'_>) -> String {
    if scope.limited() {
        "TestApp::with(&[(\"DEFAULT_RATE_LIMIT_LIMIT\", \"1000\")]).await".to_owned()
    } else {
        "TestApp::new().await".to_owned()
    }
}

fn who(level: Level) -> &'static str {
    match level {
        Level::Anybody => "app.anonymous()",
        Level::User => "app.user(\"ada\").await",
        Level::Superuser => "app.admin().await",
    }
}

fn unknown(id: Id) -> &'static str {
    match id {
        Id::BigInt => "999999",
        Id::Uuid => "00000000-0000-0000-0000-000000000000",
    }
}

/// A field whose value is not another row.
fn changed<'a>(scope: &Scope<'a>) -> Option<&'a Field> {
    writable(scope).find(|field| !matches!(field.kind, Kind::References { .. }))
}

fn by_id(scope: &Scope<'_>, has_update: bool) -> Vec<&'static str> {
    let calls = [
        (scope.has(Operation::Get), "get(&path)"),
        (has_update, "patch(&path, json!({}))"),
        (scope.has(Operation::Delete), "delete(&path)"),
    ];
    calls
        .into_iter()
        .filter_map(|(is_there, call)| is_there.then_some(call))
        .collect()
}

/// The requests that anybody but those who may is refused.
fn refused(scope: &Scope<'_>, has_update: bool) -> Vec<String> {
    let reads = scope.reads() > Level::Anybody;
    let writes = scope.writes() > Level::Anybody;
    let calls = [
        (reads && scope.has(Operation::List), "get(PATH)"),
        (reads && scope.has(Operation::Get), "get(&path)"),
        (
            writes && scope.has(Operation::Create),
            "post(PATH, json!({}))",
        ),
        (writes && has_update, "patch(&path, json!({}))"),
        (writes && scope.has(Operation::Delete), "delete(&path)"),
    ];
    let there = calls.into_iter().filter(|(is_there, _)| *is_there);
    there.map(|(_, call)| call.to_owned()).collect()
}

fn is_set(scope: &Scope<'_>, field: &Field) -> bool {
    !field.optional || scope.owner() == Some(field)
}

/// A request that is counted.
fn limited(scope: &Scope<'_>) -> Option<&'static str> {
    if !scope.limited() {
        return None;
    }
    [
        (Operation::List, "get(PATH)"),
        (Operation::Get, "get(&format!(\"{PATH}/1\"))"),
        (Operation::Create, "post(PATH, json!({}))"),
    ]
    .into_iter()
    .find_map(|(operation, call)| scope.has(operation).then_some(call))
}
