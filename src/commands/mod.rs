//! One module per command.

mod add;
mod alter;
mod change;
mod completions;
mod conflicts;
mod execute;
mod list;
mod man;
mod merging;
mod new;
mod project;
mod schema;
mod status;
mod upgrade;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

#[cfg(feature = "template")]
use crate::cli::New;
use crate::cli::{Cli, Command};
use crate::output::Output;
use crate::refusal::{Refusal, USAGE};

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let (output, result) = match Cli::try_parse() {
        Ok(cli) => {
            let output = Output::new(&cli.global);
            #[cfg(feature = "template")]
            if let Command::New(New {
                template: Some(_), ..
            }) = &cli.command
            {
                match new::template::with_author() {
                    Ok(None) => {}
                    Ok(Some(code)) => return code,
                    Err(error) => return ExitCode::from(output.error(&error)),
                }
            }
            (output, dispatch(cli, output))
        }
        Err(error) => {
            let output = Output::unparsed();
            if !error.use_stderr() || !output.is_json() {
                // A reader that has seen enough of the help is not an error.
                let _ = error.print();
                return ExitCode::from(error.exit_code().try_into().unwrap_or(USAGE));
            }
            (output, Err(from_clap(&error).into()))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(output.error(&error)),
    }
}

fn dispatch(cli: Cli, output: Output) -> Result<()> {
    if let Some(directory) = &cli.global.directory {
        std::env::set_current_dir(directory)
            .with_context(|| format!("could not enter {}", directory.display()))?;
    }
    match cli.command {
        Command::New(arguments) => new::run(arguments, &cli.global, output),
        Command::Add { what } => alter::add(&what, &cli.global, output),
        Command::Remove { what } => alter::remove(&what, &cli.global, output),
        Command::Rename { what } => alter::rename(&what, &cli.global, output),
        Command::Apply(arguments) => alter::apply(&arguments, &cli.global, output),
        Command::Status => status::run(&cli.global, output),
        Command::Upgrade(arguments) => upgrade::run(&arguments, &cli.global, output),
        Command::Schema => schema::run(),
        Command::Render(arguments) => upgrade::render(&arguments),
        Command::List { what } => list::run(what, output),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { dir } => man::run(dir.as_deref(), &cli.global, output),
    }
}

/// The first paragraph of clap's message, without its `error: `.
fn from_clap(error: &clap::Error) -> Refusal {
    let text = error.to_string();
    let message = text.split("\n\n").next().unwrap_or_default();
    Refusal::new(message.trim_start_matches("error: "))
}
