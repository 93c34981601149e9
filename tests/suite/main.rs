//! The tests of the command, in one crate so that it is linked once.

mod add;
mod apply;
mod branches;
mod change;
mod cli;
mod combinations;
mod common;
mod conflict;
mod crash;
mod entity;
mod golden;
mod looking;
mod manifest;
mod merge;
mod plan;
mod presets;
#[cfg(unix)]
mod prompts;
mod properties;
mod schema;
mod shop;
mod upgrade;
