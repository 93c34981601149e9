//! Pieces of SQL.

use crate::entity::Id;
use crate::schema::{Fill, Type};

/// A database, of which each says some things in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// A name, whatever it means to SQL.
pub(super) fn name(name: &str) -> String {
    format!("\"{name}\"")
}

/// A text.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A list of texts, between parentheses.
pub(super) fn texts(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|one| text(one)).collect();
    format!("({})", quoted.join(", "))
}

/// What a column is in the rows that are there, as the project itself would write it.
pub(super) fn fill(fill: &Fill, kind: Type, id: Id, dialect: Dialect) -> String {
    match (fill, kind, id, dialect) {
        (Fill::Value(value), ..) => literal(kind, value, dialect),
        (Fill::OwnId, Type::Text(_), Id::Uuid, Dialect::Sqlite) => {
            format!("lower(hex({}))", name("id"))
        }
        (Fill::OwnId, Type::Text(_), ..) => format!("CAST({} AS text)", name("id")),
        (Fill::OwnId, ..) => name("id"),
    }
}

/// A value as `default=` spells it.
///
/// SQLite keeps moments and times as texts and compares them as such, so they must be spelled as
/// the project spells them.
pub(super) fn literal(kind: Type, value: &str, dialect: Dialect) -> String {
    match (kind, dialect) {
        (
            Type::SmallInteger
            | Type::Integer
            | Type::BigInteger
            | Type::Float
            | Type::Double
            | Type::Decimal(..),
            _,
        ) => value.to_owned(),
        (Type::Boolean, _) => value.to_uppercase(),
        (Type::Timestamp, Dialect::Sqlite) if value == "now" => {
            "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')".to_owned()
        }
        (Type::Timestamp, _) if value == "now" => "CURRENT_TIMESTAMP".to_owned(),
        (Type::Timestamp, Dialect::Sqlite) => {
            let local = value.strip_suffix('Z').unwrap_or(value);
            text(&format!("{}+00:00", thousandths(local)))
        }
        (Type::Time, Dialect::Sqlite) => text(&thousandths(value)),
        (Type::Uuid, Dialect::Sqlite) => format!("X'{}'", value.replace('-', "")),
        (
            Type::Text(_) | Type::Uuid | Type::Date | Type::Time | Type::Timestamp | Type::Json,
            _,
        ) => text(value),
    }
}

/// A time with as many digits after the point as chrono writes: none, three or six.
fn thousandths(time: &str) -> String {
    let Some((whole, fraction)) = time.split_once('.') else {
        return time.to_owned();
    };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        short if short.len() <= 3 => format!("{whole}.{short:0<3}"),
        long => format!("{whole}.{long:0<6}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelled_as_the_project_spells_them() {
        let sqlite = |kind, value| literal(kind, value, Dialect::Sqlite);
        for (value, text) in [
            ("2026-01-31T08:30:00Z", "'2026-01-31T08:30:00+00:00'"),
            ("2026-01-31T08:30:00.5Z", "'2026-01-31T08:30:00.500+00:00'"),
            (
                "2026-01-31T08:30:00.1234Z",
                "'2026-01-31T08:30:00.123400+00:00'",
            ),
            ("2026-01-31T08:30:00.000Z", "'2026-01-31T08:30:00+00:00'"),
        ] {
            assert_eq!(sqlite(Type::Timestamp, value), text);
        }
        assert_eq!(sqlite(Type::Text(None), "it's"), "'it''s'");
        let id = "00000000-0000-0000-0000-0000000000ff";
        assert_eq!(
            sqlite(Type::Uuid, id),
            "X'000000000000000000000000000000ff'"
        );
        assert_eq!(
            literal(Type::Uuid, id, Dialect::Postgres),
            format!("'{id}'")
        );
    }
}
