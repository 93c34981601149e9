use std::time::Duration;

use super::env::Env;

/// How background jobs run.
#[derive(Clone, Debug)]
pub struct QueueConfig {
    /// `QUEUE_MAX_ATTEMPTS`, how often a job that fails is tried in all, default 5.
    pub max_attempts: i32,
    /// `QUEUE_RETRY_DELAY` in seconds before the second attempt, default 5; it doubles with
    /// every further one, up to an hour.
    pub retry_delay: Duration,
    /// `QUEUE_JOB_TIMEOUT` in seconds, how long an attempt may take, default 300.
    pub job_timeout: Duration,
    /// `QUEUE_LEASE` in seconds, default 30: how long a worker may be silent before its jobs go
    /// to another one.
    pub lease: Duration,
    /// `QUEUE_RETENTION_DAYS`, how long the status of a finished task is kept, default 7.
    pub retention: Duration,
    /// `TASK_DELAY` in seconds, how long the sample job waits, default 5.
    pub task_delay: Duration,
    pub worker: WorkerConfig,
}

/// A process, or a part of `serve`, that runs jobs.
#[derive(Clone, Debug)]
pub struct WorkerConfig {
    /// `WORKER_IN_PROCESS`, whether `serve` runs jobs too. Default true where they wait in SQLite,
    /// which one machine has to itself, else false.
    pub in_process: bool,
    /// `WORKER_CONCURRENCY`, how many jobs run at once, default 10.
    pub concurrency: usize,
    /// `WORKER_SHUTDOWN_TIMEOUT` in seconds, how long a shutdown waits for running jobs,
    /// default 30. What is not done by then goes back to the queue.
    pub shutdown_timeout: Duration,
}

impl QueueConfig {
    /// `in_process` is whether `serve` runs jobs too, if no setting says so.
    pub(super) fn read(env: &mut Env, in_process: bool) -> Self {
        Self {
            max_attempts: env.integer("QUEUE_MAX_ATTEMPTS", 1..=100, 5),
            retry_delay: Duration::from_secs(env.integer("QUEUE_RETRY_DELAY", 0..=3_600, 5)),
            job_timeout: env.seconds("QUEUE_JOB_TIMEOUT", 300),
            lease: env.seconds("QUEUE_LEASE", 30),
            retention: env.days("QUEUE_RETENTION_DAYS", 7),
            task_delay: Duration::from_secs(env.integer("TASK_DELAY", 0..=3_600, 5)),
            worker: WorkerConfig {
                in_process: env.bool("WORKER_IN_PROCESS", in_process),
                concurrency: env.integer("WORKER_CONCURRENCY", 1..=1_000, 10),
                shutdown_timeout: env.seconds("WORKER_SHUTDOWN_TIMEOUT", 30),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::config;

    #[test]
    fn jobs_run_in_the_server_where_they_wait_in_sqlite() {
        let in_process = |settings: &[_]| config(settings).queue.worker.in_process;
        let postgres = ("DATABASE_URL", "postgres://db/shop");
        assert!(in_process(&[]));
        assert!(!in_process(&[postgres]));
        assert!(in_process(&[postgres, ("WORKER_IN_PROCESS", "true")]));
        assert!(!in_process(&[("WORKER_IN_PROCESS", "false")]));
    }
}
