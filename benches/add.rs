//! How long `boilerplate add entity` takes, by the number of entities that are there:
//! `cargo bench --bench add`, optionally followed by `-- <runs>`.

mod times;

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow};
use boilerplate_cli::entity::Request;
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{self, Merging, Snapshot, Tree, files::Files};
use boilerplate_cli::render::{Inputs, Templates, Trees, change, format, render};
use boilerplate_cli::schema::{Intent, Stamp};
use boilerplate_cli::secrets::Secrets;
use tempfile::TempDir;

use times::{report, time};

const RUNS: usize = 20;

fn main() -> Result<()> {
    let runs = times::runs(RUNS);
    for count in [0, 1, 100, 300] {
        let before = manifest(count)?;
        let after = manifest(count + 1)?;
        let folder = on_disk(&before)?;
        measure(&format!("{count} entities, read"), runs, &|| {
            Manifest::parse(&before.to_toml()?, &Features::load()?).map(drop)
        })?;
        measure(&format!("{count} entities, render"), runs, &|| {
            trees(&before, &after).map(drop)
        })?;
        measure(&format!("{count} entities, plan"), runs, &|| {
            let mut trees = trees(&before, &after)?;
            for tree in [&mut trees.old, &mut trees.new] {
                format::format(tree, folder.path())?;
            }
            let paths = trees.old.keys().chain(trees.new.keys());
            let disk = project::snapshot(folder.path(), paths)?;
            project::verify(&project::plan(
                &trees.old,
                &disk,
                &trees.new,
                &Merging::default(),
            ))
        })?;
    }
    Ok(())
}

/// A full project with so many entities, each of which refers to the one before.
fn manifest(count: usize) -> Result<Manifest> {
    let table = Features::load()?;
    let preset = table.presets().first().context("no preset")?;
    let mut manifest = Manifest::new("bench", preset, &table);
    for number in 0..count {
        let mut request = Request {
            name: format!("Thing{number}x"),
            fields: [
                "title:string:120:search",
                "body:text:optional",
                "views:int:default=0:sort",
            ]
            .map(str::to_owned)
            .to_vec(),
            ..Request::default()
        };
        if let Some(last) = number.checked_sub(1) {
            request
                .fields
                .push(format!("parent:references:thing{last}x"));
        }
        let entity = request.entity(&manifest.scope(), &manifest.entities);
        manifest
            .entities
            .push(entity.map_err(|refused| anyhow!(refused.problem.message))?);
    }
    Ok(manifest)
}

fn inputs() -> Result<Inputs> {
    Ok(Inputs {
        secrets: Secrets::random()?,
        migrations: BTreeSet::new(),
    })
}

fn on_disk(manifest: &Manifest) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let tree = render(
        manifest,
        &inputs()?,
        &Templates::embedded(),
        &Features::load()?,
    )?;
    let plan = project::plan(&Tree::new(), &Snapshot::new(), &tree, &Merging::default());
    project::apply(&plan, folder.path(), &mut Files::default())?;
    Ok(folder)
}

fn trees(before: &Manifest, after: &Manifest) -> Result<Trees> {
    let (table, templates) = (Features::load()?, Templates::embedded());
    change(
        before,
        after,
        &Intent::default(),
        &inputs()?,
        Stamp::now()?,
        &templates,
        &table,
    )
}

fn measure(name: &str, runs: usize, work: &dyn Fn() -> Result<()>) -> Result<()> {
    let times: Result<Vec<_>> = (0..runs).map(|_| time(work)).collect();
    report(name, times?);
    Ok(())
}
