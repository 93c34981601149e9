//! `boilerplate new`

mod report;
mod target;
#[cfg(feature = "template")]
pub(super) mod template;
mod workspace;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::execute::{execute, is_dry};
use super::project::recover_in;
use crate::cli::{Global, New};
use crate::features::Features;
use crate::git;
use crate::manifest::{Implied, Manifest};
use crate::output::{Output, is_interactive};
use crate::project::{self, Guard, Merging, Tree};
use crate::prompt::Wizard;
use crate::refusal::Refusal;
use crate::render::{Inputs, OVERLAY, Templates, format, render};
use crate::secrets::Secrets;

pub(super) fn run(mut arguments: New, global: &Global, output: Output) -> Result<()> {
    let table = Features::load()?;
    let taken = Templates::embedded().dependencies();
    let wizard = wizard(&arguments, global, output)?;
    if let Some(wizard) = &wizard {
        wizard.path(&mut arguments, &taken)?;
    }
    let (root, name) = target::target(&arguments, &taken)?;
    let guard = (!is_dry(global)).then(|| Guard::wait(&root));
    recover_in(&root, guard.as_ref(), output)?;
    target::refuse_occupied(&root)?;
    #[cfg(feature = "template")]
    if let Some(source) = &arguments.template {
        let tree = template::expand(source, &name, global.yes || !is_interactive())?;
        let made = Project::new(&name, &root, None);
        return create(&made, &tree, &arguments, global, output);
    }

    if let Some(wizard) = &wizard {
        wizard.options(&mut arguments, &table)?;
    }
    let manifest = manifest(&name, &arguments, &table, output)?;
    let tree = tree(&manifest, &root, &table, output)?;
    let made = Project::new(&name, &root, Some(&manifest));
    create(&made, &tree, &arguments, global, output)?;
    if wizard.is_some() {
        let line = arguments.command_line();
        output.say(&format!("The same without questions: {line} --yes"));
    }
    Ok(())
}

/// The project that is made; without a manifest if it comes from a foreign template.
struct Project<'a> {
    name: &'a str,
    root: &'a Path,
    manifest: Option<&'a Manifest>,
}

impl<'a> Project<'a> {
    fn new(name: &'a str, root: &'a Path, manifest: Option<&'a Manifest>) -> Self {
        Self {
            name,
            root,
            manifest,
        }
    }
}

fn wizard(arguments: &New, global: &Global, output: Output) -> Result<Option<Wizard>> {
    let asks = arguments.path.is_none() || !arguments.has_options();
    let answers = is_interactive() && !global.yes && !output.is_silent();
    (asks && answers).then(Wizard::start).transpose()
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
    for feature in &arguments.with.features {
        manifest.insert(feature);
    }
    for implied in manifest.settle(table) {
        if arguments.with.features.contains(&implied.feature) {
            return Err(refused(&implied).into());
        }
        let flags = implied.because.join(" --no-");
        output.say(&format!("no {}: --no-{flags}", implied.feature));
    }
    if let Some(databases) = &arguments.database {
        manifest.choose_databases(databases, table)?;
    }
    Ok(manifest)
}

/// What was asked for cannot be without what was left out.
fn refused(implied: &Implied) -> Refusal {
    let (feature, because) = (&implied.feature, implied.because.join("` or `"));
    let refusal = Refusal::new(format!(
        "`--{feature}` needs `{because}`, which is left out"
    ));
    refusal.help(format!("boilerplate new <PATH> --{feature}"))
}

/// Every file of the project, formatted.
fn tree(manifest: &Manifest, root: &Path, table: &Features, output: Output) -> Result<Tree> {
    let templates = Templates::with_overlay(&root.join(OVERLAY))?;
    let inputs = Inputs {
        secrets: Secrets::random()?,
        migrations: BTreeSet::new(),
    };
    let mut tree = render(manifest, &inputs, &templates, table)?;
    if let Err(error) = format::format(&mut tree, root) {
        output.warn(&format!("not everything is formatted: {error:#}"));
    }
    Ok(tree)
}

fn create(
    made: &Project<'_>,
    tree: &Tree,
    arguments: &New,
    global: &Global,
    output: Output,
) -> Result<()> {
    let disk = project::snapshot(made.root, tree.keys())?;
    let plan = project::plan(&Tree::new(), &disk, tree, &Merging::default());
    let written = execute(&plan, made.root, global, output)?;
    if written && !arguments.no_git {
        match git::init(made.root) {
            Ok(true) => output.detail("initialised a git repository"),
            Ok(false) => output.detail("no git repository: there is one around it, or no git"),
            Err(error) => output.warn(&format!("no git repository: {error:#}")),
        }
    }
    report::report(made, &plan, global, output)?;
    if let Some(manifest) = workspace::unaware(made.root) {
        let (project, manifest) = (made.root.display(), manifest.display());
        output.warn(&format!(
            "cargo will not build {project} before {manifest} names it in `members` or `exclude`"
        ));
    }
    Ok(())
}
