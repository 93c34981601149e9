use secrecy::{ExposeSecret, SecretString};

use super::env::Env;
use crate::db::Backend;

/// A file in the working directory, named after the package.
const DEFAULT_URL: &str = concat!("sqlite://", env!("CARGO_PKG_NAME"), ".db?mode=rwc");

/// Which database to use, and how.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`, a secret since it may hold a password.
    pub url: SecretString,
    /// `DATABASE_MAX_CONNECTIONS` of this process, default 10.
    pub max_connections: u32,
    /// `MIGRATE_ON_START`, whether `serve` applies pending migrations, default true.
    pub migrate_on_start: bool,
}

impl DatabaseConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let url = env.secret("DATABASE_URL");
        let url = url.or(super::postgres::read(env));
        let url = url.unwrap_or_else(|| DEFAULT_URL.into());
        if let Err(error) = url.expose_secret().parse::<Backend>() {
            env.reject("DATABASE_URL", error.to_string());
        }
        Self {
            url,
            max_connections: env.integer("DATABASE_MAX_CONNECTIONS", 2..=1_000, 10),
            migrate_on_start: env.bool("MIGRATE_ON_START", true),
        }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.url.expose_secret().starts_with("sqlite:")
    }
}
