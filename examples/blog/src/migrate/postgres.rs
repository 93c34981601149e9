use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::time::sleep;
use tracing::info;

use super::{Change, apply};

/// Any number will do: these locks are per database.
const LOCK: i64 = 0x6d69_6772_6174_6521;

const RETRY: Duration = Duration::from_millis(100);

/// Makes the change while another transaction holds the lock, so that each migration can be a
/// transaction of its own, or none.
pub(super) async fn run<M: MigratorTrait>(
    db: &DatabaseConnection,
    change: Change,
) -> anyhow::Result<Vec<String>> {
    let lock = db.begin().await?;
    let mut waiting = false;
    while !try_lock(&lock).await? {
        if !waiting {
            info!("another process is migrating the database, waiting for it");
            waiting = true;
        }
        sleep(RETRY).await;
    }
    let names = apply::<M, _>(db, change).await?;
    lock.commit().await?;
    Ok(names)
}

/// Does not wait in the database: a waiting statement would block `CREATE INDEX CONCURRENTLY`.
async fn try_lock(lock: &DatabaseTransaction) -> Result<bool, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1) AS locked",
        [LOCK.into()],
    );
    match lock.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "locked"),
        None => Ok(false),
    }
}
