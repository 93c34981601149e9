//! Migrations: one module of a project for each change of its tables.

mod body;
mod column;
mod notes;
mod postgres;
mod renames;
mod sql;
mod sqlite;
mod work;

use anyhow::{Result, anyhow};
use serde::Serialize;
use tera::{Context, Tera};

use self::body::{Body, Item};
use self::work::Work;
use crate::manifest::Manifest;
use crate::schema::{Alteration, Change, Column, Table};

/// The templates, by their names.
const TEMPLATES: [(&str, &str); 4] = [
    (
        "create_table",
        include_str!("../../../templates/migration/create_table.rs.tera"),
    ),
    (
        "drop_table",
        include_str!("../../../templates/migration/drop_table.rs.tera"),
    ),
    (
        "alter_table",
        include_str!("../../../templates/migration/alter_table.rs.tera"),
    ),
    (
        "empty",
        include_str!("../../../templates/migration/empty.rs.tera"),
    ),
];

/// What creates a table.
const CREATION: &str = include_str!("../../../templates/migration/creation.rs.tera");

#[derive(Serialize)]
struct TableView {
    table: String,
    columns: Vec<String>,
    checks: Vec<String>,
    foreign_keys: Vec<String>,
    keys: String,
    indexes: String,
    /// What stands after the creation of the table: its result, or more.
    after_table: &'static str,
}

#[derive(Serialize)]
struct AlterationView {
    asks_backend: bool,
    rebuilds: bool,
    up: FunctionView,
    down: FunctionView,
}

#[derive(Serialize)]
struct FunctionView {
    notes: Vec<String>,
    /// The name of its argument.
    manager: &'static str,
    lines: Vec<String>,
}

/// The migration that makes a change, before rustfmt.
///
/// # Errors
/// If a template is broken.
pub fn migration(change: &Change, manifest: &Manifest) -> Result<String> {
    match change {
        Change::Create(table) => rendered("create_table", &TableView::of(table)),
        Change::Drop(table) => rendered("drop_table", &TableView::of(table)),
        Change::Alter(alteration) => {
            rendered("alter_table", &AlterationView::of(alteration, manifest))
        }
    }
}

/// A migration that does nothing yet.
///
/// # Errors
/// If its template is broken.
pub fn empty() -> Result<String> {
    rendered("empty", &())
}

fn rendered(template: &str, view: &impl Serialize) -> Result<String> {
    let mut engine = Tera::new();
    engine.autoescape_on(Vec::<&str>::new());
    let templates = TEMPLATES.iter().filter(|(name, _)| *name == template);
    let templates = templates
        .copied()
        .chain([("creation", CREATION.trim_end())]);
    engine
        .add_raw_templates(templates.collect::<Vec<_>>())
        .map_err(|e| anyhow!("{e}"))?;
    let mut context = Context::new();
    context.insert("view", view);
    engine
        .render(template, &context)
        .map_err(|e| anyhow!("{e}"))
}

impl TableView {
    fn of(table: &Table) -> Self {
        let columns = || table.columns.iter();
        let definitions = columns().map(column::definition);
        let id = column::id(table.id).to_owned();
        let list = |which: fn(&&Column) -> bool| {
            let names = columns().filter(which);
            let quoted: Vec<_> = names.map(|column| format!("{:?}", column.name)).collect();
            quoted.join(", ")
        };
        let keys = list(|column| column.unique);
        let indexes = list(|column| column.indexed);
        Self {
            columns: [id].into_iter().chain(definitions).collect(),
            checks: columns()
                .filter_map(|one| column::check(table, one))
                .collect(),
            foreign_keys: columns()
                .filter_map(|one| column::foreign_key(table, one))
                .collect(),
            after_table: if keys.is_empty() && indexes.is_empty() {
                ""
            } else {
                "?;"
            },
            keys,
            indexes,
            table: table.name.clone(),
        }
    }
}

impl AlterationView {
    fn of(alteration: &Alteration, manifest: &Manifest) -> Self {
        let back = alteration.reversed();
        let ways = [alteration, &back].map(|way| {
            let work = Work::new(way);
            (body(&work, manifest), notes::notes(&work, manifest))
        });
        let rebuilds = |body: &Body| body.lines().iter().any(|line| line.starts_with("Rebuild"));
        let [(up, up_notes), (down, down_notes)] = ways;
        Self {
            asks_backend: up.asks_backend() || down.asks_backend(),
            rebuilds: rebuilds(&up) || rebuilds(&down),
            up: FunctionView::of(&up, up_notes),
            down: FunctionView::of(&down, down_notes),
        }
    }
}

impl FunctionView {
    fn of(body: &Body, notes: Vec<String>) -> Self {
        Self {
            notes,
            manager: if body.is_empty() {
                "_manager"
            } else {
                "manager"
            },
            lines: body.lines(),
        }
    }
}

fn body(work: &Work<'_>, manifest: &Manifest) -> Body {
    let postgres = || match postgres::statements(work) {
        none if none.is_empty() => Vec::new(),
        some => vec![Item::Sql(some)],
    };
    if work.is_plain() {
        return Body::Same(sqlite::plain(work));
    }
    match (manifest.runs_on("sqlite"), manifest.runs_on("postgres")) {
        (true, true) => Body::Either {
            sqlite: sqlite::items(work),
            postgres: postgres(),
        },
        (true, false) => Body::Same(sqlite::items(work)),
        _ => Body::Same(postgres()),
    }
}

/// The migration that creates the table of `entity`, before rustfmt.
///
/// # Errors
/// If the template is broken.
pub fn create_table(entity: &crate::entity::Entity, manifest: &Manifest) -> Result<String> {
    migration(&Change::Create(Table::of(entity, manifest)), manifest)
}
