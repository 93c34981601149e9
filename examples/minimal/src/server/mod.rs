//! Starts the application and serves it until it is told to stop.

mod connections;
mod signals;
#[cfg(test)]
mod tests;

use anyhow::Context;
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::app::{self, AppState};
use crate::config::{Config, ServerConfig};
use crate::db;
use crate::migrate::{self, Change};
use crate::migrations::Migrator;

/// Connects, migrates, and serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// If the database or the port cannot be used.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let db = db::connect(&config.database).await?;
    if config.database.migrate_on_start {
        migrate::run::<Migrator>(&db, Change::Up(None))
            .await
            .context("cannot migrate the database")?;
    }
    let state = AppState::new(config, db);
    let app = app::router(state.clone());

    let server = &state.config.server;
    let listener = bind(server).await?;
    let address = listener.local_addr()?;
    info!("listening on http://{address}");
    let finished = connections::accept(
        listener,
        app,
        signals::shutdown(),
        server.request_timeout,
        signals::shutdown(),
    )
    .await;
    if finished {
        state.db.close().await?;
    } else {
        warn!("stopped with work in flight");
    }
    Ok(())
}

async fn bind(server: &ServerConfig) -> anyhow::Result<TcpListener> {
    let ServerConfig { host, port, .. } = server;
    TcpListener::bind((host.as_str(), *port))
        .await
        .with_context(|| {
            format!("cannot listen on {host}:{port}; choose another port with `PORT=`")
        })
}
