//! The undo log of an apply that is under way.
//!
//! It is written before the first file of the project is touched and deleted after the last one.
//! While it exists, the project is rolled back to what it was: by the command that fails, or by
//! the next one if the command was killed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::files::Files;
use super::tree::Mode;

/// The folder for the command's own files inside a project.
pub const WORK: &str = ".boilerplate";

/// What to undo.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// How many folders were created to reach the project, itself included.
    pub(super) levels: usize,
    /// The folders created inside the project, outermost first.
    pub(super) folders: Vec<String>,
    /// The moves, in order.
    pub(super) moves: Vec<Move>,
}

/// One file that is replaced, added or removed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Move {
    /// The file in the project.
    pub(super) path: String,
    /// Whether something stood there before.
    pub(super) replaces: bool,
    /// Whether something takes its place.
    pub(super) writes: bool,
}

/// Where an apply keeps its files.
pub(super) struct Desk {
    root: PathBuf,
}

impl Desk {
    pub(super) fn new(root: &Path) -> Result<Self> {
        let root = std::path::absolute(root).context("could not find the project's folder")?;
        Ok(Self { root })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folders that hold everything below, outermost first.
    pub(super) fn folders(&self) -> [PathBuf; 3] {
        ["", "staged", "backup"].map(|name| self.root.join(WORK).join(name))
    }

    /// The new contents of the file that the move `index` is about.
    pub(super) fn staged(&self, index: usize) -> PathBuf {
        self.root.join(WORK).join(format!("staged/{index}"))
    }

    /// Its old contents.
    pub(super) fn backup(&self, index: usize) -> PathBuf {
        self.root.join(WORK).join(format!("backup/{index}"))
    }

    /// What is there while an apply is under way.
    pub(super) fn traces(&self) -> [PathBuf; 4] {
        let [_, staged, backup] = self.folders();
        let journal = self.journal();
        let draft = journal.with_extension("draft");
        [staged, backup, journal, draft]
    }

    fn journal(&self) -> PathBuf {
        self.root.join(WORK).join("journal.json")
    }

    /// Puts the journal in place, all of it at once.
    pub(super) fn write(&self, journal: &Journal, files: &mut Files<'_>) -> Result<()> {
        let text = serde_json::to_vec(journal).context("could not write the journal")?;
        let draft = self.journal().with_extension("draft");
        files.remove_file(&draft)?;
        files.write_new(&draft, &text, Mode::Regular)?;
        files.rename(&draft, &self.journal())
    }

    /// The journal of an apply that did not end.
    pub(super) fn read(&self) -> Result<Option<Journal>> {
        let path = self.journal();
        let text = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            result => result.with_context(|| format!("could not read {}", path.display()))?,
        };
        let journal: Journal = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not a journal", path.display()))?;
        let moved = journal.moves.iter().map(|step| &step.path);
        for path in moved.chain(&journal.folders) {
            let mut parts = Path::new(path).components();
            let inside = parts.all(|part| matches!(part, Component::Normal(_)));
            ensure!(inside, "the journal names `{path}`, outside of the project");
        }
        Ok(Some(journal))
    }

    /// Brings back the project as it was. Doing it twice, or half and then again, does no harm.
    pub(super) fn roll_back(&self, journal: &Journal, files: &mut Files<'_>) -> Result<()> {
        for (index, step) in journal.moves.iter().enumerate().rev() {
            let target = self.root.join(&step.path);
            let backup = self.backup(index);
            if backup.exists() {
                files.rename(&backup, &target)?;
            } else if !step.replaces && !self.staged(index).exists() {
                files.remove_file(&target)?;
            }
        }
        for folder in journal.folders.iter().rev() {
            files.remove_empty_dir(&self.root.join(folder))?;
        }
        files.remove_file(&self.journal())?;
        self.clear(files)?;
        for folder in self.root.ancestors().take(journal.levels) {
            files.remove_empty_dir(folder)?;
        }
        Ok(())
    }

    /// From here on the project is the new one.
    pub(super) fn commit(&self, files: &mut Files<'_>) -> Result<()> {
        files.remove_file(&self.journal())
    }

    /// Removes what an apply leaves behind when it ended, well or badly.
    pub(super) fn clear(&self, files: &mut Files<'_>) -> Result<()> {
        let [work, staged, backup] = self.folders();
        if !work.is_dir() {
            return Ok(());
        }
        files.remove_file(&self.journal().with_extension("draft"))?;
        files.remove_tree(&staged)?;
        files.remove_tree(&backup)?;
        files.remove_empty_dir(&work)
    }
}
