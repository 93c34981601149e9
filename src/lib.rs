//! The engine behind the `boilerplate` command.
//!
//! Every command is the same operation: [`render`] a manifest to a tree of files, [`project::plan`]
//! the way from what is on disk to that tree, [`project::apply`] the plan, all or nothing.

pub mod cli;
mod commands;
pub mod entity;
pub mod features;
mod git;
pub mod manifest;
mod output;
pub mod project;
mod prompt;
pub mod refusal;
pub mod render;
pub mod schema;
pub mod secrets;
pub mod wish;

pub use commands::run;
