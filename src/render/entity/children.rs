//! The lists of the rows that refer to one row of another entity, or of the same.

use serde::Serialize;

use super::relation::{self, Parent};
use super::routes::{Calls, Handler, reader, start};
use super::scope::Scope;
use super::{names, scope, types};
use crate::entity::{Entity, Operation};

/// The list of the rows of a parent.
#[derive(Serialize)]
pub(super) struct Child {
    pub(super) words: String,
    pub(super) path: String,
    pub(super) function: String,
    /// The function of `crud.rs` that selects the rows.
    rows: String,
    parameter: String,
    id_type: &'static str,
    variant: String,
    handler: Handler,
}

pub(super) fn children(scope: &Scope<'_>, calls: &Calls) -> Vec<Child> {
    let parents = relation::parents(scope);
    parents
        .iter()
        .map(|parent| child(scope, calls, parent))
        .collect()
}

/// The paths of the lists, such as `/categories/{id}/posts`.
pub(super) fn paths(scope: &Scope<'_>) -> Vec<String> {
    let parents = relation::parents(scope);
    let paths = parents.iter().map(|parent| path(scope.entity, parent));
    paths.collect()
}

fn path(entity: &Entity, parent: &Parent<'_>) -> String {
    let path = format!("/{}/{{id}}/{}", parent.plural, entity.plural);
    match parent.is_ambiguous {
        true => format!("{path}/by_{}", parent.reference.field.name),
        false => path,
    }
}

fn child(scope: &Scope<'_>, calls: &Calls, parent: &Parent<'_>) -> Child {
    let entity = scope.entity;
    let target = parent.reference.target;
    let field = &parent.reference.field.name;
    let table = format!("{}Entity", relation::prefix(scope, target));
    let condition = scope.condition(target, &table, scope.reads());
    let filter = condition
        .map(|condition| format!(".filter({condition})"))
        .unwrap_or_default();
    let needs_reader = calls.read_reader || scope::takes_reader(&filter);
    let mut handler = start(
        scope,
        Operation::List,
        needs_reader,
        "params(ListQuery<Entity>)",
    );
    let ok = format!("(status = 200, body = Listing<{}Read>)", entity.name);
    handler.respond(scope, &ok, &["Missing", "Invalid"], needs_reader);
    // Only the database is asked: whether the parent is there depends on another entity.
    handler
        .arguments
        .retain(|argument| argument != "cache: Cache");
    handler.path(scope.id_of(target));
    handler
        .arguments
        .push("Query(query): Query<ListQuery<Entity>>".into());
    handler.line(&format!("let parent = {table}::find_by_id(id){filter};"));
    handler.line("if parent.count(&db).await? == 0 {");
    handler.line(&format!(
        "    return Err(Error::NotFound(\"{} not found\"));",
        parent.title
    ));
    handler.line("}");
    let by = if parent.is_ambiguous {
        format!("_by_{field}")
    } else {
        String::new()
    };
    let rows = format!("of_{}{by}", parent.module);
    handler.line(&format!(
        "let rows = crud::list(&db, {}crud::{rows}(id), &query).await?;",
        reader(calls.read_reader)
    ));
    handler.line("Ok(Json(rows))");
    let words = names::with_article(&parent.label);
    let through = if parent.is_ambiguous {
        format!(" by `{field}`")
    } else {
        String::new()
    };
    Child {
        words: format!("of {words}{through}"),
        path: path(entity, parent),
        function: format!("list_{}_of_{}{by}", entity.plural, parent.module),
        rows,
        parameter: parent.reference.field.column(),
        id_type: types::id(scope.id_of(target)),
        variant: relation::variant(&parent.reference.field.column()),
        handler,
    }
}
