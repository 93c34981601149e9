//! Three versions of a text, line by line.
//!
//! What one side changed is taken; what both changed alike is taken once. Lines that are only added,
//! by both sides at one place or by one beside a change of the other, all stay: the user's first.
//! Everything else where the sides meet is a clash.

use std::ops::Range;

use diffy::{DiffOptions, Line};

use super::{Clash, Draft, Pick, Sides};

/// What stands around the user's lines and the new ones, as git writes it.
pub(super) const MARKERS: [&str; 3] = ["<<<<<<< yours\n", "=======\n", ">>>>>>> new\n"];

/// A run of lines that one side changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
    /// Whether it adds what the other side has, too.
    is_repeated: bool,
}

/// Changes that have to be looked at together.
#[derive(Debug, Default)]
struct Group {
    base: Range<usize>,
    ours: Vec<Hunk>,
    theirs: Vec<Hunk>,
}

impl Group {
    /// Whether it is one addition that the other side has in a change beside it.
    fn is_repeated(&self) -> bool {
        self.base.is_empty()
            && self
                .ours
                .iter()
                .chain(&self.theirs)
                .all(|hunk| hunk.is_repeated)
    }

    /// Whether a change that begins no earlier touches the same lines, or adds at the same place.
    fn meets(&self, hunk: &Hunk) -> bool {
        hunk.base.start < self.base.end || (self.base.is_empty() && hunk.base == self.base)
    }
}

/// Merges texts in which every line ends with a line feed.
pub(super) fn merge(sides: &Sides<'_>, pick: Pick) -> Draft {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let base: Vec<&str> = lines(sides.base);
    let (our_lines, their_lines) = (lines(sides.ours), lines(sides.theirs));
    let mut ours = hunks(sides.base, sides.ours);
    let mut theirs = hunks(sides.base, sides.theirs);
    for hunk in &mut ours {
        hunk.is_repeated = is_repeated(hunk, &our_lines, &theirs, &their_lines, &base);
    }
    for hunk in &mut theirs {
        hunk.is_repeated = is_repeated(hunk, &their_lines, &ours, &our_lines, &base);
    }

    let mut merged = Draft::default();
    let mut at = 0;
    for group in groups(ours, theirs) {
        merged.push(slice(&base, at..group.base.start));
        let mine = side_of(&group.base, &group.ours);
        let new = side_of(&group.base, &group.theirs);
        match (mine, new) {
            (Some(mine), Some(new)) => {
                let (mine_lines, new_lines) =
                    (slice(&our_lines, mine.clone()), slice(&their_lines, new));
                if group.base.is_empty() {
                    merged.push(&unite(mine_lines, new_lines));
                } else {
                    decide(&mut merged, mine.start, mine_lines, new_lines, pick);
                }
            }
            _ if group.is_repeated() => {}
            (Some(mine), None) => merged.push(slice(&our_lines, mine)),
            (None, Some(new)) => merged.push(slice(&their_lines, new)),
            (None, None) => merged.push(slice(&base, group.base.clone())),
        }
        at = group.base.end;
    }
    merged.push(slice(&base, at..base.len()));
    merged
}

/// Merges two texts that have nothing in common but what they have in common.
pub(super) fn merge_two(ours: &str, theirs: &str, pick: Pick) -> Draft {
    let our_lines: Vec<&str> = ours.split_inclusive('\n').collect();
    let their_lines: Vec<&str> = theirs.split_inclusive('\n').collect();
    let mut merged = Draft::default();
    let mut at = 0;
    for hunk in hunks(ours, theirs) {
        merged.push(slice(&our_lines, at..hunk.base.start));
        let mine = slice(&our_lines, hunk.base.clone());
        let new = slice(&their_lines, hunk.side.clone());
        decide(&mut merged, hunk.base.start, mine, new, pick);
        at = hunk.base.end;
    }
    merged.push(slice(&our_lines, at..our_lines.len()));
    merged
}

fn slice<'l, 'a>(lines: &'l [&'a str], range: Range<usize>) -> &'l [&'a str] {
    lines.get(range).unwrap_or_default()
}

/// The changes of both sides by place, those together that meet.
fn groups(ours: Vec<Hunk>, theirs: Vec<Hunk>) -> Vec<Group> {
    let ours = ours.into_iter().map(|hunk| (hunk, true));
    let mut all: Vec<_> = ours
        .chain(theirs.into_iter().map(|hunk| (hunk, false)))
        .collect();
    // An addition comes before a change of the line that it stands in front of.
    all.sort_by_key(|(hunk, is_ours)| (hunk.base.start, hunk.base.end, !is_ours));
    let mut groups: Vec<Group> = Vec::new();
    for (hunk, is_ours) in all {
        let base = hunk.base.clone();
        let meets = groups.last().is_some_and(|group| group.meets(&hunk));
        if !meets {
            groups.push(Group {
                base: base.clone(),
                ..Group::default()
            });
        }
        if let Some(group) = groups.last_mut() {
            group.base.end = group.base.end.max(base.end);
            let side = if is_ours {
                &mut group.ours
            } else {
                &mut group.theirs
            };
            side.push(hunk);
        }
    }
    groups
}

/// The lines of a side that stand for those of `base`, if the side changed any.
fn side_of(base: &Range<usize>, hunks: &[Hunk]) -> Option<Range<usize>> {
    let (first, last) = (hunks.first()?, hunks.last()?);
    let start = first.side.start - (first.base.start - base.start);
    let end = last.side.end + (base.end - last.base.end);
    Some(start..end)
}

/// Whether a side only adds what the other side also has, in a change that begins or ends there.
fn is_repeated(
    hunk: &Hunk,
    lines: &[&str],
    others: &[Hunk],
    other_lines: &[&str],
    base: &[&str],
) -> bool {
    let added = slice(lines, hunk.side.clone());
    hunk.base.is_empty()
        && others.iter().any(|other| {
            let at = hunk.base.start;
            let is_beside = other.base.start == at || other.base.end == at;
            is_beside
                && !other.base.is_empty()
                && contains(slice(other_lines, other.side.clone()), added)
                && !contains(slice(base, other.base.clone()), added)
        })
}

fn contains(lines: &[&str], part: &[&str]) -> bool {
    part.is_empty() || lines.windows(part.len()).any(|window| window == part)
}

/// Both additions, or the longer one if it holds the other.
fn unite<'a>(ours: &[&'a str], theirs: &[&'a str]) -> Vec<&'a str> {
    if contains(ours, theirs) {
        ours.to_vec()
    } else if contains(theirs, ours) {
        theirs.to_vec()
    } else {
        [ours, theirs].concat()
    }
}

/// Adds lines that both sides changed: `line` is where the user's begin.
fn decide(merged: &mut Draft, line: usize, ours: &[&str], theirs: &[&str], pick: Pick) {
    let same = |(mine, new): &(&&str, &&str)| mine == new;
    let before = ours.iter().zip(theirs).take_while(same).count();
    let shorter = ours.len().min(theirs.len()) - before;
    let ends = ours.iter().rev().zip(theirs.iter().rev());
    let after = ends.take_while(same).count().min(shorter);
    let mine = slice(ours, before..ours.len() - after);
    let new = slice(theirs, before..theirs.len() - after);

    merged.push(slice(ours, 0..before));
    if !(mine.is_empty() && new.is_empty()) {
        let [begin, middle, end] = MARKERS;
        match pick {
            Pick::Ours => merged.push(mine),
            Pick::Theirs => merged.push(new),
            Pick::Both => {
                merged.text += begin;
                merged.push(mine);
                merged.text += middle;
                merged.push(new);
                merged.text += end;
            }
        }
        merged.clashes.push(Clash {
            line: Some(line + before + 1),
            ours: mine.concat(),
            theirs: new.concat(),
            ..Clash::default()
        });
    }
    merged.push(slice(ours, ours.len() - after..ours.len()));
}

/// What is different in `side`.
fn hunks(base: &str, side: &str) -> Vec<Hunk> {
    let mut options = DiffOptions::new();
    // With all of the text as context there is one hunk, and its lines can be counted.
    options.set_context_len(base.len() + side.len() + 1);
    let patch = options.create_patch(base, side);
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut at, mut there) = (0, 0);
    for line in patch.hunks().iter().flat_map(diffy::Hunk::lines) {
        let (deleted, inserted) = match line {
            Line::Context(_) => {
                at += 1;
                there += 1;
                continue;
            }
            Line::Delete(_) => (1, 0),
            Line::Insert(_) => (0, 1),
        };
        match hunks.last_mut() {
            Some(hunk) if hunk.base.end == at && hunk.side.end == there => {
                hunk.base.end += deleted;
                hunk.side.end += inserted;
            }
            _ => hunks.push(Hunk {
                base: at..at + deleted,
                side: there..there + inserted,
                is_repeated: false,
            }),
        }
        at += deleted;
        there += inserted;
    }
    hunks
}
