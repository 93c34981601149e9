//! What a conflict looks like on the command line.

use std::fs;

use anyhow::{Context, Result, ensure};
use insta::assert_snapshot;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::common::{contents, run};

/// A project without a cache, whose manifest says by now that it has one, and edits that meet that.
fn project() -> Result<TempDir> {
    let folder = tempdir()?;
    let arguments = ["new", "shop", "--no-cache", "--no-git", "--yes"];
    let text = run(folder.path(), &arguments)?;
    ensure!(text.starts_with("exit 0"), "{text}");
    let root = folder.path().join("shop");
    for (path, from, to) in [
        ("boilerplate.toml", "cache = false", "cache = true"),
        ("Cargo.toml", "hyper = ", "moka = \"0.11\"\nhyper = "),
        (
            "src/app.rs",
            "    pub limiter: ",
            "    pub cache: Mine,\n    pub limiter: ",
        ),
    ] {
        let text = fs::read_to_string(root.join(path))?;
        ensure!(text.contains(from), "{path}: {text}");
        fs::write(root.join(path), text.replacen(from, to, 1))?;
    }
    Ok(folder)
}

#[test]
fn a_conflict_shows_both_sides_and_writes_nothing() -> Result<()> {
    let folder = project()?;
    let root = folder.path().join("shop");
    let before = contents(&root)?;
    let text = run(&root, &["add", "entity", "Post", "title"])?;
    ensure!(contents(&root)? == before, "it changed something");
    let (_, text) = text.split_once("conflict").context("no conflict")?;
    assert_snapshot!(text);
    let text = run(&root, &["add", "entity", "Post", "title", "--json"])?;
    ensure!(text.starts_with("exit 3"), "{text}");
    let (_, json) = text.split_once("stdout\n").context("no data")?;
    let value: Value = serde_json::from_str(json)?;
    assert_eq!(value["error"]["code"], 3);
    assert_eq!(
        value["error"]["conflicts"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(value["error"]["conflicts"][0]["path"], "Cargo.toml");
    assert_eq!(
        value["error"]["conflicts"][0]["places"][0]["about"],
        "dependencies.moka.version"
    );
    Ok(())
}

#[test]
fn a_merge_is_shown_as_a_difference_from_the_disk() -> Result<()> {
    let folder = project()?;
    let root = folder.path().join("shop");
    for (path, from, to) in [
        ("Cargo.toml", "moka = \"0.11\"\n", "lettre = \"0.11\"\n"),
        (
            "src/app.rs",
            "    pub cache: Mine,\n",
            "    pub mailer: Mine,\n",
        ),
    ] {
        let text = fs::read_to_string(root.join(path))?;
        fs::write(root.join(path), text.replacen(from, to, 1))?;
    }
    let text = run(&root, &["add", "entity", "Post", "title", "--diff"])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    ensure!(
        text.contains("+moka = ") && !text.contains("+lettre"),
        "{text}"
    );
    let text = run(&root, &["add", "entity", "Post", "title"])?;
    ensure!(
        text.contains("merge  Cargo.toml") && text.contains("merge  src/app.rs"),
        "{text}"
    );
    let app = fs::read_to_string(root.join("src/app.rs"))?;
    ensure!(
        app.contains("pub mailer: Mine,") && app.contains("pub cache: "),
        "{app}"
    );
    Ok(())
}
