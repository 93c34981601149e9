//! default-example
pub mod auth;
pub mod metrics;
pub mod migrations;
pub mod openapi;
pub mod tiers;
