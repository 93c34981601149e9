use std::convert::Infallible;
use std::time::Duration;

use apalis::prelude::WorkerContext;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::Phase;
use crate::app::AppState;
use crate::queue::task::{Model, Settlement};
use crate::queue::{Queue, Store};

/// How long a worker with nothing to do waits before it looks again for what other processes
/// have enqueued.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// A task that is this worker's until its lease ends.
pub(super) struct Claim {
    pub(super) store: Store,
    pub(super) task: Model,
}

/// Where a worker gets its tasks from.
pub(super) struct Claims {
    queue: Queue,
    lease: Duration,
    max_attempts: i32,
    phases: watch::Receiver<Phase>,
    worker: WorkerContext,
    current: usize,
    current_since: Instant,
    is_away: bool,
}

impl Claims {
    pub(super) fn new(
        state: &AppState,
        phases: watch::Receiver<Phase>,
        worker: WorkerContext,
    ) -> Self {
        let config = &state.config.queue;
        Self {
            queue: state.queue.clone(),
            lease: config.lease,
            max_attempts: config.max_attempts,
            phases,
            worker,
            current: 0,
            current_since: Instant::now(),
            is_away: false,
        }
    }

    /// The claims one after the other, each made when it is asked for. It ends with the shutdown,
    /// but never in the middle of a claim.
    pub(super) fn into_stream(self) -> BoxStream<'static, Result<Claim, Infallible>> {
        stream::unfold(self, |mut claims| async move {
            let claim = claims.next().await?;
            Some((Ok(claim), claims))
        })
        .boxed()
    }

    async fn next(&mut self) -> Option<Claim> {
        while *self.phases.borrow() == Phase::Working {
            match self.try_next().await {
                Ok(Some(claim)) => {
                    self.is_away = false;
                    return Some(claim);
                }
                Ok(None) => self.is_away = false,
                Err(error) => {
                    if !self.is_away {
                        tracing::error!(?error, "the queue is away");
                    }
                    self.is_away = true;
                }
            }
            self.wait().await;
        }
        // Fails if the worker has not begun, in which case there is nothing to stop.
        let _ = self.worker.stop();
        None
    }

    /// Claims from one store until it has nothing, but not for long, so that none starves.
    async fn try_next(&mut self) -> anyhow::Result<Option<Claim>> {
        let stores = self.queue.stores.clone();
        if self.current_since.elapsed() > POLL_INTERVAL {
            self.turn_to_next_store();
        }
        let mut away = None;
        for _ in 0..stores.len() {
            match self.claim(&stores[self.current]).await {
                Ok(Some(claim)) => return Ok(Some(claim)),
                Ok(None) => {}
                Err(error) => away = Some(error),
            }
            self.turn_to_next_store();
        }
        away.map_or(Ok(None), Err)
    }

    fn turn_to_next_store(&mut self) {
        self.current = (self.current + 1) % self.queue.stores.len();
        self.current_since = Instant::now();
    }

    async fn claim(&self, store: &Store) -> anyhow::Result<Option<Claim>> {
        while let Some(task) = store.claim(self.lease).await? {
            if task.attempts <= self.max_attempts {
                let store = store.clone();
                return Ok(Some(Claim { store, task }));
            }
            let (id, function) = (task.id, &task.function);
            tracing::error!(task = %id, function, "a job lost its worker at every attempt");
            let end = Settlement::dead(&task, "every attempt lost its worker");
            store.settle(&task, &end).await?;
        }
        Ok(None)
    }

    async fn wait(&mut self) {
        tokio::select! {
            () = self.queue.enqueued.notified() => {}
            () = sleep(POLL_INTERVAL) => {}
            _ = self.phases.changed() => {}
        }
    }
}
