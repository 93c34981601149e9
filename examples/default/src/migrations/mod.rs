//! Generated from boilerplate.toml and the files of this folder; do not edit.
pub mod m20260101_000000_create_users;
pub const NAMES: &[&str] = &["m20260101_000000_create_users"];
