//! What happens at one path.

use super::away::away;
use super::conflict::Conflict;
use super::{Action, Merging, Reason, Resolution};
use crate::project::disk::{Entry, Snapshot};
use crate::project::merge::{Merged, Sides, both, differences, is_same, merge, reshaped};
use crate::project::rename::Renames;
use crate::project::tree::{File, Policy, Tree};

/// Everything that a decision may depend on.
pub(super) struct Decide<'a> {
    pub(super) old: &'a Tree,
    pub(super) disk: &'a Snapshot,
    pub(super) new: &'a Tree,
    pub(super) merging: &'a Merging,
    pub(super) renames: Renames,
}

impl<'a> Decide<'a> {
    pub(super) fn new(
        old: &'a Tree,
        disk: &'a Snapshot,
        new: &'a Tree,
        merging: &'a Merging,
    ) -> Self {
        Self {
            old,
            disk,
            new,
            merging,
            renames: Renames::new(&merging.renames, old, new),
        }
    }

    /// What happens at a path of one of the trees, if anything.
    pub(super) fn action(&self, path: &str) -> Option<Action> {
        let (old, new) = (self.old.get(path), self.new.get(path));
        let disk = self.disk.get(path);
        match new.or(old)?.policy {
            Policy::Managed => self.managed(path, old, disk, new),
            Policy::Registry => registry(disk, new),
            Policy::Once => once(old, disk, new),
        }
    }

    fn managed(
        &self,
        path: &str,
        old: Option<&File>,
        disk: Option<&Entry>,
        new: Option<&File>,
    ) -> Option<Action> {
        let stop = self.merging.resolution == Resolution::Stop;
        let before = match disk {
            None => return self.missing(path, old, new),
            Some(Entry::File(before)) => before,
            Some(Entry::Obstacle(what)) => {
                let is_changed = old.map(|old| &old.contents) != new.map(|new| &new.contents);
                return Some(match is_changed {
                    true => Action::Conflict(Conflict::obstacle(what)),
                    false => Action::Skip(Reason::Edited),
                });
            }
        };
        let is =
            |file: Option<&File>| file.is_some_and(|file| self.is_pristine(path, before, file));
        Some(match (old, new) {
            (_, Some(_)) if is(new) => Action::Identical,
            (_, None) if is(old) => remove(before),
            (_, Some(new)) if is(old) => update(before, new),
            (Some(old), Some(new)) if old.contents == new.contents => Action::Skip(Reason::Edited),
            (Some(old), Some(new)) => self.merged(path, &old.contents, before, new),
            (None, Some(new)) => self.there(before, new),
            (old, None) => match self.merging.resolution {
                Resolution::Theirs => remove(before),
                _ if !stop => Action::Skip(Reason::Kept),
                _ => {
                    let had = old.map(|old| old.contents.as_slice()).unwrap_or_default();
                    let mut clashes = text(before)
                        .zip(text(had))
                        .map(|(mine, had)| differences(mine, had));
                    for clash in clashes.iter_mut().flatten() {
                        clash.theirs.clear();
                    }
                    Action::Conflict(Conflict::gone(clashes.unwrap_or_default()))
                }
            },
        })
    }

    /// Whether a file on disk is what the project had it be, but for its formatting.
    pub(super) fn is_pristine(&self, path: &str, disk: &[u8], file: &File) -> bool {
        is_same(disk, &file.contents)
            || text(disk)
                .and_then(|disk| self.merging.tidy.format(path, disk))
                .is_some_and(|tidy| is_same(tidy.as_bytes(), &file.contents))
    }

    /// A file that is not where it should be.
    fn missing(&self, path: &str, old: Option<&File>, new: Option<&File>) -> Option<Action> {
        let (Some(old), Some(new)) = (old, new) else {
            return new.map(|new| Action::Create(new.clone()));
        };
        let Some(place) = away(self, path, old) else {
            return Some(Action::Skip(Reason::Deleted));
        };
        if old.contents == new.contents {
            return Some(Action::Away(place));
        }
        Some(match self.merging.resolution {
            Resolution::Stop => Action::Conflict(Conflict::away(&place)),
            Resolution::Theirs => Action::Create(new.clone()),
            Resolution::Ours | Resolution::Markers => Action::Away(place),
        })
    }

    /// A file of the user where a new one should be.
    fn there(&self, before: &[u8], new: &File) -> Action {
        let sides = text(before).zip(text(&new.contents));
        match (self.merging.resolution, sides) {
            (Resolution::Ours, _) => Action::Skip(Reason::Yours),
            (Resolution::Theirs, _) => update(before, new),
            (Resolution::Markers, Some((mine, theirs))) => Action::Merge {
                before: Some(before.to_vec()),
                after: File {
                    contents: both(mine, theirs).into_bytes(),
                    ..new.clone()
                },
                marked: true,
            },
            (_, Some((mine, theirs))) => {
                Action::Conflict(Conflict::there(differences(mine, theirs), true))
            }
            (_, None) => Action::Conflict(Conflict::there(Vec::new(), false)),
        }
    }

    /// A file that the user and the project both changed.
    pub(super) fn merged(&self, path: &str, base: &[u8], before: &[u8], new: &File) -> Action {
        let (Some(base), Some(mine), Some(theirs)) =
            (text(base), text(before), text(&new.contents))
        else {
            return match self.merging.resolution {
                Resolution::Ours => Action::Skip(Reason::Edited),
                Resolution::Theirs => update(before, new),
                Resolution::Stop | Resolution::Markers => Action::Conflict(Conflict::binary()),
            };
        };
        let tidy = |text: &str| self.merging.tidy.format(path, text);
        let formatted = tidy(mine);
        let is_tidy = formatted
            .as_deref()
            .is_some_and(|text| is_same(text.as_bytes(), mine.as_bytes()));
        let renamed = |text: &str| {
            let renamed = self.renames.apply(path, text);
            // Other names break lines and sort imports elsewhere.
            let is_formatted = renamed != text && (is_tidy || text == base);
            let formatted = is_formatted.then(|| tidy(&renamed)).flatten();
            formatted.unwrap_or(renamed)
        };
        let base = if path.ends_with(".rs") {
            renamed(base)
        } else {
            base.to_owned()
        };
        let mine = if path.ends_with(".rs") {
            renamed(mine)
        } else {
            mine.to_owned()
        };
        let sides = Sides {
            base: &base,
            ours: &mine,
            theirs,
        };
        let mut merged = merge(path, &sides, Resolution::Stop);
        let mut is_formatted = is_tidy;
        // What stands in the way may be nothing but formatting.
        if let (Merged::Clash { .. }, Some(formatted)) = (&merged, formatted.filter(|_| !is_tidy)) {
            let formatted = reshaped(formatted.as_bytes(), mine.as_bytes());
            let formatted = String::from_utf8(formatted).unwrap_or_default();
            let formatted = renamed(&formatted);
            let again = merge(
                path,
                &Sides {
                    ours: &formatted,
                    ..sides
                },
                Resolution::Stop,
            );
            if matches!(again, Merged::Text { .. }) {
                merged = again;
                is_formatted = true;
            }
        }
        if matches!(merged, Merged::Clash { .. }) {
            merged = merge(path, &sides, self.merging.resolution);
        }
        match merged {
            Merged::Clash { why, clashes } => Action::Conflict(Conflict::overlap(why, clashes)),
            Merged::Text { text, marked } => {
                let text = match is_formatted && !marked {
                    true => tidy(&text).map_or(text.clone().into_bytes(), |tidy| {
                        reshaped(tidy.as_bytes(), text.as_bytes())
                    }),
                    false => text.into_bytes(),
                };
                if text == before {
                    return Action::Skip(Reason::Edited);
                }
                Action::Merge {
                    before: Some(before.to_vec()),
                    after: File {
                        contents: text,
                        ..new.clone()
                    },
                    marked,
                }
            }
        }
    }
}

fn registry(disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    Some(match (disk, new) {
        (None, None) => return None,
        (None, Some(new)) => Action::Create(new.clone()),
        (Some(Entry::File(before)), None) => remove(before),
        (Some(Entry::File(before)), Some(new)) if is_same(before, &new.contents) => {
            Action::Identical
        }
        (Some(Entry::File(before)), Some(new)) => update(before, new),
        (Some(Entry::Obstacle(what)), _) => Action::Conflict(Conflict::obstacle(what)),
    })
}

fn once(old: Option<&File>, disk: Option<&Entry>, new: Option<&File>) -> Option<Action> {
    Some(match (disk, new) {
        (None, None) => return None,
        (None, Some(_)) if old.is_some() => Action::Skip(Reason::Deleted),
        (None, Some(new)) => Action::Create(new.clone()),
        (Some(Entry::File(before)), Some(new)) if is_same(before, &new.contents) => {
            Action::Identical
        }
        (Some(Entry::Obstacle(what)), Some(_)) if old.is_none() => {
            Action::Conflict(Conflict::obstacle(what))
        }
        (Some(_), _) => Action::Skip(Reason::Yours),
    })
}

/// A pristine file gets its new contents, written down as the old ones were.
fn update(before: &[u8], new: &File) -> Action {
    Action::Update {
        before: before.to_vec(),
        after: File {
            contents: reshaped(&new.contents, before),
            ..new.clone()
        },
    }
}

pub(super) fn remove(before: &[u8]) -> Action {
    Action::Remove {
        before: before.to_vec(),
    }
}

fn text(contents: &[u8]) -> Option<&str> {
    std::str::from_utf8(contents)
        .ok()
        .filter(|text| !text.contains('\0'))
}
