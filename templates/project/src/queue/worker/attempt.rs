use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, interval_at, sleep};

use super::Phase;
use super::claims::Claim;
use crate::app::AppState;
use crate::queue::job::{JobContext, Registry};
use crate::queue::task::{Model, Settlement, Status};

const MAX_RETRY_DELAY: Duration = Duration::from_secs(3_600);

/// How long to wait before trying again to write down how an attempt ended.
const SETTLE_INTERVAL: Duration = Duration::from_secs(1);

/// Runs the jobs of claimed tasks.
pub(super) struct Attempts {
    state: AppState,
    jobs: Registry,
    phases: watch::Receiver<Phase>,
}

impl Attempts {
    pub(super) fn new(state: &AppState, jobs: Registry, phases: watch::Receiver<Phase>) -> Self {
        Self {
            state: state.clone(),
            jobs,
            phases,
        }
    }

    pub(super) async fn run(self: Arc<Self>, claim: Claim) {
        if let Some(end) = self.attempt(&claim).await {
            self.settle(&claim, &end).await;
        }
    }

    /// Runs the job while renewing the lease. Without the lease, the job is stopped and there is
    /// nothing to settle.
    async fn attempt(&self, claim: &Claim) -> Option<Settlement> {
        let Claim { store, task } = claim;
        let config = &self.state.config.queue;
        let mut job = self.spawn(task);
        let mut renewal = interval_at(Instant::now() + config.lease / 3, config.lease / 3);
        let too_late = sleep(config.job_timeout);
        let leaving = self.leaving();
        tokio::pin!(too_late, leaving);
        loop {
            tokio::select! {
                Some(ended) = job.join_next() => return Some(self.ending(task, ended)),
                () = &mut too_late => {
                    let seconds = config.job_timeout.as_secs();
                    let error = format!("not done after {seconds} seconds");
                    return Some(self.failure(task, &error));
                }
                () = &mut leaving => return Some(Settlement::interrupted(task)),
                _ = renewal.tick() => match store.renew(task, config.lease).await {
                    Ok(true) => {}
                    Ok(false) => {
                        tracing::warn!(task = %task.id, "a lease was lost, its job is stopped");
                        return None;
                    }
                    Err(error) => tracing::warn!(?error, task = %task.id, "a lease was not renewed"),
                },
            }
        }
    }

    /// Waits until the worker gives back what is not done.
    async fn leaving(&self) {
        let mut phases = self.phases.clone();
        // Fails if the worker is gone, which is no reason to stay.
        let _ = phases.wait_for(|phase| *phase == Phase::Leaving).await;
    }

    fn ending(&self, task: &Model, ended: Result<anyhow::Result<String>, JoinError>) -> Settlement {
        match ended {
            Ok(Ok(result)) => Settlement::complete(task, result),
            Ok(Err(error)) => self.failure(task, &format!("{error:#}")),
            Err(error) => self.failure(task, &panic_text(error)),
        }
    }

    /// Starts the job on a task of its own, which a panic ends and the drop of the set stops.
    fn spawn(&self, task: &Model) -> JoinSet<anyhow::Result<String>> {
        let AppState {
            config, db, queue, ..
        } = self.state.clone();
        let context = JobContext {
            config,
            db,
            queue,
            task_id: task.id,
            attempt: task.attempts,
        };
        let mut set = JoinSet::new();
        set.spawn(self.jobs.run(&task.function, task.payload.clone(), context));
        set
    }

    fn failure(&self, task: &Model, error: &str) -> Settlement {
        let config = &self.state.config.queue;
        if task.attempts >= config.max_attempts {
            return Settlement::dead(task, error);
        }
        let delay = retry_delay(config.retry_delay, task.attempts);
        Settlement::retry(task, error, delay)
    }

    /// Writes down how the attempt ended. While the queue is away it is tried again, until the
    /// lease has ended and the task is somebody else's.
    async fn settle(&self, claim: &Claim, end: &Settlement) {
        let Claim { store, task } = claim;
        let deadline = Instant::now() + self.state.config.queue.lease;
        loop {
            match store.settle(task, end).await {
                Ok(true) => return log(task, end),
                Ok(false) => break,
                Err(error) => tracing::warn!(?error, task = %task.id, "a task was not settled"),
            }
            if Instant::now() > deadline || *self.phases.borrow() == Phase::Leaving {
                break;
            }
            sleep(SETTLE_INTERVAL).await;
        }
        tracing::warn!(task = %task.id, "a lease was lost, and with it a result");
    }
}

fn log(task: &Model, end: &Settlement) {
    let Settlement { status, error, .. } = end;
    let (id, function, attempt) = (task.id, &task.function, task.attempts);
    match status {
        Status::Dead => tracing::error!(task = %id, function, attempt, error, "a job is dead"),
        Status::Retrying => tracing::warn!(task = %id, function, attempt, error, "a job failed"),
        _ => tracing::info!(task = %id, function, attempt, ?status, "a job ended"),
    }
}

/// The delay after this attempt: it doubles with each.
fn retry_delay(first: Duration, attempt: i32) -> Duration {
    let doublings = attempt.clamp(1, 31) - 1;
    first.saturating_mul(1 << doublings).min(MAX_RETRY_DELAY)
}

fn panic_text(error: JoinError) -> String {
    let text = error.try_into_panic().ok().and_then(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned())
    });
    format!("panicked: {}", text.as_deref().unwrap_or("without a text"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MAX_RETRY_DELAY, retry_delay};

    #[test]
    fn the_delay_doubles_up_to_an_hour() {
        let delays = [1, 2, 3, 10, 31, i32::MAX]
            .map(|attempt| retry_delay(Duration::from_secs(5), attempt).as_secs());
        assert_eq!(delays, [5, 10, 20, 2_560, 3_600, 3_600]);
        assert_eq!(retry_delay(MAX_RETRY_DELAY, 2), MAX_RETRY_DELAY);
    }
}
