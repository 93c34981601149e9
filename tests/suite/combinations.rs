//! Every combination of options, rendered in memory: it parses, and it is clean.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use boilerplate_cli::features::{Features, matches};
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{self, Policy, Snapshot, Tree};
use boilerplate_cli::render::{Templates, format};

use crate::common;

/// The files that may say which tool made the project.
const MAY_NAME_THE_TOOL: &[&str] = &[
    "boilerplate.toml",
    "boilerplate.lock",
    "AGENTS.md",
    "README.md",
];

/// How many tags a list of modules may have, however short it is.
const SHORT_LIST: usize = 8;

/// Every combination of features with every choice of databases.
fn combinations(table: &Features) -> Result<Vec<Manifest>> {
    let full = common::preset(&table.presets().first().context("no preset")?.name)?;
    let mut all = Vec::new();
    for databases in subsets(table.databases().iter().map(|d| d.name.clone())).split_off(1) {
        for left_out in subsets(table.all().iter().map(|f| f.name.clone())) {
            let mut manifest = full.clone();
            manifest.choose_databases(&databases, table)?;
            left_out.iter().for_each(|feature| manifest.remove(feature));
            if manifest.settle(table).is_empty() {
                all.push(manifest);
            }
        }
    }
    Ok(all)
}

/// All subsets, the empty one first.
fn subsets(items: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    items.fold(vec![Vec::new()], |mut subsets, item| {
        let with_item: Vec<Vec<String>> = subsets
            .iter()
            .map(|subset| subset.iter().cloned().chain([item.clone()]).collect())
            .collect();
        subsets.extend(with_item);
        subsets
    })
}

/// Every distinct file of any combination, formatted; its path comes after the first `/`.
fn variants() -> Result<Tree> {
    let mut seen = BTreeMap::new();
    for manifest in combinations(&Features::load()?)? {
        for (path, file) in common::rendered(&manifest)? {
            let count = seen.len();
            seen.entry((path, file.contents.clone()))
                .or_insert((count, file));
        }
    }
    let files = seen.into_iter();
    let mut tree: Tree = files
        .map(|((path, _), (number, file))| (format!("{number}/{path}"), file))
        .collect();
    format::format(&mut tree, &std::env::temp_dir())?;
    Ok(tree)
}

#[test]
fn every_file_parses_and_is_clean() -> Result<()> {
    let tree = variants()?;
    project::verify(&project::plan(&Tree::new(), &Snapshot::new(), &tree))?;
    for (path, file) in &tree {
        let (_, path) = path.split_once('/').context("no number")?;
        let text = std::str::from_utf8(&file.contents).with_context(|| path.to_owned())?;
        hygiene(path, text).with_context(|| path.to_owned())?;
        names_no_tool(path, text, file.policy)?;
    }
    Ok(())
}

fn hygiene(path: &str, text: &str) -> Result<()> {
    ensure!(text.ends_with('\n'), "no final newline");
    ensure!(!text.ends_with("\n\n"), "blank line at the end");
    ensure!(!text.starts_with('\n'), "blank line at the start");
    ensure!(
        !text.contains('\r') && !text.contains('\t'),
        "tab or carriage return"
    );
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        ensure!(line.trim_end() == line, "line {number} ends in blanks");
        for scar in ["{%", "TODO", "FIXME"] {
            ensure!(!line.contains(scar), "line {number} contains {scar}");
        }
        let tag = line.replace("${{ ", "").contains("{{ ");
        ensure!(!tag, "line {number} contains a tag");
    }
    let strict = [".rs", ".toml", ".yaml", ".yml", ".env", ".env.example"];
    if strict.iter().any(|suffix| path.ends_with(suffix)) {
        ensure!(!text.contains("\n\n\n"), "two blank lines in a row");
    }
    Ok(())
}

fn names_no_tool(path: &str, text: &str, policy: Policy) -> Result<()> {
    if MAY_NAME_THE_TOOL.contains(&path) {
        return Ok(());
    }
    let header = usize::from(policy == Policy::Registry);
    let line = text
        .lines()
        .skip(header)
        .find(|line| line.contains("boilerplate"));
    ensure!(line.is_none(), "{path} names the tool: {line:?}");
    Ok(())
}

#[test]
fn code_uses_no_crate_that_the_options_left_out() -> Result<()> {
    let table = Features::load()?;
    let everything = Templates::embedded().dependencies();
    for manifest in combinations(&table)? {
        let tree = common::rendered(&manifest)?;
        let cargo = text(&tree, "Cargo.toml")?;
        let kept = |name: &str| {
            let mut lines = cargo.lines();
            lines.any(|line| line.split(['=', '.', ' ']).next() == Some(name))
        };
        for dropped in everything.iter().filter(|name| !kept(name)) {
            let module = format!("{}::", dropped.replace('-', "_"));
            for (path, _) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
                let used = paths(text(&tree, path)?).any(|word| word.starts_with(&module));
                ensure!(!used, "{path} uses {dropped} in {:?}", manifest.features);
            }
        }
    }
    Ok(())
}

/// The Rust paths in a text, such as `tokio::time::sleep`.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
}

fn text<'a>(tree: &'a Tree, path: &str) -> Result<&'a str> {
    let file = tree.get(path).with_context(|| format!("no {path}"))?;
    Ok(std::str::from_utf8(&file.contents)?)
}

#[test]
fn secrets_appear_only_in_files_that_are_the_users() -> Result<()> {
    let inputs = common::inputs();
    let table = Features::load()?;
    for (path, file) in common::rendered(&common::preset(&table.presets()[0].name)?)? {
        let text = String::from_utf8_lossy(&file.contents);
        let secret = text.contains(&inputs.secrets.secret_key)
            || text.contains(&inputs.secrets.admin_password);
        ensure!(
            !secret || file.policy == Policy::Once,
            "{path} holds a secret"
        );
    }
    Ok(())
}

#[test]
fn projects_of_the_same_options_differ_in_the_name_only() -> Result<()> {
    let table = Features::load()?;
    for preset in table.presets() {
        let [one, other] = ["example", "different"].map(|name| {
            let mut manifest = common::preset(&preset.name)?;
            manifest.name = name.to_owned();
            common::rendered(&manifest)
        });
        let (one, other) = (one?, other?);
        ensure!(one.keys().eq(other.keys()), "other files");
        for (path, _) in one.iter().filter(|(path, _)| *path != "Cargo.lock") {
            let renamed = text(&one, path)?.replace("example", "different");
            let expected = text(&other, path)?.replace("example", "different");
            assert_eq!(renamed, expected, "{path}");
        }
        let lines = |tree| -> Result<BTreeSet<String>> {
            let text = text(tree, "Cargo.lock")?.replace("example", "different");
            Ok(text.lines().map(str::to_owned).collect())
        };
        assert_eq!(lines(&one)?, lines(&other)?);
    }
    Ok(())
}

#[test]
fn every_claimed_file_exists() -> Result<()> {
    let table = Features::load()?;
    let templates = Templates::embedded();
    let rows = table.all().iter().map(|f| (&f.name, &f.files));
    let rows: Vec<_> = rows
        .chain(table.databases().iter().map(|d| (&d.name, &d.files)))
        .collect();
    let policy = &table.policy;
    let lists = [
        &policy.registry,
        &policy.once,
        &policy.private,
        &policy.executable,
    ];
    let claimed = rows.iter().map(|(_, files)| *files);
    for pattern in claimed.chain(lists).flatten() {
        let found = templates.iter().any(|(path, _)| matches(pattern, path));
        ensure!(found, "no template matches `{pattern}`");
    }
    Ok(())
}

#[test]
fn the_table_refers_to_its_own_features() -> Result<()> {
    let table = Features::load()?;
    let required = table.all().iter().flat_map(|feature| &feature.requires);
    let without = table.presets().iter().flat_map(|preset| &preset.without);
    for name in required.chain(without) {
        ensure!(table.get(name).is_some(), "no feature `{name}`");
    }
    for preset in table.presets() {
        let implied = common::preset(&preset.name)?.settle(&table);
        ensure!(
            implied.is_empty(),
            "preset {} must name {implied:?}",
            preset.name
        );
    }
    Ok(())
}

#[test]
fn tags_stand_alone_on_their_lines_and_are_few() -> Result<()> {
    for (path, template) in Templates::embedded().iter().filter(|(_, t)| t.tagged) {
        let text = std::str::from_utf8(&template.contents)?;
        let tags: Vec<_> = text.lines().filter(|line| line.contains("{%")).collect();
        for line in &tags {
            let line = line.trim();
            let alone = line.starts_with("{%- ") && line.ends_with(" %}");
            ensure!(alone && line.matches("{%").count() == 1, "{path}: {line}");
        }
        ensure!(!text.starts_with("{%"), "{path} starts with a tag");
        let is_list = ["src/app.rs", "src/lib.rs"].contains(&path) || path.ends_with("/mod.rs");
        if path.ends_with(".rs") && !is_list {
            let limit = (text.lines().count() * 15 / 100).max(SHORT_LIST);
            ensure!(
                tags.len() <= limit,
                "{path}: {} tags, at most {limit}",
                tags.len()
            );
        }
    }
    Ok(())
}
