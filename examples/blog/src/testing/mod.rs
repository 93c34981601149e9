//! The whole server in memory, for tests, each with a database of its own.
//!
//! A [`Client`] is who asks; its methods are what is asked, as in
//! `app.anonymous().get("/health/live").await.expect(200)`.

mod client;
mod users;

pub use client::{Answer, Client};
pub use users::PASSWORD;

use std::sync::atomic::{AtomicI16, Ordering};

use axum::Router;
use sea_orm::DatabaseConnection;

use crate::app::{self, AppState};
use crate::config::Config;
use crate::config::env::Env;
use crate::db::testing::TestDatabase;
use crate::migrate::{self, Change};
use crate::migrations::Migrator;
use crate::redis::testing::TestRedis;

/// The environment of a test: these settings, and those that have no default.
pub fn env(settings: &[(&str, &str)]) -> Env {
    Env::from_pairs(users::SETTINGS.iter().chain(settings).copied())
}

/// The configuration that these settings make.
pub fn config(settings: &[(&str, &str)]) -> Config {
    Config::read(env(settings)).expect("the settings are valid")
}

pub struct TestApp {
    pub state: AppState,
    router: Router,
    numbers: AtomicI16,
    _database: TestDatabase,
    _redis: TestRedis,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A server with some settings other than the defaults.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create();
        let mut config = config(&[users::LIMITS, settings].concat());
        config.database.url = database.url().into();
        let redis = TestRedis::create();
        config.redis = redis.config(config.redis);
        let db = database.connect().await;
        migrate::run::<Migrator>(&db, Change::Up(None))
            .await
            .expect("the migrations apply");
        let state = AppState::new(config, db);
        let router = app::router(state.clone());
        Self {
            state,
            router,
            numbers: AtomicI16::new(0),
            _database: database,
            _redis: redis,
        }
    }

    /// Other routes, inside everything that happens around the real ones.
    pub fn around(&self, routes: Router<AppState>) -> Client {
        Client::new(app::layers(routes, &self.state).with_state(self.state.clone()))
    }

    /// A second server on the same database.
    pub fn replica(&self) -> Client {
        let state = AppState::new(Config::clone(&self.state.config), self.db().clone());
        Client::new(app::router(state))
    }

    /// A number that it has not answered before, from 1.
    pub fn next_number(&self) -> i16 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub fn db(&self) -> &DatabaseConnection {
        &self.state.db
    }

    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone())
    }
}
