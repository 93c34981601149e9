//! A field as it stands in `boilerplate.toml`.

use std::fmt;

use super::modifiers::Modifier;
use super::{Field, Kind, OnDelete, Target, words};

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.kind)?;
        let on_delete = match &self.kind {
            Kind::References { on_delete, .. } => *on_delete,
            _ => OnDelete::Restrict,
        };
        let flags = [
            (self.optional, Modifier::Optional),
            (self.unique, Modifier::Unique),
            (self.index, Modifier::Index),
            (self.filter, Modifier::Filter),
            (self.sort, Modifier::Sort),
            (self.search, Modifier::Search),
            (self.readonly, Modifier::Readonly),
            (self.writeonly, Modifier::Writeonly),
            (on_delete == OnDelete::Cascade, Modifier::Cascade),
            (on_delete == OnDelete::SetNull, Modifier::Setnull),
        ];
        for (_, modifier) in flags.iter().filter(|(is_set, _)| *is_set) {
            write!(f, ":{}", modifier.name())?;
        }
        let default = self.default.as_ref();
        let default = default.map(|value| match self.kind.is_text() {
            true => escaped(value),
            false => value.clone(),
        });
        let values = [
            (&default, Modifier::Default),
            (&self.min, Modifier::Min),
            (&self.max, Modifier::Max),
            (&self.pattern, Modifier::Pattern),
        ];
        for (value, modifier) in values {
            if let Some(value) = value {
                write!(f, ":{}={value}", modifier.name())?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::String(length) if *length != super::kinds::STRING => write!(f, ":{length}"),
            Self::Decimal { precision, scale } => write!(f, ":{precision},{scale}"),
            Self::Enum(values) => write!(f, ":{}", values.join(",")),
            Self::References { target, .. } => write!(f, ":{target}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Target {
    /// In the plural, as a list of what it refers to would be called.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words::plural(&words::snake(self.name())))
    }
}

/// A text in which a colon that a word follows does not end it.
fn escaped(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        let ends = |next: &char| next.is_alphabetic() || *next == '_';
        match c {
            '\\' => text += r"\\",
            ':' if rest.peek().is_none_or(ends) => text += r"\:",
            c => text.push(c),
        }
    }
    text
}
