//! The worker: a process of its own, or a part of `serve`.

use tokio::task::JoinHandle;
use tracing::{error, warn};

use super::signals::shutdown;
use crate::app::AppState;
use crate::config::Config;
use crate::queue::run_worker;
use crate::{db, jobs};

/// Connects, and runs jobs until SIGTERM or Ctrl-C. A second one ends it without waiting for
/// those that run.
///
/// # Errors
/// If the database cannot be used.
pub async fn work(config: Config) -> anyhow::Result<()> {
    let db = db::connect(&config.database).await?;
    let state = AppState::new(config, db);
    let hurry = async {
        shutdown().await;
        shutdown().await;
    };
    tokio::select! {
        ended = run_worker(state.clone(), jobs::registry(), shutdown()) => ended?,
        () = hurry => {
            warn!("stopped with jobs at work");
            return Ok(());
        }
    }
    state.db.close().await?;
    Ok(())
}

/// A worker beside the server, where the settings want one.
pub(super) struct Worker(Option<JoinHandle<()>>);

impl Worker {
    /// Starts it; it stops by itself at SIGTERM or Ctrl-C.
    pub(super) fn start(state: &AppState) -> Self {
        let state = state.clone();
        let is_wanted = state.config.queue.worker.in_process;
        Self(is_wanted.then(|| {
            tokio::spawn(async {
                if let Err(cause) = run_worker(state, jobs::registry(), shutdown()).await {
                    error!("the worker ended: {cause:#}");
                }
            })
        }))
    }

    /// Waits for the jobs that run, or until `hurry`. Returns whether they all ended.
    pub(super) async fn finish(self, hurry: impl Future<Output = ()>) -> bool {
        let Some(running) = self.0 else {
            return true;
        };
        tokio::select! {
            ended = running => ended.is_ok(),
            () = hurry => false,
        }
    }
}
