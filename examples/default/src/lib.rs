//! The server, as a library that its binary and its tests share.

pub mod access;
pub mod app;
pub mod auth;
pub mod cache;
pub mod cli;
pub mod config;
pub mod constraint;
pub mod db;
pub mod docs;
pub mod entities;
pub mod error;
pub mod extract;
pub mod health;
pub mod jobs;
pub mod metrics;
pub mod middleware;
pub mod migrate;
pub mod migrations;
pub mod openapi;
pub mod pagination;
pub mod query;
pub mod queue;
pub mod rate_limit;
pub mod redis;
pub mod seed;
pub mod server;
pub mod telemetry;
#[cfg(test)]
pub mod testing;
pub mod validation;
