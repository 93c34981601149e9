//! How long the steps of `boilerplate new` take: `cargo bench`, optionally followed by `-- <runs>`.

mod times;

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{self, Merging, Snapshot, Tree, files::Files};
use boilerplate_cli::render::{Inputs, Templates, format, render};
use boilerplate_cli::secrets::Secrets;

use times::{report, time};

const RUNS: usize = 50;

fn main() -> Result<()> {
    let runs = times::runs(RUNS);
    measure("render", runs, &|| tree().map(drop))?;
    measure("render, plan, verify", runs, &|| {
        project::verify(&plan(&tree()?))
    })?;
    measure("new without rustfmt", runs, &|| create(tree()?))?;
    measure("new with rustfmt", runs, &|| {
        let mut tree = tree()?;
        format::format(&mut tree, &std::env::temp_dir())?;
        create(tree)
    })
}

/// Everything that `new` renders, from scratch.
fn tree() -> Result<Tree> {
    let table = Features::load()?;
    let preset = table.presets().first().context("no preset")?;
    let manifest = Manifest::new("bench", preset, &table);
    let inputs = Inputs {
        secrets: Secrets::random()?,
        migrations: BTreeSet::new(),
    };
    render(&manifest, &inputs, &Templates::embedded(), &table)
}

fn plan(tree: &Tree) -> project::Plan {
    project::plan(&Tree::new(), &Snapshot::new(), tree, &Merging::default())
}

fn create(tree: Tree) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("bench");
    project::apply(&plan(&tree), &root, &mut Files::default())
}

fn measure(name: &str, runs: usize, work: &dyn Fn() -> Result<()>) -> Result<()> {
    let times: Result<Vec<_>> = (0..runs).map(|_| time(work)).collect();
    report(name, times?);
    Ok(())
}
