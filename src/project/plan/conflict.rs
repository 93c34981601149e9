//! What stops a plan.

use std::fmt;

use crate::project::merge::Clash;

/// Why a file cannot be brought in line, and what there is to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What is the matter.
    pub why: String,
    /// Both sides, where there are two.
    pub clashes: Vec<Clash>,
    /// What `--conflict=` would do with it, by its value.
    pub ways: Vec<(&'static str, String)>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sides,
    Stray,
    Obstacle,
}

impl Conflict {
    /// A file that `ours` and `theirs` would settle, and `markers` if it has lines.
    fn sides(why: impl Into<String>, clashes: Vec<Clash>, ways: [&str; 3]) -> Self {
        let ways = ["markers", "ours", "theirs"].into_iter().zip(ways);
        let ways = ways.filter(|(_, way)| !way.is_empty());
        Self {
            why: why.into(),
            clashes,
            ways: ways.map(|(value, way)| (value, way.to_owned())).collect(),
            kind: Kind::Sides,
        }
    }

    /// Lines that both sides changed.
    pub(super) fn overlap(why: String, clashes: Vec<Clash>) -> Self {
        let ways = [
            "writes both, for you to choose",
            "keeps your lines",
            "takes the new ones",
        ];
        Self::sides(why, clashes, ways)
    }

    /// A file that is not text, so that there is only one or the other.
    pub(super) fn binary() -> Self {
        let ways = ["", "keeps your file", "takes the new one"];
        Self::sides(
            "edited by you, changed in the project, and not a text",
            Vec::new(),
            ways,
        )
    }

    /// A file where a new one should be.
    pub(super) fn there(clashes: Vec<Clash>, is_text: bool) -> Self {
        let markers = if is_text {
            "writes both, for you to choose"
        } else {
            ""
        };
        Self::sides(
            "already there",
            clashes,
            [markers, "keeps your file", "takes the new one"],
        )
    }

    /// An edited file that the project does not have any more.
    pub(super) fn gone(clashes: Vec<Clash>) -> Self {
        let ways = ["keeps the file", "keeps the file", "deletes it"];
        Self::sides(
            "edited by you, no longer part of the project",
            clashes,
            ways,
        )
    }

    /// A file that the user has put beside files that go.
    pub(super) fn orphan(folder: &str) -> Self {
        let why = format!("yours, and the module {folder} around it goes: move it elsewhere first");
        let ways = ["keeps the file", "keeps the file", "deletes it"];
        Self::sides(why, Vec::new(), ways)
    }

    /// A file that the user has moved, and that changes.
    pub(super) fn away(place: &str) -> Self {
        let why = format!("moved by you to {place}, and changed in the project");
        let merges = format!("merges the change into {place}");
        let ways = [
            merges.as_str(),
            "leaves both places as they are",
            "writes it where it was",
        ];
        Self::sides(why, Vec::new(), ways)
    }

    /// A file that the user has moved, of an entity that gets another name.
    pub(super) fn away_and_renamed(place: &str) -> Self {
        let why = format!("moved by you to {place}, and renamed in the project");
        Self::sides(why, Vec::new(), ["leaves it to you"; 3])
    }

    /// A name that vanishes although the user's code uses it.
    pub(super) fn stray(clash: Clash) -> Self {
        let name = clash.about.as_deref().unwrap_or_default();
        let why = format!("your code uses `{name}`, which would be gone");
        let ways = ["goes on all the same"; 3];
        Self {
            kind: Kind::Stray,
            ..Self::sides(why, vec![clash], ways)
        }
    }

    /// Something that is no file: only the user can take it out of the way.
    pub(super) fn obstacle(what: &str) -> Self {
        Self {
            kind: Kind::Obstacle,
            ..Self::sides(format!("it is {what}"), Vec::new(), [""; 3])
        }
    }

    pub(super) fn is_stray(&self) -> bool {
        self.kind == Kind::Stray
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
