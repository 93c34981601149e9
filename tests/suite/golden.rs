//! The projects under `examples/` are what their `boilerplate.toml` renders, byte for byte.
//!
//! `BOILERPLATE_UPDATE=1 cargo test golden` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{FILE_NAME, Manifest};
use boilerplate_cli::project::{self, Tree, files::Files};

use crate::common;

#[test]
fn default() -> Result<()> {
    golden("default", "full")
}

#[test]
fn minimal() -> Result<()> {
    golden("minimal", "minimal")
}

fn golden(example: &str, preset: &str) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(example);
    let mut manifest = common::preset(preset)?;
    manifest.name = example.to_owned() + "-example";
    if std::env::var_os("BOILERPLATE_UPDATE").is_some() {
        return update(&root, &common::formatted(&manifest)?);
    }
    let text = fs::read_to_string(root.join(FILE_NAME)).context("no example, see above")?;
    let parsed = Manifest::parse(&text, &Features::load()?)?;
    assert_eq!(parsed, manifest, "{example}/{FILE_NAME}");
    compare(&common::formatted(&parsed)?, &root)
}

fn compare(tree: &Tree, root: &Path) -> Result<()> {
    let disk = checked_in(root)?;
    for (path, file) in tree {
        let there = disk.get(path).with_context(|| format!("missing: {path}"))?;
        let there = fs::read(there)?;
        ensure!(
            there == file.contents,
            "{path} differs:\n{}",
            diffy::create_patch(
                &String::from_utf8_lossy(&there),
                &String::from_utf8_lossy(&file.contents)
            )
        );
    }
    let extra: Vec<_> = disk
        .keys()
        .filter(|path| !tree.contains_key(*path))
        .collect();
    ensure!(extra.is_empty(), "not from a template: {extra:?}");
    Ok(())
}

fn update(root: &Path, tree: &Tree) -> Result<()> {
    let stale = checked_in(root).unwrap_or_default();
    for path in stale.values() {
        fs::remove_file(path)?;
    }
    let plan = project::plan(&Tree::new(), &project::Snapshot::new(), tree);
    project::apply(&plan, root, &mut Files::default())
}

/// The files of an example, those aside that building and running it leaves behind.
fn checked_in(root: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let is_artifact = |path: &str| path.starts_with("target/") || path.contains(".db");
    let files = common::files(root)?.into_iter();
    Ok(files.filter(|(path, _)| !is_artifact(path)).collect())
}
