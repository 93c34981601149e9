//! Changes of a table that SQLite cannot make in place.

mod definition;
#[cfg(test)]
mod tests;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::{
    SchemaManager, SchemaManagerConnection,
    sea_query::{SqliteQueryBuilder, TableCreateStatement},
};

use self::definition::{Definition, quoted};

/// A table that is made anew, with other columns and constraints.
///
/// What is not mentioned stays, whichever migration made it: rows, columns, constraints, indexes
/// and triggers.
pub struct Rebuild {
    table: String,
    defined: Option<String>,
    dropped_columns: Vec<String>,
    dropped_checks: Vec<String>,
    dropped_foreign_keys: Vec<String>,
    values: Vec<(String, String)>,
}

impl Rebuild {
    /// The table of that name, unchanged.
    #[must_use]
    pub fn new(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            defined: None,
            dropped_columns: Vec::new(),
            dropped_checks: Vec::new(),
            dropped_foreign_keys: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds columns and constraints, or replaces them: a column by its name, a foreign key by its
    /// column, a check that lists the values of a column by that column.
    #[must_use]
    pub fn define(mut self, table: &mut TableCreateStatement) -> Self {
        self.defined = Some(table.table("defined").to_string(SqliteQueryBuilder));
        self
    }

    /// Leaves a column out, with its foreign key and its list of values.
    #[must_use]
    pub fn drop_column(mut self, column: &str) -> Self {
        self.dropped_columns.push(column.to_owned());
        self.drop_check(column).drop_foreign_key(column)
    }

    /// Allows any value in a column whose values are listed.
    #[must_use]
    pub fn drop_check(mut self, column: &str) -> Self {
        self.dropped_checks.push(column.to_owned());
        self
    }

    /// Makes a reference a mere number.
    #[must_use]
    pub fn drop_foreign_key(mut self, column: &str) -> Self {
        self.dropped_foreign_keys.push(column.to_owned());
        self
    }

    /// What a column is in the rows that are there, as SQL about the row before.
    #[must_use]
    pub fn value(mut self, column: &str, expression: &str) -> Self {
        self.values.push((column.to_owned(), expression.to_owned()));
        self
    }

    /// Makes the table, moves the rows there and lets it take the place of the old one.
    ///
    /// # Errors
    /// If a row does not fit the new table, or foreign keys are on: dropping the old table would
    /// then delete the rows that refer to it. [`run`](crate::migrate::run) turns them off.
    pub async fn run(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let sql = "SELECT 'on' FROM pragma_foreign_keys WHERE foreign_keys";
        if !texts(db, sql, []).await?.is_empty() {
            let message = "a table cannot be rebuilt while foreign keys are on";
            return Err(DbErr::Migration(message.to_owned()));
        }
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1";
        let Some(before) = texts(db, sql, [&self.table]).await?.pop() else {
            return Err(DbErr::Migration(format!(
                "there is no table `{}`",
                self.table
            )));
        };
        let sql = "SELECT sql FROM sqlite_master WHERE tbl_name = $1 AND sql IS NOT NULL \
                   AND type IN ('index', 'trigger')";
        let belongings = texts(db, sql, [&self.table]).await?;
        let mut script = self.script(&before)?;
        for belonging in belongings {
            script.push_str(&belonging);
            script.push_str(";\n");
        }
        db.execute_unprepared(&script).await?;
        Ok(())
    }

    fn script(&self, before: &str) -> Result<String, DbErr> {
        let before = Definition::parse(before)?;
        let mut after = before.clone();
        after.drop_columns(&self.dropped_columns);
        after.drop_checks(&self.dropped_checks);
        after.drop_foreign_keys(&self.dropped_foreign_keys);
        if let Some(defined) = &self.defined {
            after.replace(Definition::parse(defined)?);
        }
        let mut names = Vec::new();
        let mut values = Vec::new();
        for column in after.columns() {
            let mut given = self.values.iter();
            let value = match given.find(|(name, _)| name == column) {
                Some((_, expression)) => expression.clone(),
                None if before.columns().any(|name| name == column) => quoted(column),
                None => continue,
            };
            names.push(quoted(column));
            values.push(value);
        }
        let (names, values) = (names.join(", "), values.join(", "));
        let name = format!("{}__rebuilt", self.table);
        let (old, new) = (quoted(&self.table), quoted(&name));
        let create = after.create(&new);
        // The counter of ids moves too, so that no id is given twice. The old way of renaming
        // touches nothing but the table, whatever views and triggers say about it.
        let counter = match after.counts_ids() {
            true => format!(
                "DELETE FROM sqlite_sequence WHERE name = '{name}';\n\
                 UPDATE sqlite_sequence SET name = '{name}' WHERE name = '{}';\n",
                self.table
            ),
            false => String::new(),
        };
        Ok(format!(
            "{create};\n\
             INSERT INTO {new} ({names}) SELECT {values} FROM {old};\n\
             {counter}\
             DROP TABLE {old};\n\
             PRAGMA legacy_alter_table = ON;\n\
             ALTER TABLE {new} RENAME TO {old};\n\
             PRAGMA legacy_alter_table = OFF;\n"
        ))
    }
}

/// The first column of a query.
async fn texts<const N: usize>(
    db: &SchemaManagerConnection<'_>,
    sql: &str,
    values: [&str; N],
) -> Result<Vec<String>, DbErr> {
    let values = values.map(Into::into);
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
