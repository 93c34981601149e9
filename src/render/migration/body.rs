//! The body of `up` or `down`.

use super::sqlite::raw;

/// The longest line of SQL, and the longest one beside its call.
const WIDTH: usize = 96;
const LONG: usize = 60;

/// Something that a database is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A call that answers nothing.
    Call(String),
    /// The same call for each of several values.
    Loop {
        variable: &'static str,
        values: String,
        call: String,
    },
    /// Statements.
    Sql(Vec<String>),
}

/// Items for one database, or for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// The same for all.
    Same(Vec<Item>),
    /// Other words for each.
    Either {
        sqlite: Vec<Item>,
        postgres: Vec<Item>,
    },
}

impl Body {
    /// The lines of a function that answers `Result<(), DbErr>`.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::Same(items) => block(items, 16),
            Self::Either { sqlite, postgres } if sqlite.is_empty() => only("Postgres", postgres),
            Self::Either { sqlite, postgres } if postgres.is_empty() => only("Sqlite", sqlite),
            Self::Either { sqlite, postgres } => {
                let mut lines = vec!["match manager.get_database_backend() {".to_owned()];
                for (backend, items) in [("DbBackend::Sqlite", sqlite), ("_", postgres)] {
                    lines.push(format!("{backend} => {{"));
                    lines.extend(block(items, 24));
                    lines.push("}".to_owned());
                }
                lines.push("}".to_owned());
                lines
            }
        }
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Same(items) => items.is_empty(),
            Self::Either { sqlite, postgres } => sqlite.is_empty() && postgres.is_empty(),
        }
    }

    /// Whether it says which database it is about.
    pub(super) fn asks_backend(&self) -> bool {
        matches!(self, Self::Either { .. }) && !self.is_empty()
    }
}

fn only(backend: &str, items: &[Item]) -> Vec<String> {
    let mut lines = vec![format!(
        "if manager.get_database_backend() == DbBackend::{backend} {{"
    )];
    lines.extend(items.iter().map(|item| statement(item, 20)));
    lines.push("}".to_owned());
    lines.push("Ok(())".to_owned());
    lines
}

fn block(items: &[Item], margin: usize) -> Vec<String> {
    let Some((last, others)) = items.split_last() else {
        return vec!["Ok(())".to_owned()];
    };
    let mut lines: Vec<_> = others.iter().map(|one| statement(one, margin)).collect();
    match last {
        Item::Call(call) => lines.push(format!("{call}.await")),
        Item::Loop { .. } | Item::Sql(_) => {
            lines.extend([statement(last, margin), "Ok(())".to_owned()]);
        }
    }
    lines
}

fn statement(item: &Item, margin: usize) -> String {
    match item {
        Item::Call(call) => format!("{call}.await?;"),
        Item::Loop {
            variable,
            values,
            call,
        } => format!("for {variable} in [{values}] {{ {call}.await?; }}"),
        Item::Sql(statements) => {
            let text = match statements.as_slice() {
                [one] if one.len() < LONG => raw(one),
                several => {
                    let margin = " ".repeat(margin);
                    let lines = several.iter().map(|one| wrapped(one, &margin));
                    raw(&format!("\n{}{margin}", lines.collect::<String>()))
                }
            };
            format!("manager.get_connection().execute_unprepared({text}).await?;")
        }
    }
}

/// A statement on lines that rustfmt can leave as they are.
fn wrapped(statement: &str, margin: &str) -> String {
    let mut lines = vec![margin.to_owned()];
    for word in words(statement) {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line + word.chars().count() > WIDTH {
            lines.push(format!("{margin}    "));
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    let lines = lines.iter().map(|line| line.trim_end());
    format!("{};\n", lines.collect::<Vec<_>>().join("\n"))
}

/// The words of a statement with the space after them; a text is part of one, with its spaces.
fn words(statement: &str) -> impl Iterator<Item = &str> {
    let mut is_text = false;
    statement.split_inclusive(move |character| {
        is_text ^= character == '\'';
        character == ' ' && !is_text
    })
}
