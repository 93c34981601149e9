//! Carrying out a plan, all of it or nothing.
//!
//! New contents are staged beside the project, then moved into place under a [`Journal`]. A fault
//! rolls everything back, folders included; after a kill, [`recover`] does the same. Nothing is
//! synced to the medium: a power cut is not a case that a generator needs to survive.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::files::Files;
use super::journal::{Desk, Journal, Move};
use super::plan::{Change, Plan};
use super::tree::Mode;
use super::verify::verify;
use crate::manifest::LOCK_NAME;
use crate::refusal::Refusal;

/// Carries out `plan` in the folder `root`, which need not exist. On an error nothing has changed.
pub fn apply(plan: &Plan, root: &Path, files: &mut Files<'_>) -> Result<()> {
    if let Some((path, why)) = plan.conflicts().next() {
        bail!("{path}: {why}");
    }
    verify(plan)?;
    let mut changes: Vec<_> = plan.changes().collect();
    changes.sort_by_key(|(path, _)| *path == LOCK_NAME);
    if changes.is_empty() {
        return Ok(());
    }

    let desk = Desk::new(root)?;
    let mut journal = Journal::default();
    if let Err(error) = write(&desk, &mut journal, &changes, files) {
        return Err(match desk.roll_back(&journal, files) {
            Ok(()) => error,
            Err(undo) => error.context(format!(
                "could not undo what was begun ({undo:#}); the next command here tries again"
            )),
        });
    }
    // What stays behind here does no harm, and the next command removes it.
    let _ = tidy(&desk, &changes, files);
    Ok(())
}

/// Whether an apply is under way in `root`, or one was killed there.
pub fn is_unfinished(root: &Path) -> Result<bool> {
    let desk = Desk::new(root)?;
    Ok(desk.traces().iter().any(|path| path.exists()))
}

/// Rolls back an apply that was killed, if there was one; says whether there was.
pub fn recover(root: &Path, files: &mut Files<'_>) -> Result<bool> {
    if !root.is_dir() {
        return Ok(false);
    }
    let desk = Desk::new(root)?;
    let Some(journal) = desk.read()? else {
        desk.clear(files)?;
        return Ok(false);
    };
    desk.roll_back(&journal, files)
        .context("could not roll back the command that was interrupted here")?;
    Ok(true)
}

fn write(
    desk: &Desk,
    journal: &mut Journal,
    changes: &[(&str, Change<'_>)],
    files: &mut Files<'_>,
) -> Result<()> {
    let missing = missing_above(desk.root());
    journal.levels = missing.len();
    for folder in &missing {
        files.create_dir(folder)?;
    }
    for folder in desk.folders() {
        files.create_dir(&folder)?;
    }
    desk.write(journal, files)?;
    for (index, (_, change)) in changes.iter().enumerate() {
        if let Some(file) = change.after {
            files.write_new(&desk.staged(index), &file.contents, file.mode)?;
            if let Some(like) = change.like {
                files.copy_permissions(&desk.root().join(like), &desk.staged(index))?;
            }
        }
    }

    journal.folders = missing_inside(desk.root(), changes);
    journal.moves = changes.iter().map(to_move).collect();
    desk.write(journal, files)?;
    for (path, change) in changes {
        refuse_changed(desk.root(), path, change.before)?;
    }
    for folder in &journal.folders {
        files.create_dir(&desk.root().join(folder))?;
    }
    for folder in sheltering(changes) {
        files.close_dir(&desk.root().join(folder))?;
    }
    for (index, step) in journal.moves.iter().enumerate() {
        let target = desk.root().join(&step.path);
        if step.replaces {
            files.rename(&target, &desk.backup(index))?;
        }
        if step.writes {
            files.rename(&desk.staged(index), &target)?;
        }
    }
    desk.commit(files)
}

/// Refuses to write over what somebody else wrote since the plan was made.
fn refuse_changed(root: &Path, path: &str, planned: Option<&[u8]>) -> Result<()> {
    let file = root.join(path);
    let now = match fs::symlink_metadata(&file) {
        Ok(there) if there.is_file() => {
            Some(fs::read(&file).with_context(|| format!("could not read {}", file.display()))?)
        }
        Ok(_) => Some(Vec::new()),
        Err(_) => None,
    };
    if now.as_deref() == planned {
        return Ok(());
    }
    let message = format!("`{path}` changed while the command ran, nothing was written");
    Err(Refusal::conflict(message).help("run it again").into())
}

fn to_move((path, change): &(&str, Change<'_>)) -> Move {
    Move {
        path: (*path).to_owned(),
        replaces: change.before.is_some(),
        writes: change.after.is_some(),
    }
}

/// The folders that do not exist on the way to `root`, outermost first.
fn missing_above(root: &Path) -> Vec<PathBuf> {
    let missing = root.ancestors().take_while(|folder| !folder.exists());
    let mut missing: Vec<_> = missing.map(Path::to_owned).collect();
    missing.reverse();
    missing
}

/// The folders that new files need and that do not exist, outermost first.
fn missing_inside(root: &Path, changes: &[(&str, Change<'_>)]) -> Vec<String> {
    let written = changes.iter().filter(|(_, change)| change.after.is_some());
    let folders: BTreeSet<&str> = written.flat_map(|(path, _)| folders(path)).collect();
    let missing = folders
        .into_iter()
        .filter(|folder| !root.join(folder).exists());
    missing.map(str::to_owned).collect()
}

/// The folders of new files that are readable there and nowhere else.
fn sheltering<'a>(changes: &[(&'a str, Change<'_>)]) -> BTreeSet<&'a str> {
    let sheltered = changes.iter().filter(|(_, change)| {
        let is_new = change.before.is_none();
        is_new
            && change
                .after
                .is_some_and(|file| file.mode == Mode::Sheltered)
    });
    let folders = sheltered.filter_map(|(path, _)| folders(path).next_back());
    folders.collect()
}

/// The folders that contain a file, innermost last.
fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// Removes the apply's own files, and the folders that it emptied.
fn tidy(desk: &Desk, changes: &[(&str, Change<'_>)], files: &mut Files<'_>) -> Result<()> {
    desk.clear(files)?;
    for (path, _) in changes.iter().filter(|(_, change)| change.after.is_none()) {
        for folder in folders(path).rev() {
            files.remove_empty_dir(&desk.root().join(folder))?;
        }
    }
    Ok(())
}
