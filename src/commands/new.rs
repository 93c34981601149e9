//! `boilerplate new`

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use super::execute::{execute, is_dry, steps};
use crate::cli::{Global, New};
use crate::features::Features;
use crate::git;
use crate::manifest::{FILE_NAME, Manifest, name};
use crate::output::{Output, is_interactive};
use crate::project::files::Files;
use crate::project::{self, Plan, Tree};
use crate::prompt;
use crate::refusal::Refusal;
use crate::render::{Inputs, OVERLAY, Templates, format, render};
use crate::secrets::Secrets;

pub(super) fn run(mut arguments: New, global: &Global, output: Output) -> Result<()> {
    let table = Features::load()?;
    let taken = Templates::embedded().dependencies();
    let asked = is_interactive() && !global.yes && !global.quiet && !global.json;
    let asked = asked && (arguments.path.is_none() || !arguments.has_options());
    if asked {
        prompt::complete(&mut arguments, &table, &taken)?;
    }
    let (root, name) = target(&arguments, &taken)?;
    let manifest = manifest(&name, &arguments, &table, output)?;

    if project::recover(&root, &mut Files::default())? {
        output.warn("rolled back a command that was interrupted here");
    }
    refuse_occupied(&root)?;

    let templates = Templates::with_overlay(&root.join(OVERLAY))?;
    let inputs = Inputs {
        secrets: Secrets::random()?,
        migrations: BTreeSet::new(),
    };
    let mut tree = render(&manifest, &inputs, &templates, &table)?;
    if let Err(error) = format::format(&mut tree, &root) {
        output.warn(&format!("not everything is formatted: {error:#}"));
    }
    let disk = project::snapshot(&root, tree.keys())?;
    let plan = project::plan(&Tree::new(), &disk, &tree);
    let written = execute(&plan, &root, global, output)?;
    if written && !arguments.no_git {
        match git::init(&root) {
            Ok(true) => output.detail("initialised a git repository"),
            Ok(false) => output.detail("no git repository: there is one around it, or no git"),
            Err(error) => output.warn(&format!("no git repository: {error:#}")),
        }
    }
    if asked {
        let line = arguments.command_line();
        output.say(&format!("\nThe same without questions: {line} --yes"));
    }
    report(&manifest, &root, &plan, global, output)
}

/// The folder and the name of the project.
fn target(arguments: &New, taken: &[String]) -> Result<(PathBuf, String)> {
    let Some(path) = &arguments.path else {
        let refusal = Refusal::new("`new` needs the <PATH> of the folder to create");
        return Err(refusal.help("boilerplate new shop").into());
    };
    let typed = path.to_string_lossy();
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => folder_name(path)?,
    };
    let Err(problem) = name::check(&name, taken) else {
        return Ok((path.clone(), name));
    };
    let is_last = path.ends_with(&name) && arguments.name.is_none();
    let line = if is_last { typed.as_ref() } else { &name };
    let mut refusal = Refusal::new(problem.to_string()).at(line, &name);
    if let Some(better) = problem.suggestion {
        let mut advice = arguments.clone();
        match is_last {
            true => advice.path = Some(path.with_file_name(&better)),
            false => advice.name = Some(better.clone()),
        }
        refusal = refusal
            .note(format!("how about `{better}`?"))
            .help(advice.command_line());
    }
    Err(refusal.into())
}

/// The last part of a path, for `.` and `..` that of the folder they stand for.
fn folder_name(path: &Path) -> Result<String> {
    let absolute = match path.file_name() {
        Some(_) => path.to_owned(),
        None => {
            fs::canonicalize(path).with_context(|| format!("could not find {}", path.display()))?
        }
    };
    let name = absolute.file_name().unwrap_or_default();
    Ok(name.to_string_lossy().into_owned())
}

fn manifest(name: &str, arguments: &New, table: &Features, output: Output) -> Result<Manifest> {
    let preset = match &arguments.preset {
        Some(name) => table.preset(name),
        None => table.presets().first(),
    };
    let preset = preset.context("features.toml has no such preset")?;
    let mut manifest = Manifest::new(name, preset, table);
    for feature in &arguments.without.features {
        manifest.remove(feature);
    }
    for implied in manifest.settle(table) {
        output.say(&format!("no {}: --no-{}", implied.feature, implied.because));
    }
    if let Some(databases) = &arguments.database {
        manifest.choose_databases(databases, table)?;
    }
    Ok(manifest)
}

/// A project needs a folder of its own; a repository and the user's templates may be in it.
fn refuse_occupied(root: &Path) -> Result<()> {
    let shown = root.display();
    if !root.exists() {
        return Ok(());
    }
    if !root.is_dir() {
        let refusal = Refusal::conflict(format!("`{shown}` is a file"));
        return Err(refusal.help("choose another path").into());
    }
    if root.join(FILE_NAME).exists() {
        let refusal = Refusal::conflict(format!("`{shown}` is a project already"));
        return Err(refusal.help("choose another folder").into());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(root).with_context(|| format!("could not read {shown}"))? {
        let entry = entry.with_context(|| format!("could not read {shown}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != ".git" && name != project::WORK {
            found.push(name);
        }
    }
    found.sort();
    let what = match found.as_slice() {
        [] => return Ok(()),
        [one] => format!("`{one}`"),
        [one, two] => format!("`{one}` and `{two}`"),
        [one, two, rest @ ..] => format!("`{one}`, `{two}` and {} more", rest.len()),
    };
    let refusal = Refusal::conflict(format!("`{shown}` is not empty: {what}"));
    Err(refusal
        .help("choose another folder, or empty this one")
        .into())
}

fn report(
    manifest: &Manifest,
    root: &Path,
    plan: &Plan,
    global: &Global,
    output: Output,
) -> Result<()> {
    let dry = is_dry(global);
    let next = [
        format!("cd {}", root.display()),
        "cargo run".into(),
        "cargo test".into(),
    ];
    if output.is_json() {
        return output.data(&json!({
            "command": "new",
            "project": manifest.name,
            "path": root,
            "dry_run": dry,
            "databases": manifest.databases,
            "features": manifest.features,
            "files": steps(plan, global),
            "next": next,
        }));
    }
    if dry {
        output.say("\nNothing was written.");
        return Ok(());
    }
    let page = if manifest.has("docs") { "/docs" } else { "" };
    let [enter, serve, test] = next;
    output.say(&format!("\n  {enter}"));
    output.say(&format!("  {serve:<12}# http://127.0.0.1:8000{page}"));
    output.say(&format!("  {test:<12}# nothing else needed"));
    if manifest.has("auth") {
        output.say("\nThe admin's password is in .env.");
    }
    Ok(())
}
