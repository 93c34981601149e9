//! Every combination of options, rendered in memory: it parses, and it is clean.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result, anyhow, ensure};
use boilerplate_cli::features::{Features, matches};
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{self, File, Merging, Mode, Policy, Snapshot, Tree};
use boilerplate_cli::render::{Templates, format};

use crate::common;

/// The files that may say which tool made the project.
const MAY_NAME_THE_TOOL: &[&str] = &[
    "boilerplate.toml",
    "boilerplate.lock",
    "AGENTS.md",
    "README.md",
    "justfile",
];

/// The features that no code depends on: what stands around it.
const AROUND: &[&str] = &["compose", "nginx", "k8s", "ci", "agents-md"];

/// How many tags a list of modules may have, however short it is.
const SHORT_LIST: usize = 8;

/// Every combination of what code depends on, with every choice of databases; and every combination
/// of what stands around the code, with at most two of the former left out.
fn combinations(table: &Features) -> Result<Vec<Manifest>> {
    let mut everything = common::preset(&table.presets().first().context("no preset")?.name)?;
    let names = table.all().iter().map(|feature| feature.name.clone());
    let (around, inside): (Vec<_>, Vec<_>) = names.partition(|n| AROUND.contains(&n.as_str()));
    for feature in &around {
        everything.insert(feature);
    }
    let around = subsets(around.into_iter());
    let mut all = Vec::new();
    for databases in subsets(table.databases().iter().map(|d| d.name.clone())).split_off(1) {
        for left_out in subsets(inside.iter().cloned()) {
            let choices = if left_out.len() <= 2 { around.len() } else { 1 };
            for around in around.iter().take(choices) {
                let mut manifest = everything.clone();
                manifest.choose_databases(&databases, table)?;
                let features = left_out.iter().chain(around);
                features.for_each(|feature| manifest.remove(feature));
                if manifest.settle(table).is_empty() {
                    all.push(manifest);
                }
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

/// A project of some combination of options; what several have in common is there once.
struct Project {
    manifest: Manifest,
    files: BTreeMap<String, Arc<File>>,
}

/// Every combination of options, rendered.
fn projects() -> Result<&'static [Project]> {
    static PROJECTS: LazyLock<Result<Vec<Project>, String>> =
        LazyLock::new(|| render_all().map_err(|error| format!("{error:?}")));
    let projects = PROJECTS.as_ref().map_err(|error| anyhow!(error.clone()))?;
    Ok(projects)
}

fn render_all() -> Result<Vec<Project>> {
    let mut seen: BTreeMap<String, Vec<Arc<File>>> = BTreeMap::new();
    let mut projects = Vec::new();
    for manifest in combinations(&Features::load()?)? {
        let mut files = BTreeMap::new();
        for (path, file) in common::rendered(&manifest)? {
            let known = seen.entry(path.clone()).or_default();
            let same = known.iter().find(|known| known.contents == file.contents);
            let file = same.cloned().unwrap_or_else(|| {
                known.push(Arc::new(file));
                known[known.len() - 1].clone()
            });
            files.insert(path, file);
        }
        projects.push(Project { manifest, files });
    }
    Ok(projects)
}

/// Every distinct file of any combination, formatted; its path comes after the first `/`.
fn variants() -> Result<Tree> {
    let files = projects()?.iter().flat_map(|project| &project.files);
    let distinct: BTreeMap<_, _> = files
        .map(|(path, file)| ((path, Arc::as_ptr(file)), file))
        .collect();
    let numbered = distinct.into_iter().enumerate();
    let mut tree: Tree = numbered
        .map(|(number, ((path, _), file))| (format!("{number}/{path}"), File::clone(file)))
        .collect();
    format::format(&mut tree, &std::env::temp_dir())?;
    Ok(tree)
}

#[test]
fn every_file_parses_and_is_clean() -> Result<()> {
    let tree = variants()?;
    project::verify(&project::plan(
        &Tree::new(),
        &Snapshot::new(),
        &tree,
        &Merging::default(),
    ))?;
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
fn code_uses_the_crates_that_the_options_keep() -> Result<()> {
    let templates = Templates::embedded();
    let everything = templates.dependencies();
    let everything: BTreeSet<_> = everything
        .iter()
        .map(|name| name.replace('-', "_"))
        .collect();
    let mut known: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for Project { manifest, files } in projects()? {
        let cargo: toml::Table = text(files, "Cargo.toml")?.parse()?;
        let names = |table: &str| -> Result<BTreeSet<String>> {
            let table = cargo[table].as_table().context("a table")?;
            Ok(table.keys().map(|name| name.replace('-', "_")).collect())
        };
        let mut unused = names("dependencies")?;
        let kept = &unused | &names("dev-dependencies")?;
        for (path, file) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let text = text(files, path)?;
            let used = known
                .entry(Arc::as_ptr(file))
                .or_insert_with(|| roots(text));
            unused.retain(|name| !used.contains(name));
            let dropped = everything
                .difference(&kept)
                .find(|name| used.contains(*name));
            ensure!(
                dropped.is_none(),
                "{path} uses {dropped:?} in {:?}",
                manifest.features
            );
        }
        ensure!(unused.is_empty(), "{unused:?} in {:?}", manifest.features);
    }
    Ok(())
}

/// Where the Rust paths in a text begin: `tokio` of `tokio::time::sleep`.
fn roots(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let paths = words.filter_map(|word| word.trim_start_matches(':').split_once("::"));
    paths.map(|(root, _)| root.to_owned()).collect()
}

fn text<'a>(files: &'a BTreeMap<String, impl Borrow<File>>, path: &str) -> Result<&'a str> {
    let file = files.get(path).with_context(|| format!("no {path}"))?;
    Ok(std::str::from_utf8(&file.borrow().contents)?)
}

#[test]
fn secrets_appear_only_in_files_that_are_the_users() -> Result<()> {
    let inputs = common::inputs();
    let table = Features::load()?;
    for (path, file) in common::rendered(&common::preset(&table.presets()[0].name)?)? {
        let text = String::from_utf8_lossy(&file.contents);
        let secrets = &inputs.secrets;
        let secret = [
            &secrets.secret_key,
            &secrets.admin_password,
            &secrets.database_password,
            &secrets.pgadmin_password,
        ]
        .iter()
        .any(|secret| text.contains(secret.as_str()));
        ensure!(
            !secret || (file.policy == Policy::Once && file.mode != Mode::Regular),
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
        &policy.sheltered,
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
    let served = table.all().iter().flat_map(|feature| &feature.serves);
    let without = table.presets().iter().flat_map(|preset| &preset.without);
    for name in required.chain(served).chain(without) {
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
