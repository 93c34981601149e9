//! Files that come along: those of a renamed entity, and what the user has put beside them.

use std::collections::BTreeMap;

use super::away::away;
use super::conflict::Conflict;
use super::decide::{Decide, remove};
use super::{Action, Reason, Resolution};
use crate::project::disk::Entry;
use crate::project::tree::File;

impl Decide<'_> {
    /// The user's own files.
    pub(super) fn own(&self) -> impl Iterator<Item = (&String, &Entry)> {
        let generated = |path: &String| {
            self.old.contains_key(path)
                || self.new.contains_key(path)
                || self.merging.others.contains_key(path)
        };
        self.merging
            .own
            .iter()
            .filter(move |(path, _)| !generated(path))
    }

    /// What happens at the new path of a file that was at `before`.
    pub(super) fn moved(&self, before: &str, path: &str) -> Option<Action> {
        let (Some(old), Some(new)) = (self.old.get(before), self.new.get(path)) else {
            return self.action(path);
        };
        if self.disk.contains_key(path) {
            return self.action(path);
        }
        let mine = match self.disk.get(before) {
            None => {
                // What the user made of it moves with the folder, or is elsewhere already.
                let place =
                    away(self, before, old).filter(|_| self.merging.resolution == Resolution::Stop);
                return Some(match place {
                    Some(place) => Action::Conflict(Conflict::away_and_renamed(&place)),
                    None => Action::Skip(Reason::Deleted),
                });
            }
            Some(Entry::Obstacle(what)) => return Some(Action::Conflict(Conflict::obstacle(what))),
            Some(Entry::File(mine)) => mine,
        };
        if self.is_pristine(before, mine, old) {
            return Some(Action::Create(new.clone()));
        }
        Some(match self.merged(path, &old.contents, mine, new) {
            Action::Merge { after, marked, .. } => Action::Merge {
                before: None,
                after,
                marked,
            },
            Action::Update { after, .. } => Action::Create(after),
            Action::Skip(_) => Action::Create(File {
                contents: mine.clone(),
                ..new.clone()
            }),
            other => other,
        })
    }

    /// What happens at the old path of a file that is elsewhere now.
    pub(super) fn left(&self, path: &str) -> Option<Action> {
        let mut moved = self.merging.moved.iter();
        let is_taken = moved.any(|(new, old)| old == path && self.disk.contains_key(new));
        match self.disk.get(path)? {
            // Where its new place is taken, the old one is all that there is of the user's edits.
            Entry::File(mine) if is_taken => {
                let is_pristine = self
                    .old
                    .get(path)
                    .is_some_and(|old| self.is_pristine(path, mine, old));
                let goes = is_pristine || self.merging.resolution == Resolution::Theirs;
                Some(if goes {
                    remove(mine)
                } else {
                    Action::Skip(Reason::Kept)
                })
            }
            Entry::File(mine) => Some(remove(mine)),
            Entry::Obstacle(what) => Some(Action::Conflict(Conflict::obstacle(what))),
        }
    }

    /// Decides about the user's own files in modules that move or go, and about files that the user
    /// moved. Answers the old paths of the user's own files, by the new ones.
    pub(super) fn follow(&self, steps: &mut BTreeMap<String, Action>) -> BTreeMap<String, String> {
        let mut moved = BTreeMap::new();
        for (path, entry) in self.own() {
            let Some(folder) = self.folder_that_goes(path) else {
                continue;
            };
            let target = self
                .merging
                .moved
                .iter()
                .find(|(_, old)| **old == format!("{folder}mod.rs"));
            let target = target.and_then(|(new, _)| new.strip_suffix("mod.rs"));
            match (target, entry) {
                (_, Entry::Obstacle(what)) => {
                    steps.insert(path.clone(), Action::Conflict(Conflict::obstacle(what)));
                }
                (Some(target), Entry::File(mine)) => {
                    let new = path.replacen(folder, target, 1);
                    steps.insert(path.clone(), remove(mine));
                    steps.insert(new.clone(), self.arrival(&new, mine));
                    moved.insert(new, path.clone());
                }
                (None, Entry::File(mine)) => {
                    let action = match self.merging.resolution {
                        Resolution::Stop => {
                            Action::Conflict(Conflict::orphan(folder.trim_end_matches('/')))
                        }
                        Resolution::Theirs => remove(mine),
                        Resolution::Ours | Resolution::Markers => Action::Skip(Reason::Kept),
                    };
                    steps.insert(path.clone(), action);
                }
            }
        }
        self.merge_away(steps);
        moved
    }

    /// A file of the user in its new folder, with the new names.
    fn arrival(&self, path: &str, mine: &[u8]) -> Action {
        if self.merging.own.contains_key(path) {
            return Action::Conflict(Conflict::obstacle(
                "a file of yours, and another one comes here",
            ));
        }
        let contents = match std::str::from_utf8(mine) {
            Ok(text) if path.ends_with(".rs") => self.renames.apply(path, text).into_bytes(),
            _ => mine.to_vec(),
        };
        Action::Create(File::managed(contents))
    }

    /// The outermost module around a path that is there no more.
    fn folder_that_goes(&self, path: &str) -> Option<&str> {
        let modules = self
            .old
            .keys()
            .filter_map(|path| path.strip_suffix("mod.rs"));
        let gone = modules.filter(|folder| {
            let registry = format!("{folder}mod.rs");
            path.starts_with(folder)
                && !self.new.contains_key(&registry)
                && !self.merging.others.contains_key(&registry)
        });
        gone.min_by_key(|folder| folder.len())
    }

    /// Merges changes into files where the user has put them, if that is how conflicts are settled.
    fn merge_away(&self, steps: &mut BTreeMap<String, Action>) {
        if self.merging.resolution != Resolution::Markers {
            return;
        }
        let away: Vec<(String, String)> = steps
            .iter()
            .filter_map(|(path, action)| match action {
                Action::Away(place) => Some((path.clone(), place.clone())),
                _ => None,
            })
            .collect();
        for (path, place) in away {
            let (Some(old), Some(new)) = (self.old.get(&path), self.new.get(&path)) else {
                continue;
            };
            if let Some(Entry::File(mine)) = self.merging.own.get(&place)
                && old.contents != new.contents
            {
                let merged = self.merged(&place, &old.contents, mine, new);
                steps.insert(place, merged);
            }
        }
    }
}
