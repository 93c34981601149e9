//! The tests of the command, in one crate so that it is linked once.

mod apply;
mod cli;
mod combinations;
mod common;
mod golden;
mod manifest;
mod plan;
mod presets;
