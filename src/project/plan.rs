//! What has to happen to get from the old tree to the new one, given what is on disk.

use std::collections::BTreeSet;

use super::disk::{Entry, Snapshot};
use super::tree::{File, Policy, Tree};

/// Every path that a command is about, and what it does there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The steps, by path.
    pub steps: Vec<Step>,
}

/// What happens at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Relative to the project, with `/` between its parts.
    pub path: String,
    /// What happens there.
    pub action: Action,
}

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It is written where nothing was.
    Create(File),
    /// It is replaced.
    Update {
        /// The contents on disk.
        before: Vec<u8>,
        /// The file that takes their place.
        after: File,
    },
    /// It is deleted.
    Remove {
        /// The contents on disk.
        before: Vec<u8>,
    },
    /// It is already as it should be.
    Identical,
    /// It is left alone.
    Skip(Reason),
    /// It cannot be brought in line without losing something.
    Conflict(String),
}

/// Why a file is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The user deleted it.
    Deleted,
    /// The user edited it, and nothing new comes from the templates.
    Edited,
    /// It belongs to the user once it is written.
    Yours,
}

/// A file's contents before and after a step; `None` where there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// Before the step.
    pub before: Option<&'a [u8]>,
    /// After the step.
    pub after: Option<&'a File>,
}

impl Step {
    /// What the step writes or deletes, if anything.
    pub fn change(&self) -> Option<Change<'_>> {
        let (before, after) = match &self.action {
            Action::Create(file) => (None, Some(file)),
            Action::Update { before, after } => (Some(before.as_slice()), Some(after)),
            Action::Remove { before } => (Some(before.as_slice()), None),
            Action::Identical | Action::Skip(_) | Action::Conflict(_) => return None,
        };
        Some(Change { before, after })
    }
}

impl Plan {
    /// The steps that change the disk.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Change<'_>)> {
        let steps = self.steps.iter();
        steps.filter_map(|step| Some((step.path.as_str(), step.change()?)))
    }

    /// The paths that cannot be brought in line, and why.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Conflict(why) => Some((step.path.as_str(), why.as_str())),
            _ => None,
        })
    }
}

/// Plans the way from `old` to `new`; `disk` holds what stands at the paths of both.
pub fn plan(old: &Tree, disk: &Snapshot, new: &Tree) -> Plan {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let steps = paths.into_iter().filter_map(|path| {
        let action = action(old.get(path), disk.get(path), new.get(path))?;
        let path = path.clone();
        Some(Step { path, action })
    });
    Plan {
        steps: steps.collect(),
    }
}

fn action(old: Option<&File>, disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    match new.or(old)?.policy {
        Policy::Managed => managed(old, disk, new),
        Policy::Registry => registry(disk, new),
        Policy::Once => once(old, disk, new),
    }
}

fn managed(old: Option<&File>, disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    let untouched = |before: &[u8]| old.is_some_and(|old| old.contents == before);
    Some(match (disk, new) {
        (None, None) => return None,
        (None, Some(_)) if old.is_some() => Action::Skip(Reason::Deleted),
        (None, Some(new)) => Action::Create(new.clone()),
        (Some(Entry::File(before)), None) if untouched(before) => remove(before),
        (Some(Entry::File(before)), Some(new)) if *before == new.contents => Action::Identical,
        (Some(Entry::File(before)), Some(new)) if untouched(before) => update(before, new),
        (Some(_), Some(new)) if old.is_some_and(|old| old.contents == new.contents) => {
            Action::Skip(Reason::Edited)
        }
        (Some(Entry::Obstacle(what)), _) => obstacle(what),
        (Some(_), None) => Action::Conflict("edited by you, no longer part of the project".into()),
        (Some(_), Some(_)) if old.is_none() => Action::Conflict("already there".into()),
        (Some(_), Some(_)) => Action::Conflict("edited by you, and changed in the project".into()),
    })
}

fn registry(disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    Some(match (disk, new) {
        (None, None) => return None,
        (None, Some(new)) => Action::Create(new.clone()),
        (Some(Entry::File(before)), None) => remove(before),
        (Some(Entry::File(before)), Some(new)) if *before == new.contents => Action::Identical,
        (Some(Entry::File(before)), Some(new)) => update(before, new),
        (Some(Entry::Obstacle(what)), _) => obstacle(what),
    })
}

fn once(old: Option<&File>, disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    Some(match (disk, new) {
        (None, None) => return None,
        (None, Some(_)) if old.is_some() => Action::Skip(Reason::Deleted),
        (None, Some(new)) => Action::Create(new.clone()),
        (Some(Entry::File(before)), Some(new)) if *before == new.contents => Action::Identical,
        (Some(Entry::Obstacle(what)), Some(_)) if old.is_none() => obstacle(what),
        (Some(_), _) => Action::Skip(Reason::Yours),
    })
}

fn update(before: &[u8], new: &File) -> Action {
    Action::Update {
        before: before.to_vec(),
        after: new.clone(),
    }
}

fn remove(before: &[u8]) -> Action {
    Action::Remove {
        before: before.to_vec(),
    }
}

fn obstacle(what: &str) -> Action {
    Action::Conflict(format!("it is {what}"))
}
