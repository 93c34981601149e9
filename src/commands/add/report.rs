//! What `add entity` says.

use anyhow::Result;
use serde_json::{Value, json};

use crate::cli::Global;
use crate::commands::execute::{is_dry, steps};
use crate::commands::project::Project;
use crate::entity::{Entity, Field};
use crate::manifest::Manifest;
use crate::output::Output;
use crate::project::Plan;
use crate::render::entity::routes;

const HEADS: [&str; 8] = [
    "column", "type", "null", "unique", "index", "default", "requests", "answers",
];

/// The columns of an entity, one a line.
pub(crate) fn table(entity: &Entity) -> String {
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.push(given("id", entity.id.name(), true));
    rows.extend(entity.fields.iter().map(|field| row(entity, field)));
    let mut more = Vec::new();
    if entity.timestamps {
        more.extend(["created_at", "updated_at"]);
    }
    if entity.soft_delete {
        more.push("deleted_at");
    }
    rows.extend(more.iter().map(|name| {
        let mut row = given(name, "datetime", false);
        let [_, _, null, _, index, .., answers] = &mut row;
        let differs = if *name == "created_at" { index } else { null };
        "yes".clone_into(differs);
        if *name == "deleted_at" {
            "–".clone_into(answers);
        }
        row
    }));
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, width)| format!("  {cell:width$}"))
            .collect();
        format!("{}\n", line.trim_end())
    });
    lines.collect()
}

/// A column that tables have without being asked.
fn given(name: &str, kind: &str, unique: bool) -> [String; 8] {
    let unique = if unique { "yes" } else { "no" };
    [name, kind, "no", unique, unique, "–", "–", "yes"].map(str::to_owned)
}

fn row(entity: &Entity, field: &Field) -> [String; 8] {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let owns = entity.owner.as_ref() == Some(&field.name);
    let requests = if owns {
        "from the token"
    } else if field.readonly {
        "–"
    } else if field.optional || field.default.is_some() {
        "optional"
    } else {
        "required"
    };
    [
        field.column(),
        field.kind.to_string(),
        yes(field.optional),
        yes(field.unique),
        yes(field.unique || field.is_indexed()),
        field.default.clone().unwrap_or_else(|| "–".to_owned()),
        requests.to_owned(),
        if field.writeonly { "–" } else { "yes" }.to_owned(),
    ]
}

/// Says that there was nothing to do.
pub(super) fn nothing(
    entity: &Entity,
    manifest: &Manifest,
    project: &Project,
    global: &Global,
    output: Output,
) -> Result<()> {
    if output.is_json() {
        return output.data(&json!({
            "command": "add entity",
            "entity": value(entity, manifest),
            "path": project.root,
            "dry_run": is_dry(global),
            "files": [],
            "next": [],
        }));
    }
    output.say(&format!(
        "`{}` is there already, as it was asked for: nothing to do",
        entity.name
    ));
    Ok(())
}

/// What was made.
pub(super) struct Made<'a> {
    pub(super) entity: &'a Entity,
    pub(super) manifest: &'a Manifest,
    pub(super) project: &'a Project,
}

/// Says what was made, and what to do next.
pub(super) fn report(made: &Made<'_>, plan: &Plan, global: &Global, output: Output) -> Result<()> {
    let Made {
        entity,
        manifest,
        project,
    } = *made;
    let dry = is_dry(global);
    let url = format!("http://127.0.0.1:8000/api/v1/{}", entity.plural);
    if output.is_json() {
        return output.data(&json!({
            "command": "add entity",
            "entity": value(entity, manifest),
            "path": project.root,
            "dry_run": dry,
            "files": steps(plan, global),
            "next": ["cargo run", url, "cargo test"],
        }));
    }
    if dry {
        output.say("\nNothing was written.");
        return Ok(());
    }
    let module = entity.module();
    let test = format!("cargo test {module}");
    output.say("\n  cargo run     # applies the migration");
    output.say(&format!("  {url}"));
    output.say(&format!("  {test}"));
    Ok(())
}

/// An entity for machines.
pub(crate) fn value(entity: &Entity, manifest: &Manifest) -> Value {
    let fields = entity.fields.iter().map(|field| {
        json!({
            "name": field.name,
            "column": field.column(),
            "type": field.kind.name(),
            "spelling": field.to_string(),
            "optional": field.optional,
            "unique": field.unique,
            "index": field.unique || field.is_indexed(),
            "default": field.default,
            "readonly": field.readonly,
            "writeonly": field.writeonly,
        })
    });
    json!({
        "name": entity.name,
        "plural": entity.plural,
        "module": entity.module(),
        "table": entity.table(),
        "id": entity.id.name(),
        "owner": entity.owner,
        "public": entity.public,
        "admin": entity.admin,
        "soft_delete": entity.soft_delete,
        "cache": entity.cache,
        "rate_limit": entity.rate_limit,
        "timestamps": entity.timestamps,
        "routes": routes(entity, manifest),
        "fields": fields.collect::<Vec<_>>(),
    })
}
