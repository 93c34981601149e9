//! Two branches that each change the project, merged by git and repaired by `apply`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{Lock, Manifest};

use crate::shop::Shop;

impl Shop {
    /// Runs git; whether it succeeded, and what it said.
    fn git(&self, arguments: &[&str]) -> Result<(bool, String)> {
        let output = Command::new("git")
            .current_dir(self.root())
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"])
            .args([
                "-c",
                "commit.gpgsign=false",
                "-c",
                "merge.conflictStyle=merge",
            ])
            .args(arguments)
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok((output.status.success(), text))
    }

    fn commit(&self, message: &str) -> Result<()> {
        ensure!(self.git(&["add", "-A"])?.0);
        ensure!(self.git(&["commit", "-qm", message])?.0, "{message}");
        Ok(())
    }

    /// A branch on which some commands ran, from the first commit on.
    fn branch(&self, name: &str, commands: &[&str]) -> Result<()> {
        ensure!(self.git(&["checkout", "-q", "-b", name, "base"])?.0);
        for command in commands {
            self.done(command)?;
        }
        self.commit(name)
    }

    /// The files in which git left a conflict.
    fn conflicts(&self) -> Result<Vec<String>> {
        let (_, text) = self.git(&["diff", "--name-only", "--diff-filter=U"])?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

fn repository(commands: &[&str]) -> Result<Shop> {
    let shop = Shop::new("minimal")?;
    for command in commands {
        shop.done(command)?;
    }
    ensure!(shop.git(&["init", "-q", "-b", "base"])?.0);
    shop.commit("base")?;
    Ok(shop)
}

/// Takes both sides of every conflict, as one does with two new entities.
fn both_sides(text: &str) -> String {
    let markers = ["<<<<<<< ", "=======", ">>>>>>> "];
    let is_marker = |line: &str| markers.iter().any(|marker| line.starts_with(marker));
    let lines = text.split_inclusive('\n').filter(|line| !is_marker(line));
    lines.collect()
}

/// Merges, resolves the manifest alone, applies; the project must be in order then.
fn merged(shop: &Shop, name: &str) -> Result<Manifest> {
    let (_, _) = shop.git(&["merge", "--no-edit", name])?;
    let conflicts = shop.conflicts()?;
    let repaired = [
        "boilerplate.lock",
        "boilerplate.toml",
        "docs/database.md",
        "docs/resources.md",
        "src/entities/mod.rs",
        "src/migrations/mod.rs",
    ];
    let other: Vec<_> = conflicts
        .iter()
        .filter(|path| !repaired.contains(&path.as_str()))
        .collect();
    ensure!(other.is_empty(), "conflicts in {other:?}");
    let toml = shop.read("boilerplate.toml")?;
    shop.write("boilerplate.toml", &both_sides(&toml))?;
    shop.done("apply")?;
    for (path, text) in shop.contents()? {
        ensure!(!text.contains("<<<<<<< "), "{path} has a conflict");
    }
    let table = Features::load()?;
    let manifest = Manifest::parse(&shop.read("boilerplate.toml")?, &table)?;
    let lock = Lock::parse(&shop.read("boilerplate.lock")?, &table)?;
    assert_eq!(lock.manifest, manifest);
    let status = shop.done("status")?;
    assert_eq!(status, "exit 0\nboilerplate apply would do nothing\n");
    if !shop.git(&["status", "--porcelain"])?.1.is_empty() {
        shop.commit("merged")?;
    }
    Ok(manifest)
}

#[test]
fn two_branches_that_each_add_an_entity_merge() -> Result<()> {
    let shop = repository(&[])?;
    shop.branch("posts", &["add entity Post title body:text"])?;
    shop.branch(
        "tags",
        &["add entity Tag name", "add entity Zoo name tag:references"],
    )?;
    let manifest = merged(&shop, "posts")?;
    assert_eq!(manifest.entities.len(), 3);
    let registry = shop.read("src/entities/mod.rs")?;
    for module in ["mod post;", "mod tag;", "mod zoo;"] {
        ensure!(registry.contains(module), "{registry}");
    }
    let registry = shop.read("src/migrations/mod.rs")?;
    for name in ["create_posts", "create_tags", "create_zoos"] {
        ensure!(registry.contains(name), "{registry}");
    }
    let migrations = fs::read_dir(shop.root().join("src/migrations"))?.count();
    assert_eq!(migrations, 4, "a migration was made twice");
    Ok(())
}

#[test]
fn branches_that_remove_and_add_merge_as_git_merged_them() -> Result<()> {
    let shop = repository(&["add service metrics docs", "add entity Post title"])?;
    shop.branch("less", &["remove service metrics"])?;
    shop.branch("more", &["add entity Tag name"])?;
    let manifest = merged(&shop, "less")?;
    ensure!(!manifest.has("metrics") && manifest.entities.len() == 2);
    ensure!(!shop.root().join("src/metrics").exists());
    Ok(())
}

#[test]
fn a_lock_with_both_sides_is_understood_as_what_the_merge_made_of_them() -> Result<()> {
    let table = Features::load()?;
    let shop = Shop::new("minimal")?;
    let toml = shop.read("boilerplate.toml")?;
    let lock = shop.read("boilerplate.lock")?;
    let entity = |fields: &str| format!("\n[entity.Post]\nfields = [{fields}]\n");
    let merge = |ours: &str, theirs: &str| {
        format!("{lock}<<<<<<< HEAD\n{ours}||||||| base\nlost\n=======\n{theirs}>>>>>>> other\n")
    };
    for (ours, theirs, now, expected) in [
        // One side added a field, the other one another.
        ("'a', 'b'", "'a', 'c'", "'a', 'b', 'c'", "'a', 'b', 'c'"),
        // One side removed what the other one kept.
        ("'a'", "'a', 'b'", "'a'", "'a'"),
        // What the merge made of it is neither: it is still to be applied.
        ("'a'", "'a', 'b'", "'a', 'd'", "'a'"),
        ("'a'", "'a:int'", "'a:int'", "'a:int'"),
        ("'a'", "'a:int'", "'a:text'", "'a'"),
    ] {
        let manifest = Manifest::parse(&format!("{toml}{}", entity(now)), &table)?;
        let text = merge(&entity(ours), &entity(theirs));
        let (lock, was_merged) = Lock::parse_merged(&text, &manifest, &table)?;
        let expected = Manifest::parse(&format!("{toml}{}", entity(expected)), &table)?;
        ensure!(was_merged);
        assert_eq!(lock.manifest, expected, "{ours} | {theirs} -> {now}");
    }
    let text = merge("[entity.Post\n", &entity("'a'"));
    let manifest = Manifest::parse(&toml, &table)?;
    let error = Lock::parse_merged(&text, &manifest, &table)
        .err()
        .context("read")?;
    ensure!(error.to_string().contains("boilerplate.lock"), "{error}");
    Ok(())
}
