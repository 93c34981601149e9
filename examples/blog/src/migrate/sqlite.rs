use std::time::Duration;

use anyhow::{Context, bail};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, Statement, sqlx::sqlite::SqlitePoolOptions,
};
use sea_orm_migration::MigratorTrait;

use super::{Change, apply};
use crate::db;

const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// Makes the change in one transaction on a connection of its own.
///
/// Foreign keys are off on that connection, since rebuilding a table drops the old one, which
/// would delete the rows that refer to it; they are checked before the end instead.
pub(super) async fn run<M: MigratorTrait>(
    db: &DatabaseConnection,
    change: Change,
) -> anyhow::Result<Vec<String>> {
    let options = db.get_sqlite_connection_pool().connect_options();
    let options = options.as_ref().clone();
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.foreign_keys(false).busy_timeout(LOCK_TIMEOUT))
        .await?;
    let connection = DatabaseConnection::from(pool);

    let transaction = db::begin(&connection)
        .await
        .context("cannot lock the database for migration")?;
    let names = apply::<M, _>(&transaction, change).await?;
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    if let Some(row) = transaction.query_one_raw(check).await? {
        let table: String = row.try_get("", "table")?;
        bail!("the migration would leave rows of `{table}` that refer to nothing");
    }
    transaction.commit().await?;
    connection.close().await?;
    Ok(names)
}
