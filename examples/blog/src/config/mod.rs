//! Settings, read once at start-up.

mod app;
mod auth;
mod cache;
mod database;
pub mod env;
mod environment;
mod log;
mod postgres;
mod queue;
mod rate_limit;
mod redis;
mod server;
#[cfg(test)]
mod tests;
mod tier;

use self::env::Env;

pub use self::app::AppConfig;
pub use self::auth::{AdminConfig, AuthConfig};
pub use self::cache::CacheConfig;
pub use self::database::DatabaseConfig;
pub use self::env::ConfigError;
pub use self::environment::Environment;
pub use self::log::{LogConfig, LogFormat};
pub use self::queue::{QueueConfig, WorkerConfig};
pub use self::rate_limit::RateLimitConfig;
pub use self::redis::RedisConfig;
pub use self::server::ServerConfig;
pub use self::tier::TierConfig;

/// Every setting of the server. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// `ENVIRONMENT`: local (default), staging or production.
    pub environment: Environment,
    pub app: AppConfig,
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub auth: AuthConfig,
    pub admin: AdminConfig,
    pub tier: TierConfig,
    pub cache: CacheConfig,
    pub rate_limit: RateLimitConfig,
    pub queue: QueueConfig,
    pub redis: RedisConfig,
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
        let redis = RedisConfig::read(env);
        Self {
            environment,
            app: AppConfig::read(env),
            server: ServerConfig::read(env, environment),
            auth: AuthConfig::read(env),
            admin: AdminConfig::read(env, environment),
            tier: TierConfig::read(env),
            cache: CacheConfig::read(env),
            rate_limit: RateLimitConfig::read(env),
            queue: QueueConfig::read(env, database.is_sqlite() && redis.queue.is_none()),
            redis,
            database,
            log: LogConfig::read(env),
        }
    }
}
