//! What has to happen to get from the old tree to the new one, given what is on disk.

mod away;
mod conflict;
mod decide;
mod followers;
mod tidy;

use std::collections::{BTreeMap, BTreeSet};

pub use conflict::Conflict;
pub use tidy::Tidy;

use self::decide::Decide;
use super::disk::Snapshot;
use super::merge::Clash;
use super::rename::Rename;
use super::stray::{self, Stray};
use super::tree::{File, Tree};

/// Every path that a command is about, and what it does there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The steps, by path.
    pub steps: Vec<Step>,
    /// Names in the user's code that vanish although it uses them; a conflict unless one was decided.
    pub strays: Vec<Stray>,
}

/// What happens at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Relative to the project, with `/` between its parts.
    pub path: String,
    /// The path that the file had, if it moves.
    pub from: Option<String>,
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
    /// It is replaced by what the user and the project made of it.
    Merge {
        /// The contents on disk, if the file is not a renamed one.
        before: Option<Vec<u8>>,
        /// The file that takes their place.
        after: File,
        /// Whether both sides of a clash are in it, between markers.
        marked: bool,
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
    /// It is elsewhere now: the user moved it to that path.
    Away(String),
    /// It cannot be brought in line without losing something.
    Conflict(Conflict),
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
    /// It is no longer part of the project, and stays because the user edited it.
    Kept,
}

/// A file before and after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The path of the file whose permissions it has, if that is there.
    pub like: Option<&'a str>,
    /// The contents before the step, if there is a file.
    pub before: Option<&'a [u8]>,
    /// The file after the step, if there is one.
    pub after: Option<&'a File>,
}

impl Step {
    /// What the step writes or deletes, if anything.
    pub fn change(&self) -> Option<Change<'_>> {
        let (before, after) = match &self.action {
            Action::Create(file) => (None, Some(file)),
            Action::Update { before, after } => (Some(before.as_slice()), Some(after)),
            Action::Merge { before, after, .. } => (before.as_deref(), Some(after)),
            Action::Remove { before } => (Some(before.as_slice()), None),
            Action::Identical | Action::Skip(_) | Action::Away(_) | Action::Conflict(_) => {
                return None;
            }
        };
        let like = match before {
            Some(_) => Some(&self.path),
            None => self.from.as_ref(),
        };
        Some(Change {
            like: like.map(String::as_str),
            before,
            after,
        })
    }
}

impl Plan {
    /// The steps that change the disk.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Change<'_>)> {
        let steps = self.steps.iter();
        steps.filter_map(|step| Some((step.path.as_str(), step.change()?)))
    }

    /// The paths that cannot be brought in line, and why.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &Conflict)> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Conflict(conflict) => Some((step.path.as_str(), conflict)),
            _ => None,
        })
    }

    /// The files that are not what they should be: they hold both sides of a clash.
    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Merge { marked: true, .. } => Some(step.path.as_str()),
            _ => None,
        })
    }
}

/// What becomes of a file that the user and the project both changed at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resolution {
    /// Nothing is written.
    #[default]
    Stop,
    /// Both sides are written, between the markers of git.
    Markers,
    /// The user's side is taken.
    Ours,
    /// The project's side is taken.
    Theirs,
}

/// How the user's edits come along.
#[derive(Debug, Clone, Default)]
pub struct Merging {
    /// The old paths of files that come with their edits, by the new ones.
    pub moved: BTreeMap<String, String>,
    /// What becomes of conflicts.
    pub resolution: Resolution,
    /// The names that change.
    pub renames: Vec<Rename>,
    /// The files that the project has and the change does not touch, with their contents if those are
    /// known.
    pub others: BTreeMap<String, Option<File>>,
    /// The user's own files, and those of `others` that may use what the change takes away.
    pub own: Snapshot,
    /// How Rust is formatted.
    pub tidy: Tidy,
}

/// Plans the way from `old` to `new`; `disk` holds what stands at the paths of both.
pub fn plan(old: &Tree, disk: &Snapshot, new: &Tree, merging: &Merging) -> Plan {
    let decide = Decide::new(old, disk, new, merging);
    let left: BTreeSet<&String> = merging.moved.values().collect();
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut steps: BTreeMap<String, Action> = BTreeMap::new();
    for path in paths {
        let action = match merging.moved.get(path) {
            Some(before) => decide.moved(before, path),
            None if left.contains(path) && !new.contains_key(path) => decide.left(path),
            None => decide.action(path),
        };
        steps.extend(action.map(|action| (path.clone(), action)));
    }
    let mut moved = merging.moved.clone();
    moved.retain(|_, from| disk.contains_key(from));
    moved.extend(decide.follow(&mut steps));
    let steps = steps.into_iter().map(|(path, action)| Step {
        from: moved.remove(&path),
        path,
        action,
    });
    let mut plan = Plan {
        steps: steps.collect(),
        strays: Vec::new(),
    };
    let strays = stray::strays(&plan, old, disk, new, merging);
    match merging.resolution {
        Resolution::Stop => plan.refuse(&strays),
        _ => plan.strays = strays,
    }
    plan
}

impl Plan {
    /// Makes conflicts of names that vanish.
    fn refuse(&mut self, strays: &[Stray]) {
        for stray in strays {
            let clash = Clash {
                line: Some(stray.line),
                about: Some(stray.name.clone()),
                ours: stray.text.clone(),
                theirs: String::new(),
            };
            let found = self.steps.iter().position(|step| step.path == stray.path);
            match found
                .and_then(|at| self.steps.get_mut(at))
                .map(|step| &mut step.action)
            {
                Some(Action::Conflict(conflict)) if conflict.is_stray() => {
                    conflict.clashes.push(clash)
                }
                Some(Action::Conflict(_)) => {}
                Some(action) => *action = Action::Conflict(Conflict::stray(clash)),
                None => self.steps.push(Step {
                    path: stray.path.clone(),
                    from: None,
                    action: Action::Conflict(Conflict::stray(clash)),
                }),
            }
        }
        self.steps.sort_by(|one, other| one.path.cmp(&other.path));
    }
}
