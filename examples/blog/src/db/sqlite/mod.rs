mod checkpoint;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        self,
        sqlite::{
            SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
            SqliteSynchronous,
        },
    },
};
use tokio::time::{Instant, sleep};

use self::checkpoint::Checkpoint;

/// How long a statement waits for another one's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn connect(url: &str, max_connections: u32) -> anyhow::Result<DatabaseConnection> {
    let options = options(url)?;
    let file = options.get_filename().to_owned();
    let pool = open(options, max_connections).await.with_context(|| {
        let file = file.display();
        format!(
            "cannot open the SQLite database {file}; does its folder exist, and is it writable?"
        )
    })?;
    Ok(pool.into())
}

fn options(url: &str) -> anyhow::Result<SqliteConnectOptions> {
    let options = url
        .parse::<SqliteConnectOptions>()
        .context("DATABASE_URL is not a SQLite URL such as `sqlite://data.db?mode=rwc`")?;
    Ok(options
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        // A checkpoint every 4 MiB, after which the log file is cut to that size.
        .pragma("wal_autocheckpoint", "3000")
        .pragma("journal_size_limit", "4194304"))
}

/// The change to WAL mode does not wait for the lock as other statements do, so it is tried
/// again: several processes may open a new database at once.
async fn open(options: SqliteConnectOptions, max_connections: u32) -> sqlx::Result<SqlitePool> {
    let checkpoint = Arc::new(Checkpoint::new(options.get_filename()));
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        let checkpoint = Arc::clone(&checkpoint);
        let pool = SqlitePoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(BUSY_TIMEOUT)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_release(move |connection, _| {
                let checkpoint = Arc::clone(&checkpoint);
                Box::pin(async move { checkpoint.run(connection).await.map(|()| true) })
            })
            .connect_with(options.clone())
            .await;
        match pool {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                sleep(Duration::from_millis(50)).await;
            }
            result => return result,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == "5")
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::connect;

    #[tokio::test]
    async fn a_file_that_cannot_be_opened_is_named() {
        let result = connect("sqlite:///no/such/folder/shop.db?mode=rwc", 2).await;
        let text = result.map_or_else(|error| format!("{error:#}"), |_| "connected".to_owned());
        assert!(text.contains("/no/such/folder/shop.db"), "{text}");
    }

    #[tokio::test]
    async fn the_connections_of_a_memory_database_share_it() {
        let db = connect("sqlite::memory:", 4)
            .await
            .expect("memory suffices");
        db.execute_unprepared("CREATE TABLE t (id INTEGER)")
            .await
            .expect("the table is new");
        let insert = || db.execute_unprepared("INSERT INTO t VALUES (1)");
        let (first, second, third) = tokio::join!(insert(), insert(), insert());
        assert!(first.is_ok() && second.is_ok() && third.is_ok());
    }
}
