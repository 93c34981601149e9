//! The database, chosen by its URL at run time.

mod postgres;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;

use std::str::FromStr;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use secrecy::ExposeSecret;

use crate::config::DatabaseConfig;

/// A kind of database, as the scheme of its URL names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// `sqlite://`
    Sqlite,
    /// `postgres://` or `postgresql://`
    Postgres,
}

/// A URL that names no known kind of database. The text does not hold the URL.
#[derive(Debug, thiserror::Error)]
#[error("the scheme `{scheme}` is not supported, expected {}", SCHEMES.join(" or "))]
pub struct UnsupportedScheme {
    scheme: String,
}

const SCHEMES: &[&str] = &[
    "`sqlite://<file>?mode=rwc`",
    "`postgres://<user>:<password>@<host>/<name>`",
];

impl FromStr for Backend {
    type Err = UnsupportedScheme;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        match scheme {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" | "postgresql" => Ok(Self::Postgres),
            _ => Err(UnsupportedScheme {
                scheme: scheme.to_owned(),
            }),
        }
    }
}

/// Opens a pool of connections and makes sure that the first one works.
///
/// # Errors
/// Says which database cannot be reached and why, without its password.
pub async fn connect(config: &DatabaseConfig) -> anyhow::Result<DatabaseConnection> {
    let url = config.url.expose_secret();
    match url.parse()? {
        Backend::Sqlite => sqlite::connect(url, config.max_connections).await,
        Backend::Postgres => postgres::connect(url, config.max_connections).await,
    }
}

/// Begins a transaction that is going to write.
///
/// SQLite takes its write lock here and waits for it. A plain `begin` takes it at the first
/// write, which fails at once if another connection wrote after this one's first read.
///
/// # Errors
/// If no connection is free, or the lock is not, within five seconds.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::Backend;

    #[test]
    fn an_unknown_scheme_is_named_with_the_known_ones() {
        let error = "mysql://root:hunter2@db/shop".parse::<Backend>();
        let text = error.map_err(|error| error.to_string()).err();
        let expected = "the scheme `mysql` is not supported, expected `";
        assert!(text.is_some_and(|text| text.starts_with(expected) && !text.contains("hunter2")));
    }
}
