//! The `boilerplate` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    boilerplate_cli::run()
}
