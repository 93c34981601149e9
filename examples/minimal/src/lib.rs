//! minimal-example
pub mod migrations;
