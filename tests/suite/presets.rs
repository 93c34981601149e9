//! What each option takes away or adds, as a diff against the default project.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use boilerplate_cli::features::{Features, Flag};
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{File, Tree};
use insta::assert_snapshot;

use crate::common;

#[test]
fn every_preset() -> Result<()> {
    let table = Features::load()?;
    for preset in table.presets().iter().skip(1) {
        let diff = diff_from_default(&common::preset(&preset.name)?)?;
        assert_snapshot!(format!("preset_{}", preset.name), diff);
    }
    Ok(())
}

#[test]
fn every_flag() -> Result<()> {
    let table = Features::load()?;
    for feature in table.all() {
        let mut manifest = full(&table)?;
        let flag = if feature.opt_in {
            manifest.insert(&feature.name);
            Flag::Add
        } else {
            manifest.remove(&feature.name);
            Flag::LeaveOut
        };
        manifest.settle(&table);
        let name = flag.of(&feature.name).replace('-', "_");
        assert_snapshot!(name, diff_from_default(&manifest)?);
    }
    Ok(())
}

#[test]
fn every_database() -> Result<()> {
    let table = Features::load()?;
    for database in table.databases() {
        let mut manifest = full(&table)?;
        manifest.choose_databases(std::slice::from_ref(&database.name), &table)?;
        let name = format!("only_{}", database.name);
        assert_snapshot!(name, diff_from_default(&manifest)?);
    }
    Ok(())
}

fn full(table: &Features) -> Result<Manifest> {
    let preset = table.presets().first().context("no preset")?;
    common::preset(&preset.name)
}

/// One line per file that comes or goes, and the changed lines of the others.
fn diff_from_default(manifest: &Manifest) -> Result<String> {
    let default = common::formatted(&full(&Features::load()?)?)?;
    let tree = common::formatted(manifest)?;
    Ok(diff(&default, &tree))
}

fn diff(old: &Tree, new: &Tree) -> String {
    let paths: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let mut text = String::new();
    for path in paths {
        match (old.get(path), new.get(path)) {
            (Some(_), None) => text += &format!("- {path}\n"),
            (None, Some(_)) => text += &format!("+ {path}\n"),
            (Some(old), Some(new)) if old.contents != new.contents => {
                text += &format!("~ {path}\n{}", changed_lines(old, new));
            }
            _ => {}
        }
    }
    text
}

fn changed_lines(old: &File, new: &File) -> String {
    let mut options = diffy::DiffOptions::new();
    options.set_context_len(0);
    let old = String::from_utf8_lossy(&old.contents);
    let new = String::from_utf8_lossy(&new.contents);
    let patch = options.create_patch(&old, &new).to_string();
    let lines = patch.lines().skip(2).filter(|line| !line.starts_with("@@"));
    lines.map(|line| format!("    {line}\n")).collect()
}
