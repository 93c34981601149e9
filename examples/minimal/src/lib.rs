//! The server, as a library that its binary and its tests share.

pub mod app;
pub mod cli;
pub mod config;
pub mod constraint;
pub mod db;
pub mod entities;
pub mod error;
pub mod extract;
pub mod health;
pub mod middleware;
pub mod migrate;
pub mod migrations;
pub mod openapi;
pub mod pagination;
pub mod query;
pub mod server;
pub mod telemetry;
#[cfg(test)]
pub mod testing;
pub mod validation;
