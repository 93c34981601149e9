//! Generated from boilerplate.toml and the files of this folder; do not edit.
pub const NAMES: &[&str] = &[];
