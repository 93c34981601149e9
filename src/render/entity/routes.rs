//! What `routes.rs` of an entity is made of.

use serde::Serialize;

use super::relation;
use super::scope::{Level, Scope};
use super::{names, types};
use crate::entity::Operation;

/// One handler: what its documentation declares, what it asks for, what it does.
#[derive(Serialize, Default)]
pub(super) struct Handler {
    attributes: Vec<String>,
    pub(super) arguments: Vec<String>,
    body: Vec<String>,
    #[serde(skip)]
    level: Level,
}

/// What handlers need to know of the functions that they call.
pub(super) struct Calls {
    pub(super) read_reader: bool,
    pub(super) find_reader: bool,
    pub(super) write_reader: bool,
    pub(super) includes: bool,
    pub(super) children: bool,
    pub(super) tag: String,
}

pub(super) fn list(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let name = &scope.entity.name;
    let mut handler = start(
        scope,
        Operation::List,
        calls.read_reader,
        "params(ListQuery<Entity>)",
    );
    handler.respond(
        scope,
        &format!("(status = 200, body = Listing<{name}Read>)"),
        &["Invalid"],
        calls.read_reader,
    );
    handler
        .arguments
        .push("Query(query): Query<ListQuery<Entity>>".into());
    let rows = if calls.children {
        "Entity::find(), "
    } else {
        ""
    };
    let read = format!("crud::list(&db, {}{rows}&query)", reader(calls.read_reader));
    if scope.cached().is_some() {
        if calls.includes {
            handler.line("if !query.include.is_empty() {");
            handler.line(&format!("    return Ok(Json({read}.await?));"));
            handler.line("}");
        }
        let parts = if calls.read_reader { "reader, " } else { "" };
        handler.line(&format!(
            "let key = cache::{name}List {{ {parts}query: &query }};"
        ));
        handler.line(&format!("let read = || {read};"));
        handler.line("let rows = cache.get_or_set(&key, cache::TTL, read).await?;");
        handler.line("Ok(Json(rows))");
    } else {
        handler.line(&format!("Ok(Json({read}.await?))"));
    }
    handler
}

pub(super) fn get(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let name = &scope.entity.name;
    let params = if calls.includes {
        "params(IncludeQuery<Entity>)"
    } else {
        ""
    };
    let mut handler = start(scope, Operation::Get, calls.read_reader, params);
    handler.respond(
        scope,
        &format!("(status = 200, body = {name}Read)"),
        &["Missing", "Invalid"],
        calls.read_reader,
    );
    handler.path(scope.entity.id);
    let include = if calls.includes {
        let query = "Query(IncludeQuery { include, .. }): Query<IncludeQuery<Entity>>";
        handler.arguments.push(query.into());
        ", &include"
    } else {
        ""
    };
    let read = format!("crud::get(&db, {}id{include})", reader(calls.read_reader));
    if scope.cached().is_some() {
        if calls.includes {
            handler.line("if !include.is_empty() {");
            handler.line(&format!("    let row = {read}.await?;"));
            handler.line("    return Ok(Json(row.ok_or(NOT_FOUND)?));");
            handler.line("}");
        }
        let parts = if calls.read_reader { "reader, " } else { "" };
        handler.line(&format!("let key = cache::{name}ById {{ {parts}id }};"));
        handler.line(&format!(
            "let read = async || {read}.await?.ok_or(NOT_FOUND);"
        ));
        handler.line("let row = cache.get_or_set(&key, cache::TTL, read).await?;");
        handler.line("Ok(Json(row))");
    } else {
        handler.line(&format!("let row = {read}.await?.ok_or(NOT_FOUND)?;"));
        handler.line("Ok(Json(row))");
    }
    handler
}

pub(super) fn create(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let name = &scope.entity.name;
    let body = format!("request_body = Create{name}");
    let mut handler = start(scope, Operation::Create, calls.write_reader, &body);
    handler.respond(
        scope,
        &format!("(status = 201, body = {name}Read)"),
        &["Invalid"],
        false,
    );
    handler
        .arguments
        .push(format!("Json(new): Json<Create{name}>"));
    let owner = if scope.owner().is_some() {
        "user.id, "
    } else {
        ""
    };
    handler.line(&format!(
        "let row = crud::create(&db, {}{owner}new).await?;",
        reader(calls.write_reader)
    ));
    handler.invalidate(scope, calls);
    handler.line("Ok((StatusCode::CREATED, Json(row.into())))");
    handler
}

pub(super) fn update(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let name = &scope.entity.name;
    let needs_reader = calls.find_reader || calls.write_reader;
    let body = format!("request_body = Update{name}");
    let mut handler = start(scope, Operation::Update, needs_reader, &body);
    handler.respond(
        scope,
        &format!("(status = 200, body = {name}Read)"),
        &["Missing", "Invalid"],
        false,
    );
    handler.path(scope.entity.id);
    handler
        .arguments
        .push(format!("Json(changes): Json<Update{name}>"));
    handler.find(calls);
    handler.line(&format!(
        "let row = crud::update(&db, {}row, changes).await?;",
        reader(calls.write_reader)
    ));
    handler.invalidate(scope, calls);
    handler.line("Ok(Json(row.into()))");
    handler
}

pub(super) fn delete(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let is_soft = scope.entity.soft_delete;
    let mut handler = start(scope, Operation::Delete, calls.find_reader, "");
    let errors: &[&str] = if is_soft {
        &["Missing", "Invalid"]
    } else {
        &["Missing", "Conflicting", "Invalid"]
    };
    handler.respond(scope, "(status = 200, body = Message)", errors, false);
    handler.path(scope.entity.id);
    if is_soft {
        handler.find(calls);
        handler.line("crud::delete(&db, row).await?;");
    } else if calls.find_reader {
        handler.find(calls);
        handler.remove("crud::delete(&db, row.id)");
    } else {
        handler.remove("crud::delete(&db, id)");
    }
    handler.invalidate(scope, calls);
    let title = names::title(scope.entity);
    handler.line(&format!("Ok(Json(Message::new(\"{title} deleted\")))"));
    handler
}

/// The deletion of a row that may be marked as deleted already.
pub(super) fn purge(scope: &Scope<'_>, calls: &Calls) -> Handler {
    let mut handler = Handler::default();
    handler
        .attributes
        .push(format!("tag = \"{}\"", scope.entity.plural));
    handler
        .attributes
        .push("security((\"oauth2\" = []))".into());
    let mut responses = vec![
        "(status = 200, body = Message)",
        "Unauthenticated",
        "Denied",
        "Missing",
        "Conflicting",
        "Invalid",
    ];
    responses.extend(scope.limited().then_some("Limited"));
    handler.attributes.push(responses_attribute(&responses));
    handler.state(scope);
    handler.arguments.push("_superuser: Superuser".into());
    handler.limit(scope);
    handler.path(scope.entity.id);
    handler.remove("crud::hard_delete(&db, id)");
    handler.invalidate(scope, calls);
    let title = names::title(scope.entity);
    handler.line(&format!(
        "Ok(Json(Message::new(\"{title} deleted from the database\")))"
    ));
    handler
}

/// On one line or, if that is too long, on one for each; rustfmt leaves it as it is.
fn responses_attribute(responses: &[&str]) -> String {
    let line = format!("responses({})", responses.join(", "));
    if line.len() <= 90 {
        return line;
    }
    let lines: String = responses
        .iter()
        .map(|r| format!("\n        {r},"))
        .collect();
    format!("responses({lines}\n    )")
}

/// The argument for a reader, where there is one.
pub(super) fn reader(is_needed: bool) -> &'static str {
    if is_needed { "reader, " } else { "" }
}

/// A handler with who may call it; `input` declares what it takes.
pub(super) fn start(
    scope: &Scope<'_>,
    operation: Operation,
    needs_reader: bool,
    input: &str,
) -> Handler {
    let mut handler = Handler::default();
    let level = relation::level(scope, operation);
    handler
        .attributes
        .push(format!("tag = \"{}\"", scope.entity.plural));
    if level > Level::Anybody {
        handler
            .attributes
            .push("security((\"oauth2\" = []))".into());
    }
    if !input.is_empty() {
        handler.attributes.push(input.to_owned());
    }
    handler.state(scope);
    let is_owned = operation == Operation::Create && scope.owner().is_some();
    let who = match level {
        Level::Anybody => None,
        Level::User if is_owned => Some("CurrentUser { user, .. }: CurrentUser"),
        Level::User => Some("_user: CurrentUser"),
        Level::Superuser if is_owned => Some("Superuser(user): Superuser"),
        Level::Superuser => Some("_superuser: Superuser"),
    };
    handler.arguments.extend(who.map(str::to_owned));
    if needs_reader {
        handler.arguments.push("reader: Reader".into());
    }
    handler.limit(scope);
    handler.level = level;
    handler
}

impl Handler {
    pub(super) fn line(&mut self, line: &str) {
        self.body.push(line.to_owned());
    }

    fn state(&mut self, scope: &Scope<'_>) {
        self.arguments
            .push("State(db): State<DatabaseConnection>".into());
        if scope.cached().is_some() {
            self.arguments.push("cache: Cache".into());
        }
    }

    fn limit(&mut self, scope: &Scope<'_>) {
        if scope.limited() {
            self.arguments.push("_limit: RateLimit".into());
        }
    }

    pub(super) fn path(&mut self, id: crate::entity::Id) {
        self.arguments
            .push(format!("Path(id): Path<{}>", types::id(id)));
    }

    pub(super) fn respond(
        &mut self,
        scope: &Scope<'_>,
        ok: &str,
        errors: &[&str],
        takes_token: bool,
    ) {
        let mut responses = vec![ok];
        if self.level > Level::Anybody || takes_token {
            responses.push("Unauthenticated");
        }
        if self.level == Level::Superuser {
            responses.push("Denied");
        }
        responses.extend(errors);
        responses.extend(scope.limited().then_some("Limited"));
        self.attributes.push(responses_attribute(&responses));
    }

    fn find(&mut self, calls: &Calls) {
        let reader = reader(calls.find_reader);
        self.line(&format!(
            "let row = crud::find(&db, {reader}id).await?.ok_or(NOT_FOUND)?;"
        ));
    }

    fn remove(&mut self, call: &str) {
        self.line(&format!("if !{call}.await? {{"));
        self.line("    return Err(NOT_FOUND);");
        self.line("}");
    }

    fn invalidate(&mut self, scope: &Scope<'_>, calls: &Calls) {
        if scope.cached().is_some() {
            self.line(&format!(
                "cache.invalidate_tag(&cache::{}).await;",
                calls.tag
            ));
        }
    }
}
