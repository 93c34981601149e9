use std::{env, fs, path::PathBuf};

use uuid::Uuid;

/// A database file in the temporary folder.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    pub(super) url: String,
    pub(super) file: PathBuf,
}

impl TestDatabase {
    pub(super) fn create() -> Self {
        let file = env::temp_dir().join(format!("test_{}.db", Uuid::now_v7().simple()));
        let url = format!("sqlite://{}?mode=rwc", file.display());
        Self { url, file }
    }

    /// The write-ahead log beside the database.
    pub(super) fn wal(&self) -> PathBuf {
        self.file.with_extension("db-wal")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        for file in [
            self.file.clone(),
            self.wal(),
            self.file.with_extension("db-shm"),
        ] {
            let _ = fs::remove_file(file);
        }
    }
}
