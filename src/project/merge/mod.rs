//! A file that the user and the project both changed: three versions become one.
//!
//! The base is the file as the project had it, ours is what is on disk, theirs is the file as the
//! project has it now. Each kind of file is merged by what it knows of itself: Rust has its imports,
//! TOML its keys, everything else its lines.

pub(super) mod imports;
mod lines;
mod rust;
mod shape;
#[cfg(test)]
mod tests;
mod toml;
mod twice;

use super::plan::Resolution;
use super::verify::parse;
use shape::Shape;

/// A place where the user and the project want different things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clash {
    /// The line of the user's file, from 1, if there is one.
    pub line: Option<usize>,
    /// What it is about, such as the key of a TOML file.
    pub about: Option<String>,
    /// What the user has there.
    pub ours: String,
    /// What the project has there.
    pub theirs: String,
}

/// Three versions of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    /// As the project had it.
    pub(super) base: &'a str,
    /// As it is on disk.
    pub(super) ours: &'a str,
    /// As the project has it now.
    pub(super) theirs: &'a str,
}

/// What is written where the sides do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    Ours,
    Theirs,
    /// Both, between markers.
    Both,
}

/// What became of three versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Merged {
    /// One text. It is `marked` if it holds both sides of a clash, and so is not what it should be.
    Text { text: String, marked: bool },
    /// Nothing: the sides do not agree, and nobody said which one counts.
    Clash { why: String, clashes: Vec<Clash> },
}

/// A text and the clashes in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Draft {
    text: String,
    clashes: Vec<Clash>,
}

impl Draft {
    fn push(&mut self, lines: &[&str]) {
        self.text.extend(lines.iter().copied());
    }
}

/// Whether two texts are the same but for how they are written down.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    match (std::str::from_utf8(one), std::str::from_utf8(other)) {
        (Ok(one), Ok(other)) => Shape::of(one).1 == Shape::of(other).1,
        _ => false,
    }
}

/// The lines of `text` as `like` is written: its line ends, its last line, its byte order mark.
pub(super) fn reshaped(text: &[u8], like: &[u8]) -> Vec<u8> {
    match (std::str::from_utf8(text), std::str::from_utf8(like)) {
        (Ok(text), Ok(like)) => Shape::of(like).0.write(&Shape::of(text).1).into_bytes(),
        _ => text.to_vec(),
    }
}

/// Merges three versions of the file `path`; the result is written down as the user's was.
pub(super) fn merge(path: &str, sides: &Sides<'_>, resolution: Resolution) -> Merged {
    let (shape, ours) = Shape::of(sides.ours);
    let (_, base) = Shape::of(sides.base);
    let (_, theirs) = Shape::of(sides.theirs);
    let text = |text: &str, marked| Merged::Text {
        text: shape.write(text),
        marked,
    };
    if theirs == base || ours == theirs {
        return text(&ours, false);
    }
    if ours == base {
        return text(&theirs, false);
    }
    let sides = Sides {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    let draft = draft(path, &sides, Pick::from(resolution));
    let is_valid = |text: &str| parse(path, text.as_bytes()).is_ok();
    if !draft.clashes.is_empty() {
        return match resolution {
            Resolution::Stop => Merged::Clash {
                why: "edited by you, and changed in the project".to_owned(),
                clashes: draft.clashes,
            },
            Resolution::Markers => text(&draft.text, true),
            _ if is_valid(&draft.text) => text(&draft.text, false),
            Resolution::Ours => text(&ours, false),
            Resolution::Theirs => text(&theirs, false),
        };
    }
    let repeated = match is_valid(&draft.text) {
        true => twice::repeated(path, &draft.text, &sides),
        false => Vec::new(),
    };
    if is_valid(&draft.text) && repeated.is_empty() {
        return text(&draft.text, false);
    }
    match resolution {
        Resolution::Stop => Merged::Clash {
            why: match (repeated.first(), is_valid(&ours)) {
                (
                    Some(Clash {
                        about: Some(name), ..
                    }),
                    _,
                ) => {
                    format!("your `{name}` and that of the project are not the same")
                }
                (_, false) => "edited by you, and not valid: it cannot be merged".to_owned(),
                (_, true) => "your edits and the change do not fit together".to_owned(),
            },
            clashes: repeated,
        },
        Resolution::Markers => text(&lines::merge_two(&ours, &theirs, Pick::Both).text, true),
        Resolution::Ours => text(&ours, false),
        Resolution::Theirs => text(&theirs, false),
    }
}

/// Both texts, with markers where they differ, for a file that both sides made.
pub(super) fn both(ours: &str, theirs: &str) -> String {
    let (shape, ours) = Shape::of(ours);
    let (_, theirs) = Shape::of(theirs);
    shape.write(&lines::merge_two(&ours, &theirs, Pick::Both).text)
}

/// Where two texts differ.
pub(super) fn differences(ours: &str, theirs: &str) -> Vec<Clash> {
    let (_, ours) = Shape::of(ours);
    let (_, theirs) = Shape::of(theirs);
    lines::merge_two(&ours, &theirs, Pick::Both).clashes
}

fn draft(path: &str, sides: &Sides<'_>, pick: Pick) -> Draft {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("rs") => rust::merge(sides, pick),
        Some("toml") => toml::merge(sides, pick).unwrap_or_else(|| lines::merge(sides, pick)),
        _ => lines::merge(sides, pick),
    }
}

impl From<Resolution> for Pick {
    fn from(resolution: Resolution) -> Self {
        match resolution {
            Resolution::Stop | Resolution::Markers => Self::Both,
            Resolution::Ours => Self::Ours,
            Resolution::Theirs => Self::Theirs,
        }
    }
}
