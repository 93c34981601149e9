//! `boilerplate list`

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

use super::add::report;
use super::project;
use crate::cli::List;
use crate::entity::kinds;
use crate::features::Features;
use crate::manifest::{FILE_NAME, Manifest};
use crate::output::{Output, print};

pub(super) fn run(what: List, output: Output) -> Result<()> {
    let table = Features::load()?;
    match what {
        List::Services => services(&table, output),
        List::Presets => presets(&table, output),
        List::Entities => entities(&table, output),
        List::Types => types(output),
    }
}

fn services(table: &Features, output: Output) -> Result<()> {
    let manifest = current(table, output)?;
    let state = |name: &str| manifest.as_ref().map(|manifest| manifest.has(name));
    if output.is_json() {
        let rows: Vec<_> = table
            .all()
            .iter()
            .map(|f| {
                json!({"name": f.name, "summary": f.summary, "when": f.when,
                    "requires": f.requires, "serves": f.serves, "on": state(&f.name)})
            })
            .collect();
        return output.data(&json!({ "services": rows }));
    }
    let width = widest(table.all().iter().map(|feature| feature.name.as_str()));
    let mut text = String::new();
    for feature in table.all() {
        let mark = match state(&feature.name) {
            Some(true) => "on   ",
            Some(false) => "off  ",
            None => "",
        };
        let indent = " ".repeat(mark.len() + width + 2);
        text += &format!("{mark}{:width$}  {}\n", feature.name, feature.summary);
        text += &format!("{indent}when {}\n", feature.when);
    }
    print(&text)?;
    if manifest.is_some() {
        output.say("boilerplate add service <name>, boilerplate remove service <name>");
    }
    Ok(())
}

fn presets(table: &Features, output: Output) -> Result<()> {
    if output.is_json() {
        let rows: Vec<_> = table
            .presets()
            .iter()
            .map(|p| json!({"name": p.name, "summary": p.summary, "without": p.without}))
            .collect();
        return output.data(&json!({ "presets": rows }));
    }
    let width = widest(table.presets().iter().map(|preset| preset.name.as_str()));
    let mut text = String::new();
    for preset in table.presets() {
        text += &format!("{:width$}  {}\n", preset.name, preset.summary);
    }
    print(&text)
}

fn widest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(str::len).max().unwrap_or_default()
}

fn entities(table: &Features, output: Output) -> Result<()> {
    let manifest = current(table, output)?;
    let entities = manifest.iter().flat_map(|manifest| &manifest.entities);
    let entities: Vec<_> = entities.collect();
    if output.is_json() {
        let values = manifest.iter().flat_map(|manifest| {
            let entities = manifest.entities.iter();
            entities.map(|entity| report::value(entity, manifest))
        });
        let rows: Vec<_> = values.collect();
        return output.data(&json!({ "entities": rows }));
    }
    if entities.is_empty() {
        output.say("no entities; boilerplate add entity Post title:string makes one");
    }
    let mut text = String::new();
    for entity in &entities {
        text += &format!(
            "{} ({})\n{}",
            entity.name,
            entity.plural,
            report::table(entity)
        );
    }
    print(&text)
}

fn types(output: Output) -> Result<()> {
    if output.is_json() {
        let rows: Vec<_> = kinds::ALL
            .iter()
            .map(|k| {
                json!({"name": k.name, "aliases": k.aliases, "summary": k.summary,
                    "example": k.example})
            })
            .collect();
        return output.data(&json!({ "types": rows }));
    }
    let width = widest(kinds::ALL.iter().map(|kind| kind.name));
    let indent = " ".repeat(width + 2);
    let mut text = String::new();
    for kind in kinds::ALL {
        text += &format!(
            "{:width$}  {}\n{indent}{}\n",
            kind.name, kind.summary, kind.example
        );
        if !kind.aliases.is_empty() {
            text += &format!("{indent}also {}\n", kind.aliases.join(", "));
        }
    }
    print(&text)
}

/// The manifest of the project around the current folder, if there is one.
fn current(table: &Features, output: Output) -> Result<Option<Manifest>> {
    let Some(root) = project::root(&project::here()?) else {
        return Ok(None);
    };
    project::recover_in(&root, None, output)?;
    let path = root.join(FILE_NAME);
    let text =
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    Manifest::parse(&text, table).map(Some)
}
