//! What every template of an entity may ask for.

use anyhow::Result;
use serde::Serialize;

use super::body::Body;
use super::children::Child;
use super::model::{Column, Enumeration, ReadField, Visible};
use super::relation::{Check, Include};
use super::routes::{Calls, Handler};
use super::scope::{Level, Scope};
use super::suite::Tests;
use super::{body, children, crud, model, names, relation, routes, scope, suite, types};
use crate::entity::Operation;

/// What every template of an entity may ask for.
#[derive(Serialize)]
pub(super) struct View {
    name: String,
    pub(super) module: String,
    plural: String,
    label: String,
    label_plural: String,
    label_title: String,
    label_plural_sentence: String,
    an_label: String,
    an_name: String,
    an_label_sentence: String,
    id_type: &'static str,
    pub(super) exports: String,

    model_derives: &'static str,
    columns: Vec<Column>,
    enums: Vec<Enumeration>,
    read_fields: Vec<ReadField>,
    visible: Option<Visible>,
    listed: Vec<String>,
    filters: Vec<String>,
    is_listed: bool,
    patterns: Vec<String>,
    bodies: Vec<Body>,
    body_names: String,

    pub(super) cache: bool,
    client_cache: bool,
    ttl: u64,
    tag: String,
    tags: String,
    by_id_parts: &'static str,
    list_parts: &'static str,

    read_reader: bool,
    find_reader: bool,
    write_reader: bool,
    update_reader: bool,
    read_for_whom: &'static str,
    find_for_whom: &'static str,
    references_for_whom: &'static str,
    list_rows: String,
    list_page: String,
    get_row: String,
    get_one: String,
    find: bool,
    find_row: String,
    owner: Option<Owner>,
    create_argument: String,
    create_doc: String,
    update_doc: String,
    create_fields: Vec<String>,
    update_fields: Vec<String>,
    create_references: String,
    update_references: String,
    insert: &'static str,
    save: &'static str,
    soft_delete: bool,
    soft_delete_doc: &'static str,
    hard_delete: Option<&'static str>,
    hard_delete_doc: String,
    includes: Vec<Include>,
    columns_parameter: &'static str,
    reference_checks: Vec<Check>,
    refusals: Vec<String>,

    routes: Vec<String>,
    list: Option<Handler>,
    create: Option<Handler>,
    get: Option<Handler>,
    update: Option<Handler>,
    delete: Option<Handler>,
    purge: Option<Handler>,
    children: Vec<Child>,
    not_found: bool,

    tests: Tests,
}

/// The column that says whose a row is.
#[derive(Serialize)]
struct Owner {
    column: String,
}

pub(super) fn view(scope: &Scope<'_>) -> Result<View> {
    let entity = scope.entity;
    let name = entity.name.clone();
    let module = entity.module();
    let label = names::label(entity);
    let label_plural = names::label_plural(entity);
    let tag = entity.plural.to_uppercase();
    let includes = relation::includes(scope);
    let reference_checks = relation::checks(scope);
    let include_reader = includes
        .iter()
        .any(|include| scope::takes_reader(&include.condition));
    let is_read = scope.has(Operation::List) || scope.has(Operation::Get);
    let calls = Calls {
        read_reader: is_read && (scope.reads_own() || include_reader),
        find_reader: scope.writes_own(),
        write_reader: reference_checks
            .iter()
            .any(|check| scope::takes_reader(&check.row)),
        includes: !includes.is_empty(),
        children: !relation::parents(scope).is_empty(),
        tag: tag.clone(),
    };
    let create_body = body::create_body(scope)?;
    let update_body = body::update_body(scope)?;
    let has_update = scope.has(Operation::Update) && !update_body.fields.is_empty();
    let has_delete = scope.has(Operation::Delete);
    let find = has_update || has_delete && (entity.soft_delete || calls.find_reader);
    let mut bodies = Vec::new();
    let create_argument = match create_body.fields.is_empty() {
        true => format!("_: Create{name}"),
        false => format!("new: Create{name}"),
    };
    let has = |operation| scope.has(operation);
    bodies.extend(has(Operation::Create).then_some(create_body));
    bodies.extend(has_update.then_some(update_body));
    let refusals = crud::refusals(scope);
    let has_purge = scope.has_purge();
    let columns_call = if include_reader {
        ", include, reader)"
    } else {
        ", include)"
    };
    let read = format!("{name}Read");
    let children = children::children(scope, &calls);
    let list_from = if children.is_empty() {
        "Entity::find()"
    } else {
        "rows"
    };
    let list = has(Operation::List).then(|| routes::list(scope, &calls));
    let get = has(Operation::Get).then(|| routes::get(scope, &calls));
    let create = has(Operation::Create).then(|| routes::create(scope, &calls));
    let update = has_update.then(|| routes::update(scope, &calls));
    let delete = has_delete.then(|| routes::delete(scope, &calls));
    let purge = has_purge.then(|| routes::purge(scope, &calls));
    let group = |handlers: [(bool, String); 3]| {
        let there = handlers
            .into_iter()
            .filter_map(|(is_there, name)| is_there.then_some(name));
        Some(there.collect::<Vec<_>>().join(", ")).filter(|group| !group.is_empty())
    };
    let mut routes: Vec<String> = [
        group([
            (list.is_some(), format!("list_{}", entity.plural)),
            (create.is_some(), format!("create_{module}")),
            (false, String::new()),
        ]),
        group([
            (get.is_some(), format!("get_{module}")),
            (update.is_some(), format!("update_{module}")),
            (delete.is_some(), format!("delete_{module}")),
        ]),
    ]
    .into_iter()
    .flatten()
    .collect();
    routes.extend(
        purge
            .is_some()
            .then(|| format!("delete_{module}_from_database")),
    );
    routes.extend(children.iter().map(|child| child.function.clone()));
    let body_names: Vec<_> = bodies.iter().map(|body| body.name.clone()).collect();
    let enums = model::enums(scope);
    let visible = model::visible(scope);
    let mut exports: Vec<String> = ["ActiveModel", "Column", "Entity", "Model"]
        .map(str::to_owned)
        .into();
    exports.push(read.clone());
    exports.extend(body_names.iter().cloned());
    exports.extend(enums.iter().map(|one| one.name.clone()));
    exports.extend(visible.is_some().then(|| "visible".to_owned()));
    let is_taken = entity.fields.iter().any(|field| field.unique);
    let key_parts = |last: &'static str, with_reader: &'static str| match calls.read_reader {
        true => with_reader,
        false => last,
    };
    let tests = suite::tests(scope, has_update)?;
    Ok(View {
        an_name: names::with_article(&label).replace(' ', "_"),
        an_label: names::with_article(&label),
        an_label_sentence: names::capitalized(&names::with_article(&label)),
        label_plural_sentence: names::capitalized(&label_plural),
        label_title: names::title(entity),
        id_type: types::id(entity.id),
        exports: exports.join(", "),
        model_derives: model::derives(entity),
        columns: model::columns(scope),
        enums,
        read_fields: model::read_fields(scope, &includes)?,
        listed: model::listed(scope, &includes),
        filters: match has(Operation::List) {
            true => model::filters(scope)?,
            false => Vec::new(),
        },
        is_listed: has(Operation::List) || calls.includes,
        patterns: entity
            .fields
            .iter()
            .filter(|field| !bodies.is_empty() && body::is_writable(scope, field))
            .filter_map(|field| field.pattern.as_ref().map(|pattern| (field, pattern)))
            .map(|(field, pattern)| {
                let name = types::pattern_name(field);
                format!("static {name}: Pattern = Pattern::new({});", raw(pattern))
            })
            .collect(),
        body_names: body_names.join(", "),
        bodies,
        cache: scope.cached().is_some(),
        client_cache: scope.cached().is_some() && scope.reads() == Level::Anybody,
        ttl: scope.cached().unwrap_or_default(),
        tags: relation::tags(scope).join(", "),
        by_id_parts: key_parts(
            "self.id.to_string()",
            "self.reader.to_string(), self.id.to_string()",
        ),
        list_parts: key_parts(
            "self.query.as_str().to_owned()",
            "self.reader.to_string(), self.query.as_str().to_owned()",
        ),
        read_for_whom: model::for_whom(scope.reads_own(), scope.reads()),
        find_for_whom: match (scope.reads_own(), scope.writes_own()) {
            (true, _) => ", if it is there for the reader",
            (_, true) => ", if it is the reader's own",
            _ => "",
        },
        references_for_whom: if calls.write_reader {
            " for the reader"
        } else {
            ""
        },
        list_rows: crud::visible_rows(scope, list_from),
        list_page: match calls.includes {
            true => format!(
                "let columns = |rows| columns(rows, &query.include{});\n    pagination::list_with(db, rows, Column::Id, query.paging, columns).await",
                if include_reader { ", reader" } else { "" }
            ),
            false => "pagination::list(db, rows, Column::Id, query.paging).await".to_owned(),
        },
        get_row: crud::visible_rows(scope, "Entity::find_by_id(id)"),
        get_one: match calls.includes {
            true => format!("columns(row{columns_call}.into_model()"),
            false => format!("row.into_partial_model::<{read}>()"),
        },
        find,
        find_row: crud::find_row(scope),
        owner: scope.owner().map(|field| Owner {
            column: field.column(),
        }),
        create_argument,
        create_doc: if is_taken {
            " A value that is taken is 422.".to_owned()
        } else {
            String::new()
        },
        update_doc: if is_taken {
            " A value that is taken is 422.".to_owned()
        } else {
            String::new()
        },
        create_fields: crud::create_fields(scope)?,
        update_fields: crud::update_fields(scope),
        create_references: match reference_checks.is_empty() {
            true => String::new(),
            false => crud::references(
                scope,
                &reference_checks,
                calls.write_reader,
                Operation::Create,
            ),
        },
        update_references: match reference_checks.is_empty() {
            true => String::new(),
            false => crud::references(
                scope,
                &reference_checks,
                calls.write_reader,
                Operation::Update,
            ),
        },
        insert: match refusals.is_empty() {
            true => "Ok(row.insert(db).await?)",
            false => "refused(row.insert(db).await)",
        },
        save: match refusals.is_empty() {
            true => "Ok(row.update(db).await?)",
            false => "refused(row.update(db).await)",
        },
        soft_delete: entity.soft_delete,
        soft_delete_doc: if is_taken {
            " What is unique of it stays taken."
        } else {
            ""
        },
        hard_delete: match (has_delete && !entity.soft_delete, has_purge) {
            (true, _) => Some("delete"),
            (_, true) => Some("hard_delete"),
            _ => None,
        },
        hard_delete_doc: format!(
            "Deletes {}, which is 409 while other rows refer to it. Answers whether it was there.",
            if has_purge {
                "the row itself".to_owned()
            } else {
                names::with_article(&label)
            }
        ),
        columns_parameter: if include_reader {
            ", reader: Reader"
        } else {
            ""
        },
        refusals: if has(Operation::Create) || has_update {
            refusals
        } else {
            Vec::new()
        },
        not_found: get.is_some() || find || delete.is_some(),
        read_reader: calls.read_reader,
        find_reader: calls.find_reader,
        write_reader: calls.write_reader,
        update_reader: calls.write_reader,
        plural: entity.plural.clone(),
        includes,
        reference_checks,
        visible,
        routes,
        list,
        create,
        get,
        update,
        delete,
        purge,
        children,
        tests,
        name,
        module,
        label,
        label_plural,
        tag,
    })
}

/// A string literal without escapes.
fn raw(text: &str) -> String {
    match text.contains(['"', '\\']) {
        false => format!("\"{text}\""),
        true => {
            let mut hashes = String::new();
            while text.contains(&format!("\"{hashes}")) {
                hashes.push('#');
            }
            format!("r{hashes}\"{text}\"{hashes}")
        }
    }
}
