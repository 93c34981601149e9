use anyhow::bail;
use clap::Subcommand;

use crate::{
    config::{Config, Environment},
    db,
    migrate::{self, Change},
    migrations::Migrator,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Apply pending migrations
    Up {
        /// How many, all by default
        steps: Option<u32>,
    },
    /// Roll back applied migrations
    Down {
        /// How many
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// List every migration and whether it is applied
    Status,
    /// Drop every table, then apply all migrations
    Fresh {
        /// Really drop every table; needed unless ENVIRONMENT=local
        #[arg(long)]
        yes: bool,
        /// Do it even if ENVIRONMENT=production
        #[arg(long)]
        force: bool,
    },
}

pub(super) async fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let (change, verb, nothing) = match command {
        Command::Up { steps } => (Change::Up(steps), "applied", "nothing to apply"),
        Command::Down { steps } => (Change::Down(steps), "rolled back", "nothing to roll back"),
        Command::Fresh { yes, force } => {
            confirm_fresh(config.environment, yes, force)?;
            (Change::Fresh, "applied", "no migrations")
        }
        Command::Status => return status(config).await,
    };
    let db = db::connect(&config.database).await?;
    let names = migrate::run::<Migrator>(&db, change).await?;
    db.close().await?;
    for name in &names {
        println!("{verb} {name}");
    }
    if names.is_empty() {
        println!("{nothing}");
    }
    Ok(())
}

async fn status(config: &Config) -> anyhow::Result<()> {
    let db = db::connect(&config.database).await?;
    let migrations = migrate::status::<Migrator>(&db).await?;
    db.close().await?;
    for (name, applied) in migrations {
        println!("{} {name}", if applied { "applied" } else { "pending" });
    }
    Ok(())
}

fn confirm_fresh(environment: Environment, yes: bool, force: bool) -> anyhow::Result<()> {
    match environment {
        Environment::Production if !force => {
            bail!("`migrate fresh` drops every table of a production database; add --force")
        }
        Environment::Production | Environment::Staging if !yes => {
            bail!("`migrate fresh` drops every table; add --yes")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::confirm_fresh;
    use crate::config::Environment::{Local, Production, Staging};

    #[test]
    fn fresh_asks_where_data_may_matter() {
        for (environment, yes, force, allowed) in [
            (Local, false, false, true),
            (Staging, false, false, false),
            (Staging, true, false, true),
            (Production, true, false, false),
            (Production, false, true, false),
            (Production, true, true, true),
        ] {
            assert_eq!(confirm_fresh(environment, yes, force).is_ok(), allowed);
        }
    }
}
