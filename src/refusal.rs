//! What the user asked for and cannot have: the message, the place, the way out.

use std::fmt;

/// Exit code of a failure that is nobody's mistake.
pub const FAILURE: u8 = 1;
/// Exit code of a request that cannot be fulfilled as it was typed.
pub const USAGE: u8 = 2;
/// Exit code of a conflict with what is on disk; nothing was written.
pub const CONFLICT: u8 = 3;

/// Exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// An error that says what was wrong, where, and what to do instead.
#[derive(Debug, Clone)]
pub struct Refusal {
    code: u8,
    message: String,
    place: Option<Box<Place>>,
    help: Option<String>,
    conflicts: Vec<serde_json::Value>,
}

/// A line that the user wrote, and the part of it that is refused.
#[derive(Debug, Clone)]
struct Place {
    line: String,
    token: std::ops::Range<usize>,
    note: Option<String>,
}

impl Refusal {
    /// A refusal of what was typed (exit code 2).
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            code: USAGE,
            message: message.into(),
            place: None,
            help: None,
            conflicts: Vec::new(),
        }
    }

    /// A refusal of what cannot be done (exit code 1).
    pub fn failure(message: impl Into<String>) -> Self {
        Self {
            code: FAILURE,
            ..Self::new(message)
        }
    }

    /// A refusal because of what is on disk (exit code 3).
    pub fn conflict(message: impl Into<String>) -> Self {
        Self {
            code: CONFLICT,
            ..Self::new(message)
        }
    }

    /// The end that the user put to it (exit code 130).
    pub fn interrupted() -> Self {
        Self {
            code: INTERRUPTED,
            ..Self::new("interrupted, nothing was written")
        }
    }

    /// Underlines `token`, its last occurrence in `line`.
    #[must_use]
    pub fn at(self, line: &str, token: &str) -> Self {
        let start = line.rfind(token).unwrap_or_default();
        self.at_range(line, start..start + token.len())
    }

    /// Underlines the bytes `token` of `line`.
    #[must_use]
    pub fn at_range(mut self, line: &str, token: std::ops::Range<usize>) -> Self {
        self.place = Some(Box::new(Place {
            line: line.to_owned(),
            token,
            note: None,
        }));
        self
    }

    /// Adds a remark after the underline.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        if let Some(place) = &mut self.place {
            place.note = Some(note.into());
        }
        self
    }

    /// Adds what to do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the conflicts, for machines.
    #[must_use]
    pub fn conflicts(mut self, conflicts: Vec<serde_json::Value>) -> Self {
        self.conflicts = conflicts;
        self
    }

    /// The conflicts that it is about.
    pub fn listed(&self) -> &[serde_json::Value] {
        &self.conflicts
    }

    /// The exit code of the process.
    pub fn code(&self) -> u8 {
        self.code
    }

    /// The advice, if there is one.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The offending line with its token underlined, if there is one.
    pub fn snippet(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let before = place.line.get(..place.token.start)?.chars().count();
        let width = place.line.get(place.token.clone())?.chars().count().max(1);
        let note = place.note.as_deref().unwrap_or_default();
        let underline = format!("      {}{} {note}", " ".repeat(before), "^".repeat(width));
        Some(format!("  --> {}\n{}", place.line, underline.trim_end()))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// The candidate that `word` most probably meant.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_underlined_where_it_stands() {
        let refusal = Refusal::new("unknown field type `strng`")
            .at("title:strng", "strng")
            .note("did you mean `string`?");
        assert_eq!(
            refusal.snippet().as_deref(),
            Some("  --> title:strng\n            ^^^^^ did you mean `string`?")
        );
    }

    #[test]
    fn suggestions_are_close_or_absent() {
        let names = ["metrics", "auth", "docs"];
        assert_eq!(did_you_mean("metrix", names), Some("metrics"));
        assert_eq!(did_you_mean("zzz", names), None);
    }
}
