//! Which constraint a write violated, by the name that the migration gave it.

use sea_orm::{DbErr, SqlErr};

use crate::error::{Error, Result};

/// Turns the violation of a named constraint into the answer that it stands for.
///
/// The database decides, so there is no look-up before the write and no race after it.
pub trait OnConstraint<T> {
    /// `error` when the unique constraint `name` was violated, else the database error.
    fn on_unique(self, name: &str, error: Error) -> Result<T>;

    /// `error` when a row refers to one that is missing, or is still referred to.
    fn on_foreign_key(self, error: Error) -> Result<T>;
}

impl<T, E: Into<Error>> OnConstraint<T> for Result<T, E> {
    fn on_unique(self, name: &str, error: Error) -> Result<T> {
        self.map_err(Into::into).map_err(|cause| match &cause {
            Error::Database(db) if violated_unique(db).as_deref() == Some(name) => error,
            _ => cause,
        })
    }

    fn on_foreign_key(self, error: Error) -> Result<T> {
        self.map_err(Into::into).map_err(|cause| match &cause {
            Error::Database(db)
                if matches!(db.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) =>
            {
                error
            }
            _ => cause,
        })
    }
}

/// The name of the violated unique constraint.
///
/// PostgreSQL names it. SQLite names an index on an expression, but for plain columns it
/// names those, from which the name follows: `tier.name` is `tier_name_key`.
fn violated_unique(error: &DbErr) -> Option<String> {
    let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else {
        return None;
    };
    if let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") {
        return match columns.strip_prefix("index ") {
            Some(index) => Some(index.trim_matches('\'').to_owned()),
            None => Some(constraint_name(columns)),
        };
    }
    message.split('"').nth(1).map(str::to_owned)
}

/// `rate_limit.tier_id, rate_limit.path` as `rate_limit_tier_id_path_key`.
fn constraint_name(columns: &str) -> String {
    let mut name = String::new();
    for (position, column) in columns.split(", ").enumerate() {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        if position == 0 {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name + "_key"
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn a_constraint_is_named_after_its_table_and_columns() {
        assert_eq!(constraint_name("user.username"), "user_username_key");
        assert_eq!(
            constraint_name("rate_limit.tier_id, rate_limit.path"),
            "rate_limit_tier_id_path_key"
        );
    }
}
