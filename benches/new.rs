//! How long the steps of `boilerplate new` take: `cargo bench`, optionally followed by `-- <runs>`.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{self, Merging, Snapshot, Tree, files::Files};
use boilerplate_cli::render::{Inputs, Templates, format, render};
use boilerplate_cli::secrets::Secrets;

const RUNS: usize = 50;

fn main() -> Result<()> {
    let runs = std::env::args().find_map(|argument| argument.parse().ok());
    let runs = runs.unwrap_or(RUNS);
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
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        black_box(work()?);
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100);
    let shown = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let (median, p95) = (shown(at(50)), shown(at(95)));
    println!("{name:24} median {median:7.2} ms   p95 {p95:7.2} ms   {runs} runs");
    Ok(())
}
