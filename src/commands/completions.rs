//! `boilerplate completions`

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::output::print;

pub(super) fn run(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "boilerplate", &mut script);
    print(&String::from_utf8_lossy(&script))
}
