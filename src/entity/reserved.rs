//! Names that cannot be, and what to call things instead.

use super::words;
use crate::manifest::name::{KEYWORDS, is_device};

/// The longest identifier that PostgreSQL keeps whole.
pub(super) const LONGEST: usize = 63;

/// Columns that tables have, or may come to have, without being asked, and other names for them.
const COLUMNS: &[(&str, &str)] = &[
    ("id", "number"),
    ("created_at", "made_at"),
    ("updated_at", "changed_at"),
    ("deleted_at", "removed_at"),
    ("is_deleted", "is_removed"),
];

/// Other words for keywords.
const SYNONYMS: &[(&str, &str)] = &[
    ("abstract", "summary"),
    ("final", "is_final"),
    ("fn", "function"),
    ("gen", "generation"),
    ("mod", "module"),
    ("move", "step"),
    ("priv", "is_private"),
    ("pub", "is_public"),
    ("ref", "reference"),
    ("static", "is_static"),
    ("type", "kind"),
    ("use", "usage"),
    ("virtual", "is_virtual"),
];

/// Other words for parts of the project.
const PARTS: &[(&str, &str)] = &[
    ("rate_limit", "quota"),
    ("task", "todo"),
    ("tier", "plan"),
    ("user", "account"),
];

/// Types that the code of every entity names.
const TYPES: &[&str] = &[
    "ActiveModel",
    "Box",
    "Column",
    "Entity",
    "Err",
    "Model",
    "None",
    "Ok",
    "Option",
    "PrimaryKey",
    "Relation",
    "RelatedEntity",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// Modules that would hide crates which `src/entities/mod.rs` names, or the standard ones.
const CRATES: &[&str] = &["alloc", "core", "proc_macro", "std", "utoipa_axum"];

/// Why a name is refused, and one that is not.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

/// The name of a field in snake case.
pub(super) fn field(name: &str) -> Result<String, Reason> {
    let snake = words::snake(name);
    let Some(reason) = field_reason(name, &snake) else {
        return Ok(snake);
    };
    let synonyms = COLUMNS.iter().chain(SYNONYMS);
    let other = synonyms.filter(|(word, _)| *word == snake);
    let candidates = other.map(|(_, other)| (*other).to_owned());
    let plain = plain(&snake);
    let made = [
        plain.clone(),
        format!("{plain}_value"),
        format!("number_{plain}"),
        shortened(&plain, LONGEST - 10),
    ];
    Err(Reason {
        message: match name {
            "" => "a field needs a name".to_owned(),
            name => format!("`{name}` cannot be a field: {reason}"),
        },
        suggestion: readable(name)
            .then(|| {
                candidates
                    .chain(made)
                    .find(|c| field_reason(c, c).is_none())
            })
            .flatten(),
    })
}

fn field_reason(name: &str, snake: &str) -> Option<String> {
    if let Some(reason) = word_reason(name, snake) {
        return Some(reason);
    }
    if KEYWORDS.contains(&snake) {
        return Some("it is a Rust keyword".to_owned());
    }
    if COLUMNS.iter().any(|(column, _)| *column == snake) {
        return Some("tables have such a column already, or may come to have it".to_owned());
    }
    (snake.len() > LONGEST).then(|| format!("it is longer than {LONGEST} characters"))
}

/// The name of an entity in Pascal case, in the singular.
pub(super) fn entity(name: &str) -> Result<String, Reason> {
    let pascal = one(&words::snake(name));
    let Some(reason) = entity_reason(name, &words::snake(&pascal)) else {
        return Ok(pascal);
    };
    let plain = plain(&words::snake(name));
    let other = SYNONYMS.iter().filter(|(word, _)| *word == plain);
    let made = [
        plain.clone(),
        format!("{plain}_item"),
        format!("number_{plain}"),
        shortened(&plain, LONGEST - 20),
    ];
    let candidates = other.map(|(_, other)| (*other).to_owned()).chain(made);
    let mut candidates = candidates.map(|candidate| one(&candidate));
    let better =
        candidates.find(|candidate| entity_reason(candidate, &words::snake(candidate)).is_none());
    Err(Reason {
        message: match name {
            "" => "an entity needs a name".to_owned(),
            name => format!("`{name}` cannot be an entity: {reason}"),
        },
        suggestion: better.filter(|_| readable(name)),
    })
}

/// The name in Pascal case of one of those that have a name in snake case.
fn one(snake: &str) -> String {
    let mut snake = snake.to_owned();
    loop {
        let shorter = words::singular(&words::snake(&words::pascal(&snake)));
        if shorter == snake {
            return words::pascal(&snake);
        }
        snake = shorter;
    }
}

/// What to call an entity instead, where the project has one of that name.
pub(super) fn synonym(module: &str) -> Option<String> {
    let found = PARTS.iter().find(|(word, _)| *word == module)?;
    Some(words::pascal(found.1))
}

fn entity_reason(name: &str, snake: &str) -> Option<String> {
    if let Some(reason) = word_reason(name, snake) {
        return Some(reason);
    }
    let pascal = words::pascal(snake);
    let reason = if TYPES.contains(&pascal.as_str()) {
        "the generated code has a type of that name"
    } else if KEYWORDS.contains(&snake) {
        "it is a Rust keyword"
    } else if CRATES.contains(&snake) {
        "a crate has that name"
    } else if is_device(snake) {
        "it is a device on Windows"
    } else if words::plural(snake).len() + "_pkey".len() > LONGEST {
        "the names in its table would be longer than 63 characters"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

/// The plural of an entity in snake case.
pub(super) fn plural(name: &str) -> Result<String, Reason> {
    let snake = words::snake(name);
    let reason = word_reason(name, &snake).or_else(|| {
        let long = snake.len() + "_pkey".len() > LONGEST;
        long.then(|| "the names in its table would be longer than 63 characters".to_owned())
    });
    match reason {
        None => Ok(snake),
        Some(reason) => Err(Reason {
            message: format!("`{name}` cannot be a plural: {reason}"),
            suggestion: None,
        }),
    }
}

/// A value of an enum in snake case.
pub(super) fn value(name: &str) -> Result<String, Reason> {
    let snake = words::snake(name);
    let reason = |name: &str, snake: &str| {
        word_reason(name, snake).or_else(|| {
            let reserved = words::pascal(snake) == "Self";
            let reserved = reserved.then(|| "`Self` is a Rust keyword".to_owned());
            reserved.or_else(|| (snake.len() > LONGEST).then(|| "it is too long".to_owned()))
        })
    };
    let Some(why) = reason(name, &snake) else {
        return Ok(snake);
    };
    let plain = plain(&snake);
    let candidates = [
        plain.clone(),
        format!("{plain}_value"),
        format!("number_{plain}"),
    ];
    let better = candidates.into_iter().find(|c| reason(c, c).is_none());
    Err(Reason {
        message: match name {
            "" => "an empty value makes no variant of the enum".to_owned(),
            name => format!("`{name}` makes no variant of the enum: {why}"),
        },
        suggestion: better.filter(|_| readable(name)),
    })
}

/// What no name may be.
fn word_reason(name: &str, snake: &str) -> Option<String> {
    let odd = |c: &char| !c.is_ascii_alphanumeric() && !"_- ".contains(*c);
    if name.is_empty() {
        Some("it is empty".to_owned())
    } else if let Some(odd) = name.chars().find(odd) {
        Some(format!("`{odd}` is not allowed, only a-z, 0-9 and `_`"))
    } else if snake.is_empty() {
        Some("it has no letter".to_owned())
    } else if !snake.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("it must start with a letter".to_owned())
    } else {
        None
    }
}

/// Whether a suggestion could be made of the name's own letters.
fn readable(name: &str) -> bool {
    name.is_ascii() && name.chars().any(|c| c.is_ascii_alphanumeric())
}

/// What of a name is allowed.
fn plain(snake: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let text: String = snake.chars().map(allowed).collect();
    words::snake(&text)
}

/// The first words of a name, within a length.
fn shortened(name: &str, length: usize) -> String {
    let start: String = name.chars().take(length).collect();
    let whole = start
        .rsplit_once('_')
        .map_or(start.as_str(), |(words, _)| words);
    whole.trim_end_matches('s').to_owned()
}
