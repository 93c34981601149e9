use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use futures_util::future::BoxFuture;
use sea_orm::DatabaseConnection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Queue;
use crate::config::Config;

/// Work that is done in the background, with its input as fields.
///
/// A worker that dies takes its jobs with it, and others begin them again, so that what a job
/// does should be safe to do twice. Its result is kept once.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// What the queue calls it. Tasks that wait while the name changes fail.
    const NAME: &'static str;

    type Output: Serialize;

    /// Does the work. The error of the last attempt is shown to whoever enqueued the job.
    fn run(self, context: JobContext) -> impl Future<Output = anyhow::Result<Self::Output>> + Send;
}

/// What a running job may use.
#[derive(Clone)]
pub struct JobContext {
    pub config: Arc<Config>,
    pub db: DatabaseConnection,
    pub queue: Queue,
    pub task_id: Uuid,
    /// Counts from one.
    pub attempt: i32,
}

type Run = fn(String, JobContext) -> BoxFuture<'static, anyhow::Result<String>>;

/// The jobs that a worker knows, by name.
#[derive(Default)]
pub struct Registry {
    jobs: HashMap<&'static str, Run>,
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with<J: Job>(mut self) -> Self {
        self.jobs.insert(J::NAME, run::<J>);
        self
    }

    /// Runs the job of this name, which ends in its result as JSON.
    pub(super) fn run(
        &self,
        name: &str,
        payload: String,
        context: JobContext,
    ) -> BoxFuture<'static, anyhow::Result<String>> {
        match self.jobs.get(name) {
            Some(run) => run(payload, context),
            None => Box::pin(ready(Err(anyhow!("this worker knows no job `{name}`")))),
        }
    }
}

fn run<J: Job>(payload: String, context: JobContext) -> BoxFuture<'static, anyhow::Result<String>> {
    Box::pin(async move {
        let job: J =
            serde_json::from_str(&payload).context("the job does not fit what was enqueued")?;
        Ok(serde_json::to_string(&job.run(context).await?)?)
    })
}
