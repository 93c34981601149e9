//! The project that a command is about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::execute::is_dry;
use crate::cli::Global;
use crate::features::Features;
use crate::manifest::{FILE_NAME, LOCK_NAME, Lock, Manifest};
use crate::output::Output;
use crate::project::files::Files;
use crate::project::{Guard, is_unfinished, recover};
use crate::refusal::Refusal;
use crate::render::migration_name;

/// A project on disk.
pub(super) struct Project {
    pub(super) root: PathBuf,
    /// The text of its `boilerplate.toml`.
    pub(super) text: String,
    /// What that says.
    pub(super) manifest: Manifest,
    /// What it said when it was last applied.
    pub(super) applied: Manifest,
    /// The version that applied it.
    pub(super) version: String,
    /// Whether git left both sides of a merge in the lock.
    pub(super) is_merged: bool,
    /// That nothing else changes it meanwhile.
    _guard: Option<Guard>,
}

/// What a command is about to do with a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Look at it, however old it is.
    Look,
    /// Bring it to this version.
    Upgrade,
    /// Change it.
    Change,
}

impl Project {
    /// Reads the project around the current folder.
    pub(super) fn open(
        access: Access,
        table: &Features,
        global: &Global,
        output: Output,
    ) -> Result<Self> {
        let here = here()?;
        let Some(root) = root(&here) else {
            let message = format!(
                "there is no project here: no {FILE_NAME} in {} or above",
                here.display()
            );
            return Err(Refusal::new(message).help("boilerplate new shop").into());
        };
        let writes = access != Access::Look && !is_dry(global);
        let guard = writes.then(|| Guard::take(&root)).transpose()?;
        recover_in(&root, guard.as_ref(), output)?;
        let text = read(&root, FILE_NAME)?;
        let manifest = Manifest::parse(&text, table)?;
        let (
            Lock {
                version,
                manifest: applied,
            },
            is_merged,
        ) = lock(&root, &manifest, table)?;
        if access == Access::Change {
            refuse_other(&version)?;
        }
        Ok(Self {
            root,
            text,
            manifest,
            applied,
            version,
            is_merged,
            _guard: guard,
        })
    }

    /// The modules in its folder of migrations.
    pub(super) fn migrations(&self) -> Result<BTreeSet<String>> {
        let folder = self.root.join("src/migrations");
        if !folder.is_dir() {
            return Ok(BTreeSet::new());
        }
        let context = || format!("could not read {}", folder.display());
        let mut modules = BTreeSet::new();
        for entry in fs::read_dir(&folder).with_context(context)? {
            let name = entry.with_context(context)?.file_name();
            let path = format!("src/migrations/{}", name.to_string_lossy());
            modules.extend(migration_name(&path));
        }
        Ok(modules)
    }
}

/// Rolls back what a command that was killed left half done.
///
/// # Errors
/// If it was not killed, but is still at work.
pub(super) fn recover_in(root: &Path, guard: Option<&Guard>, output: Output) -> Result<()> {
    if !is_unfinished(root)? {
        return Ok(());
    }
    let _own = match guard {
        Some(_) => None,
        None => Some(Guard::take(root)?),
    };
    if recover(root, &mut Files::default())? {
        output.warn("rolled back a command that was interrupted here");
    }
    Ok(())
}

fn lock(root: &Path, manifest: &Manifest, table: &Features) -> Result<(Lock, bool)> {
    if !root.join(LOCK_NAME).is_file() {
        let message = format!("{LOCK_NAME} is missing: it says what was generated so far");
        let help = format!("git checkout -- {LOCK_NAME}");
        return Err(Refusal::failure(message).help(help).into());
    }
    Lock::parse_merged(&read(root, LOCK_NAME)?, manifest, table)
}

/// Refuses a project of another version: what this one renders is not what was generated.
fn refuse_other(version: &str) -> Result<()> {
    let own = env!("CARGO_PKG_VERSION");
    if version == own {
        return Ok(());
    }
    let message = format!("the project was written by version {version}, and this is {own}");
    let help = format!(
        "boilerplate upgrade brings it to this version, \
         `cargo install boilerplate-cli@{version}` this command to that one"
    );
    Err(Refusal::failure(message).help(help).into())
}

fn read(root: &Path, name: &str) -> Result<String> {
    let path = root.join(name);
    fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
}

/// The current folder.
pub(super) fn here() -> Result<PathBuf> {
    std::env::current_dir().context("could not find the current folder")
}

/// The closest folder with a manifest, from `folder` upwards.
pub(super) fn root(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| folder.join(FILE_NAME).is_file())
        .map(Path::to_owned)
}
