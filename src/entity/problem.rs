//! What is wrong with an entity that was asked for, and where.

use std::ops::Range;

/// The part of a request that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The entity's name.
    Name,
    /// The field of that number.
    Field(usize),
    /// The option of that name in the manifest.
    Option(&'static str),
}

/// Why a request is refused, and what would not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The reason.
    pub message: Box<str>,
    /// Where it is.
    pub place: Place,
    /// The offending bytes of the text at that place.
    pub token: Range<usize>,
    /// A remark about the token, such as `did you mean …?`.
    pub note: Option<Box<str>>,
    /// The text that would be fine at that place.
    pub fix: Option<String>,
    /// What else to do.
    pub help: Option<Box<str>>,
}

impl Problem {
    /// A problem with some bytes of the text at a place.
    pub fn new(message: impl Into<Box<str>>, place: Place, token: Range<usize>) -> Self {
        Self {
            message: message.into(),
            place,
            token,
            note: None,
            fix: None,
            help: None,
        }
    }

    /// A problem with some bytes of a field.
    pub(super) fn in_field(message: impl Into<Box<str>>, token: Range<usize>) -> Self {
        Self::new(message, Place::Field(0), token)
    }

    /// Adds a remark about the token.
    #[must_use]
    pub(super) fn note(mut self, note: impl Into<Box<str>>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Adds the text that would be fine.
    #[must_use]
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds what else to do.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// These names as in "`a`, `b` or `c`".
pub(crate) fn alternatives<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<_> = names.iter().map(|n| format!("`{}`", n.as_ref())).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
