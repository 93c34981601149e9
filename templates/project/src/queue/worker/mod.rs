//! The process, or the part of `serve`, that runs jobs.
//!
//! apalis drives it: it takes claims from a stream whenever one of its places is free, runs them
//! side by side, and at the end of the stream waits for those that have begun.

mod attempt;
mod claims;

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{WorkerBuilder, WorkerBuilderExt, WorkerContext};
use chrono::Utc;
use tokio::sync::watch;
use tokio::time::{interval, sleep};
use uuid::Uuid;

use self::attempt::Attempts;
use self::claims::Claims;
use super::job::Registry;
use crate::app::AppState;

const PURGE_INTERVAL: Duration = Duration::from_secs(3_600);

/// What a worker still does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Claims tasks and runs their jobs.
    Working,
    /// Runs the jobs that have begun.
    Draining,
    /// Gives back what is not done.
    Leaving,
}

/// Runs jobs until `shutdown`, and then those that have begun for as long as
/// `WORKER_SHUTDOWN_TIMEOUT` allows.
///
/// # Errors
/// If the worker itself breaks. Neither a job that fails nor a queue that is away breaks it.
pub async fn run_worker(
    state: AppState,
    jobs: Registry,
    shutdown: impl Future<Output = ()> + Send,
) -> anyhow::Result<()> {
    let config = state.config.queue.worker.clone();
    let (phase, phases) = watch::channel(Phase::Working);
    let context = WorkerContext::new(&Uuid::now_v7().to_string());
    let claims = Claims::new(&state, phases.clone(), context.clone());
    let attempts = Arc::new(Attempts::new(&state, jobs, phases));
    let worker = WorkerBuilder::new(&context)
        .backend(claims.into_stream())
        .concurrency(config.concurrency)
        .build(move |claim| attempts.clone().run(claim));
    let stop = async {
        shutdown.await;
        phase.send_replace(Phase::Draining);
        sleep(config.shutdown_timeout).await;
        phase.send_replace(Phase::Leaving);
        pending::<Infallible>().await
    };
    tracing::info!(concurrency = config.concurrency, "the worker takes jobs");
    tokio::select! {
        ended = worker.run() => Ok(ended?),
        never = stop => match never {},
        never = purge(&state) => match never {},
    }
}

/// Forgets finished tasks after their retention.
async fn purge(state: &AppState) -> Infallible {
    let mut interval = interval(PURGE_INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = state
            .queue
            .purge(Utc::now() - state.config.queue.retention)
            .await
        {
            tracing::warn!(?error, "finished tasks were not purged");
        }
    }
}
