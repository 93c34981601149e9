//! Names that the user's code uses and that vanish with a change, so that it would not compile.
//!
//! Looked through is what the user wrote: files that the project does not have, and the lines of its
//! files that are not as the project writes them. A use is reported when it is certain:
//!
//! - a path, resolved from `crate`, `self` or `super`, through a module that goes;
//! - a path to an item of a module that stays, when nothing in the project has that name any more;
//! - within the folder of an entity, such an item by its bare name, if that is one of a type or it is
//!   called;
//! - a field of a struct that loses it: after a dot, in a literal of a type that is named there, or as a
//!   variant of `Column`,
//!   in the folder of the struct or in a file that names the module or one of its types. If another
//!   struct has such a field, only where what stands before the dot says which is meant;
//! - a path into a crate that is no longer a dependency.
//!
//! Of the modules that a change does not touch at all, and that were not rendered for that reason,
//! only the paths are looked at.
//!
//! Names in strings, and those that a macro of the user makes, are not seen.

mod names;
mod paths;
mod uses;

use std::collections::BTreeMap;

use self::names::Names;
use self::uses::Uses;
use super::disk::{Entry, Snapshot};
use super::merge::is_same;
use super::plan::{Action, Merging, Plan};
use super::tree::{Policy, Tree};

/// A use of a name that vanishes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// The user's file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What vanishes.
    pub name: String,
    /// The line as it stands there.
    pub text: String,
}

/// A Rust file as the plan leaves it.
pub(super) struct Final<'a> {
    pub(super) text: &'a str,
    /// As the project writes it; nothing if it is not the project's, or not known.
    pub(super) new: Option<&'a str>,
}

/// The uses of names that vanish with the plan.
pub(super) fn strays(
    plan: &Plan,
    old: &Tree,
    disk: &Snapshot,
    new: &Tree,
    merging: &Merging,
) -> Vec<Stray> {
    let mut had: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, file) in old {
        if path.ends_with(".rs") && file.policy == Policy::Managed {
            had.extend(text(&file.contents).map(|text| (path.as_str(), text)));
        }
    }
    let manifest = (
        old.get("Cargo.toml"),
        finally("Cargo.toml", plan, disk, new, merging),
    );
    let dependencies = match manifest {
        (Some(old), Some(file)) => names::lost_dependencies(&old.contents, file.text),
        _ => Vec::new(),
    };
    if had.is_empty() && dependencies.is_empty() {
        return Vec::new();
    }
    let known = new.keys().chain(merging.own.keys()).chain(old.keys());
    let mut finals: BTreeMap<&str, Final<'_>> = BTreeMap::new();
    for path in plan.steps.iter().map(|step| &step.path).chain(known) {
        if path.ends_with(".rs") && !finals.contains_key(path.as_str()) {
            let file = finally(path, plan, disk, new, merging);
            finals.extend(file.map(|file| (path.as_str(), file)));
        }
    }
    let Some(names) = Names::new(&had, &finals, &merging.moved, dependencies) else {
        return Vec::new();
    };
    let mut strays = Vec::new();
    for (path, file) in &finals {
        let is_pristine = |new: &str| {
            let tidy = || merging.tidy.format(path, file.text);
            is_same(new.as_bytes(), file.text.as_bytes())
                || tidy().is_some_and(|tidy| is_same(new.as_bytes(), tidy.as_bytes()))
        };
        if !file.new.is_some_and(is_pristine) {
            // Of a file that was not rendered nobody knows which lines are the user's.
            let is_unknown = merging.others.get(*path).is_some_and(Option::is_none);
            strays.extend(Uses::new(path, file, &names).find(is_unknown));
        }
    }
    strays.sort();
    strays.dedup();
    strays
}

/// What a file is after the plan, if it is there.
fn finally<'a>(
    path: &str,
    plan: &'a Plan,
    disk: &'a Snapshot,
    new: &'a Tree,
    merging: &'a Merging,
) -> Option<Final<'a>> {
    let file = |entry: &'a Entry| match entry {
        Entry::File(contents) => text(contents),
        Entry::Obstacle(_) => None,
    };
    let other = || merging.others.get(path)?.as_ref();
    let rendered = new
        .get(path)
        .or_else(other)
        .and_then(|file| text(&file.contents));
    let on_disk = || {
        disk.get(path)
            .or_else(|| merging.own.get(path))
            .and_then(file)
    };
    let step = plan
        .steps
        .binary_search_by(|step| step.path.as_str().cmp(path))
        .ok();
    let action = step
        .and_then(|at| plan.steps.get(at))
        .map(|step| &step.action);
    let text = match action {
        Some(
            Action::Create(after) | Action::Update { after, .. } | Action::Merge { after, .. },
        ) => text(&after.contents)?,
        Some(Action::Remove { .. } | Action::Away(_)) => return None,
        Some(Action::Identical | Action::Conflict(_)) => rendered?,
        Some(Action::Skip(_)) | None => on_disk()?,
    };
    // A file that is as it was written, but for its line ends or its formatting.
    let is_pristine = matches!(
        action,
        Some(Action::Create(_) | Action::Update { .. } | Action::Identical)
    );
    let new = match is_pristine && rendered.is_some() {
        true => Some(text),
        false => rendered,
    };
    Some(Final { text, new })
}

fn text(contents: &[u8]) -> Option<&str> {
    std::str::from_utf8(contents).ok()
}
