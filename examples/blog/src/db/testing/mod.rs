//! A database of its own for each test, dropped with the test.

mod postgres;
mod sqlite;
mod wal;

use sea_orm::DatabaseConnection;

use crate::testing::config;

/// An empty database that is dropped with this value, also when the test panics.
#[derive(Debug)]
pub(crate) enum TestDatabase {
    Sqlite(sqlite::TestDatabase),
    Postgres(postgres::TestDatabase),
}

impl TestDatabase {
    /// Creates a database on the PostgreSQL server that `TEST_DATABASE_URL` names, or in a file.
    pub(crate) fn create() -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => Self::Postgres(postgres::TestDatabase::create(&server)),
            Err(_) => Self::Sqlite(sqlite::TestDatabase::create()),
        }
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite(database) => &database.url,
            Self::Postgres(database) => &database.url,
        }
    }

    pub(crate) async fn connect(&self) -> DatabaseConnection {
        super::connect(&config(&[("DATABASE_URL", self.url())]).database)
            .await
            .expect("the test database can be reached")
    }
}
