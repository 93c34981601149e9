//! The slow lane: projects are really generated, compiled, linted, tested, booted and used.
//!
//! Ignored by default; `TEST_DATABASE_URL` names a PostgreSQL server for them:
//! `cargo test --release --test slow -- --ignored --nocapture --test-threads=1`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod blog;
mod client;
mod compose;
mod database;
mod deploy;
mod docker;
mod edits;
mod entities;
mod golden;
mod migrating;
mod outage;
mod presets;
mod project;
mod redis;
mod server;
mod services;
