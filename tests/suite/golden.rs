//! The projects under `examples/` are what the commands in `examples/README.md` make, byte for byte.
//!
//! `BOILERPLATE_UPDATE=1 cargo test golden` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use boilerplate_cli::project::{self, Merging, Snapshot, Tree, files::Files};
use tempfile::tempdir;

use crate::common;

/// The moment at which the migrations of the examples are written.
const EPOCH: &str = "1767225600";

#[test]
fn default() -> Result<()> {
    golden("default", "full")
}

#[test]
fn minimal() -> Result<()> {
    golden("minimal", "minimal")
}

#[test]
fn blog() -> Result<()> {
    golden("blog", "full")
}

fn golden(example: &str, preset: &str) -> Result<()> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let readme = fs::read_to_string(examples.join("README.md"))?;
    let folder = tempdir()?;
    let project = folder.path().join(example);
    let mut manifest = common::preset(preset)?;
    manifest.name = example.to_owned() + "-example";
    apply(&common::formatted(&manifest)?, &project)?;
    for arguments in commands(&readme, example).context("no commands")? {
        let output = common::command(&project, &arguments)
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .output()?;
        let stderr = String::from_utf8(output.stderr)?;
        ensure!(output.status.success(), "{arguments:?}:\n{stderr}");
    }

    let root = examples.join(example);
    if std::env::var_os("BOILERPLATE_UPDATE").is_some() {
        return update(&root, &project);
    }
    compare(&checked_in(&project)?, &checked_in(&root)?)
}

/// What the README runs in the folder of that example, after `new` and `cd`.
fn commands(readme: &str, example: &str) -> Option<Vec<Vec<String>>> {
    let (_, chapter) = readme.split_once(&format!("\n## {example}\n"))?;
    let chapter = chapter.split("\n## ").next()?.replace("\\\n", " ");
    let lines = chapter.lines().filter_map(|line| line.strip_prefix("    "));
    let mut lines = lines.filter_map(|line| line.strip_prefix("boilerplate "));
    lines.next().filter(|line| line.starts_with("new "))?;
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    Some(lines.map(words).collect())
}

fn apply(tree: &Tree, folder: &Path) -> Result<()> {
    let plan = project::plan(&Tree::new(), &Snapshot::new(), tree, &Merging::default());
    project::apply(&plan, folder, &mut Files::default())
}

fn compare(made: &BTreeMap<String, PathBuf>, there: &BTreeMap<String, PathBuf>) -> Result<()> {
    for (path, file) in made {
        let expected = fs::read(file)?;
        let there = there
            .get(path)
            .with_context(|| format!("missing: {path}"))?;
        let there = fs::read(there)?;
        ensure!(
            there == expected,
            "{path} differs:\n{}",
            diffy::create_patch(
                &String::from_utf8_lossy(&there),
                &String::from_utf8_lossy(&expected)
            )
        );
    }
    let extra: Vec<_> = there
        .keys()
        .filter(|path| !made.contains_key(*path))
        .collect();
    ensure!(extra.is_empty(), "made by no command: {extra:?}");
    Ok(())
}

fn update(root: &Path, made: &Path) -> Result<()> {
    for path in checked_in(root).unwrap_or_default().values() {
        fs::remove_file(path)?;
    }
    for (path, file) in checked_in(made)? {
        let target = root.join(path);
        fs::create_dir_all(target.parent().context("no folder")?)?;
        fs::copy(file, target)?;
    }
    Ok(())
}

/// The files of an example, those aside that building and running it leaves behind.
fn checked_in(root: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let is_artifact = |path: &str| path.starts_with("target/") || path.contains(".db");
    let files = common::files(root)?.into_iter();
    Ok(files.filter(|(path, _)| !is_artifact(path)).collect())
}
