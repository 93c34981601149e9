//! Rust: imports are merged as a set, the rest as lines.
//!
//! An import that the project no longer needs stays if the user's own code does; one that the user
//! took out comes back if the new code needs it.

use std::collections::BTreeSet;

use super::imports::{Leaf, Section, Split, name, split};
use super::{Clash, Draft, Pick, Sides, lines};
use crate::project::tokens::tokens;

/// Merges three versions of a Rust file.
pub(super) fn merge(sides: &Sides<'_>, pick: Pick) -> Draft {
    let [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map(split);
    let count = base.sections.len();
    if count == 0 || ours.sections.len() != count || theirs.sections.len() != count {
        return lines::merge(sides, pick);
    }
    let bodies = Sides {
        base: &base.body,
        ours: &ours.body,
        theirs: &theirs.body,
    };
    let mut draft = lines::merge(&bodies, pick);
    for clash in &mut draft.clashes {
        clash.line = clash.line.map(|line| ours.line(line));
    }
    let needs = Needs::new(&bodies, &draft.text);
    let sections = (0..count).filter_map(|index| {
        let sides = (
            base.sections.get(index)?,
            ours.sections.get(index)?,
            theirs.sections.get(index)?,
        );
        Some(section(sides, &needs, pick, &mut draft.clashes))
    });
    let sections: Vec<String> = sections.collect();
    draft.text = Split::join(&draft.text, &sections);
    draft
}

fn section(
    (base, ours, theirs): (&Section, &Section, &Section),
    needs: &Needs,
    pick: Pick,
    clashes: &mut Vec<Clash>,
) -> String {
    let (had, mine, new) = (base.leaves(), ours.leaves(), theirs.leaves());
    let is_kept = |leaf: &&Leaf| mine.contains(*leaf) && needs.still(name(&leaf.1));
    let kept: Vec<&Leaf> = had.difference(&new).filter(is_kept).collect();
    if ours.text() == base.text() {
        let mut section = theirs.clone();
        kept.iter().for_each(|leaf| section.add(leaf));
        return section.text();
    }
    let mut section = ours.clone();
    let gone = had
        .difference(&new)
        .filter(|leaf| mine.contains(*leaf) && !kept.contains(leaf));
    gone.for_each(|leaf| section.remove(leaf));
    let added = new.difference(&mine).filter(|leaf| {
        let was_there = had.contains(*leaf);
        !was_there || needs.again(name(&leaf.1))
    });
    for leaf in added {
        let other = section
            .leaves()
            .into_iter()
            .find(|other| is_clash(other, leaf));
        let Some(other) = other.filter(|other| !new.contains(other)) else {
            section.add(leaf);
            continue;
        };
        clashes.push(Clash {
            line: None,
            about: Some(name(&leaf.1).to_owned()),
            ours: format!("{}use {};\n", other.0, other.1),
            theirs: format!("{}use {};\n", leaf.0, leaf.1),
        });
        match pick {
            Pick::Ours => {}
            Pick::Theirs => {
                section.remove(&other);
                section.add(leaf);
            }
            // Two names of one sound are an error of the compiler that speaks for itself.
            Pick::Both => section.add(leaf),
        }
    }
    section.text()
}

/// Whether two imports bring the same name into the file, for different things.
fn is_clash(one: &Leaf, other: &Leaf) -> bool {
    let named = name(&one.1);
    one.1 != other.1 && named == name(&other.1) && !matches!(named, "*" | "_")
}

/// What the code below the imports uses.
struct Needs {
    merged: BTreeSet<String>,
    base: BTreeSet<String>,
    ours: BTreeSet<String>,
    /// Words of lines that only the user has.
    own: BTreeSet<String>,
    /// Methods of the old code that the new code does not call.
    dropped: BTreeSet<String>,
}

impl Needs {
    fn new(bodies: &Sides<'_>, merged: &str) -> Self {
        let base_lines: BTreeSet<&str> = bodies.base.lines().collect();
        let own = bodies
            .ours
            .lines()
            .filter(|line| !base_lines.contains(line));
        let own: BTreeSet<String> = own.flat_map(loose).collect();
        let new = methods(bodies.theirs);
        let old = methods(bodies.base);
        Self {
            merged: words(merged),
            base: words(bodies.base),
            ours: words(bodies.ours),
            own,
            dropped: old.difference(&new).cloned().collect(),
        }
    }

    /// Whether the merged code uses a name that the new code does not import. A trait is not named
    /// where it is used: it is needed if the user calls a method that went with it.
    fn still(&self, name: &str) -> bool {
        self.merged.contains(name)
            || (!self.base.contains(name) && !self.own.is_disjoint(&self.dropped))
    }

    /// Whether the merged code uses a name that the user had no more use for.
    fn again(&self, name: &str) -> bool {
        self.merged.contains(name) && !self.ours.contains(name)
    }
}

/// The names in a text.
fn words(text: &str) -> BTreeSet<String> {
    match tokens(text) {
        Some(tokens) => tokens
            .into_iter()
            .filter(|t| t.is_word())
            .map(|t| t.text)
            .collect(),
        None => loose(text).collect(),
    }
}

/// The words of a text that need not be Rust.
fn loose(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    parts.filter(|part| !part.is_empty()).map(str::to_owned)
}

/// The methods that a text calls.
fn methods(text: &str) -> BTreeSet<String> {
    let all = tokens(text).unwrap_or_default();
    let calls = all.windows(2).filter_map(|pair| match pair {
        [dot, method] if dot.is(".") && method.is_word() => Some(method.text.clone()),
        _ => None,
    });
    calls.collect()
}
