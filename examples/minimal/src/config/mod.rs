//! Settings, read once at start-up.

mod app;
mod database;
pub mod env;
mod environment;
mod log;
mod postgres;
mod server;
#[cfg(test)]
mod tests;

use self::env::Env;

pub use self::app::AppConfig;
pub use self::database::DatabaseConfig;
pub use self::env::ConfigError;
pub use self::environment::Environment;
pub use self::log::{LogConfig, LogFormat};
pub use self::server::ServerConfig;

/// Every setting of the server. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// `ENVIRONMENT`: local (default), staging or production.
    pub environment: Environment,
    pub app: AppConfig,
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub log: LogConfig,
}

impl Config {
    /// Reads the process environment over an optional `.env` file.
    ///
    /// # Errors
    /// Lists every setting that cannot be used, with its source.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(Env::load())
    }

    /// Reads the settings that `env` holds.
    ///
    /// # Errors
    /// Lists every setting that cannot be used, with its source.
    pub fn read(mut env: Env) -> Result<Self, ConfigError> {
        let config = Self::collect(&mut env);
        env.finish()?;
        Ok(config)
    }

    fn collect(env: &mut Env) -> Self {
        let environment = Environment::read(env);
        let database = DatabaseConfig::read(env);
        Self {
            environment,
            app: AppConfig::read(env),
            server: ServerConfig::read(env, environment),
            database,
            log: LogConfig::read(env),
        }
    }
}
