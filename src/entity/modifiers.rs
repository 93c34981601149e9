//! What may be said about a field after its type.

/// What is said about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modifier {
    /// It is what fields are anyway.
    Required,
    Optional,
    Unique,
    Index,
    Filter,
    Sort,
    Search,
    Readonly,
    Writeonly,
    Cascade,
    Restrict,
    Setnull,
    Default,
    Min,
    Max,
    Pattern,
}

/// Every spelling, the canonical one of each first.
const ALL: &[(&str, Modifier)] = &[
    ("optional", Modifier::Optional),
    ("null", Modifier::Optional),
    ("nullable", Modifier::Optional),
    ("required", Modifier::Required),
    ("not_null", Modifier::Required),
    ("unique", Modifier::Unique),
    ("uniq", Modifier::Unique),
    ("index", Modifier::Index),
    ("filter", Modifier::Filter),
    ("sort", Modifier::Sort),
    ("search", Modifier::Search),
    ("readonly", Modifier::Readonly),
    ("writeonly", Modifier::Writeonly),
    ("cascade", Modifier::Cascade),
    ("restrict", Modifier::Restrict),
    ("setnull", Modifier::Setnull),
    ("set_null", Modifier::Setnull),
    ("default", Modifier::Default),
    ("min", Modifier::Min),
    ("max", Modifier::Max),
    ("pattern", Modifier::Pattern),
];

impl Modifier {
    /// The modifier of that spelling, without what comes after `=`.
    pub(super) fn find(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        let mut all = ALL.iter();
        all.find(|(name, _)| *name == word).map(|(_, found)| *found)
    }

    /// Every spelling.
    pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
        ALL.iter().map(|(name, _)| *name)
    }

    /// Its spelling in `boilerplate.toml`.
    pub(super) fn name(self) -> &'static str {
        let mut all = ALL.iter();
        let found = all.find(|(_, modifier)| *modifier == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether a value comes after it.
    pub(super) fn has_value(self) -> bool {
        matches!(self, Self::Default | Self::Min | Self::Max | Self::Pattern)
    }

    /// Whether it says what becomes of rows whose target is deleted.
    pub(super) fn is_on_delete(self) -> bool {
        matches!(self, Self::Cascade | Self::Restrict | Self::Setnull)
    }
}

/// Whether a piece of a field says something about it, rather than which type it has.
pub(super) fn is_modifier(piece: &str) -> bool {
    let word = piece.split_once('=').map_or(piece, |(word, _)| word);
    Modifier::find(word).is_some()
}
