//! `boilerplate list`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use crate::cli::List;
use crate::features::Features;
use crate::manifest::{FILE_NAME, Manifest};
use crate::output::{Output, print};

pub(super) fn run(what: List, output: Output) -> Result<()> {
    let table = Features::load()?;
    match what {
        List::Services => services(&table, output),
        List::Presets => presets(&table, output),
    }
}

fn services(table: &Features, output: Output) -> Result<()> {
    let manifest = current(table)?;
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
    print(&text)
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

/// The manifest of the project around the current folder, if there is one.
fn current(table: &Features) -> Result<Option<Manifest>> {
    let here = std::env::current_dir().context("could not find the current folder")?;
    let Some(root) = project_root(&here) else {
        return Ok(None);
    };
    crate::project::recover(&root, &mut crate::project::files::Files::default())?;
    let path = root.join(FILE_NAME);
    let text =
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    Manifest::parse(&text, table).map(Some)
}

/// The closest folder with a manifest, from `folder` upwards.
fn project_root(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| folder.join(FILE_NAME).is_file())
        .map(Path::to_owned)
}
