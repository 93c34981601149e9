//! The command line.

mod create_superuser;
mod create_tier;
mod health;
mod inspect;
mod migrate;
mod worker;

use clap::{Parser, Subcommand};

use crate::{config::Config, server, telemetry};

/// Runs the server and its maintenance tasks; settings come from the environment and `.env`.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API (the default)
    Serve,
    /// Run background jobs
    Worker,
    /// Move the database schema between versions
    #[command(subcommand)]
    Migrate(migrate::Command),
    /// Create the superuser of the ADMIN_* settings, unless there is one
    CreateSuperuser,
    /// Create the tier of TIER_NAME, unless it exists
    CreateTier,
    /// Ask the server on this machine whether it is ready
    Health,
    /// Print the OpenAPI document as JSON
    Openapi,
    /// Print method, path and name of every operation
    Routes,
}

/// Does what the command line asks for.
///
/// # Errors
/// If a setting cannot be used, or the command fails.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => {
            let config = Config::from_env()?;
            let _guard = telemetry::init(&config.log)?;
            server::serve(config).await
        }
        Command::Worker => worker::run(Config::from_env()?).await,
        Command::Migrate(command) => migrate::run(&Config::from_env()?, command).await,
        Command::CreateSuperuser => create_superuser::run(&Config::from_env()?).await,
        Command::CreateTier => create_tier::run(&Config::from_env()?).await,
        Command::Health => health::run(&Config::from_env()?.server),
        Command::Openapi => inspect::openapi(),
        Command::Routes => inspect::routes(),
    }
}
