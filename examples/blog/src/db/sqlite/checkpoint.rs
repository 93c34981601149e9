use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::sqlx::{self, SqliteConnection, query_scalar, raw_sql};

/// Size of the log in bytes from which it is emptied.
const LIMIT: u64 = 4 * 1024 * 1024;

/// After an attempt that met a long read: each attempt holds up the writers for a moment.
const PAUSE: Duration = Duration::from_millis(300);

/// Keeps SQLite's write-ahead log small.
///
/// The checkpoints that SQLite makes by itself never wait, so that under steady traffic there
/// is always a reader in their way and the log grows without end. This one waits a little.
#[derive(Debug)]
pub(super) struct Checkpoint {
    log: PathBuf,
    next: Mutex<Instant>,
}

impl Checkpoint {
    pub(super) fn new(database: &Path) -> Self {
        let mut log = OsString::from(database);
        log.push("-wal");
        Self {
            log: log.into(),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Empties the log if it has grown, unless readers stay in the way.
    pub(super) async fn run(&self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        if !self.claim() {
            return Ok(());
        }
        raw_sql("PRAGMA busy_timeout = 100")
            .execute(&mut *connection)
            .await?;
        let blocked: bool = query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await?;
        raw_sql("PRAGMA busy_timeout = 5000")
            .execute(connection)
            .await?;
        if !blocked {
            *self.next() = Instant::now();
        }
        Ok(())
    }

    /// Whether it is time for an attempt, which is then the caller's alone.
    fn claim(&self) -> bool {
        if fs::metadata(&self.log).map_or(0, |log| log.len()) < LIMIT {
            return false;
        }
        let mut next = self.next();
        let due = *next <= Instant::now();
        if due {
            *next = Instant::now() + PAUSE;
        }
        due
    }

    fn next(&self) -> MutexGuard<'_, Instant> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
