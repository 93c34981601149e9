//! Background jobs: where they wait, and the worker that runs them.
//!
//! A [`Job`] that is enqueued is a task. A worker claims one for the time of a lease, which it
//! renews while the job runs, so that a task whose worker was killed is claimed by another one
//! when the lease ends. Every claim is a new attempt, and only the last attempt can write a
//! result.

mod access;
mod database;
mod job;
mod redis;
mod routes;
mod store;
mod task;
#[cfg(test)]
mod tests;
mod worker;

use std::sync::Arc;

use self::database::Database;
use self::redis::Redis;
use self::store::Store;
use self::task::Model;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::redis::Away;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::Notify;
use uuid::Uuid;

pub use self::job::{Job, JobContext, Registry};
pub use self::routes::routes;
pub use self::task::{Model as Task, Status};
pub use self::worker::run_worker;

/// Takes jobs, and tells what became of them.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The first takes what is enqueued, the last is the database.
    stores: Arc<[Store]>,
    /// Tells a worker of the same process that there is work.
    enqueued: Arc<Notify>,
    owner_id: Option<i64>,
}

impl Queue {
    pub fn new(config: &Config, db: &DatabaseConnection) -> Self {
        let mut stores = vec![Store::Database(Database::new(db.clone()))];
        if let Some(url) = &config.redis.queue {
            let redis = Redis::new(url, &config.redis.prefix, config.queue.retention);
            stores.insert(0, Store::Redis(redis));
        }
        Self {
            stores: stores.into(),
            enqueued: Arc::default(),
            owner_id: None,
        }
    }

    /// The same queue, for jobs whose status is for this user and superusers alone.
    pub fn owned_by(self, user_id: Option<i64>) -> Self {
        Self {
            owner_id: user_id,
            ..self
        }
    }

    /// Hands a job to the workers and answers the id of its task.
    ///
    /// # Errors
    /// 503 if the queue is away.
    pub async fn enqueue<J: Job>(&self, job: J) -> Result<Uuid> {
        let task = self.task(&job)?;
        let id = task.id;
        self.stores[0].insert(task).await.map_err(unavailable)?;
        self.enqueued.notify_one();
        Ok(id)
    }

    /// Hands a job to the workers when the transaction is committed, and not at all when it is
    /// rolled back.
    /// Such a task waits in the database, wherever others wait.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn enqueue_in<J: Job>(&self, tx: &impl ConnectionTrait, job: J) -> Result<Uuid> {
        let task = self.task(&job)?;
        let id = task.id;
        database::insert(tx, task).await?;
        self.enqueued.notify_one();
        Ok(id)
    }

    /// The task of this id, until it is purged.
    ///
    /// # Errors
    /// 503 if the queue is away.
    pub async fn find(&self, id: Uuid) -> Result<Option<Task>> {
        for store in &*self.stores {
            if let Some(task) = store.find(id).await.map_err(unavailable)? {
                return Ok(Some(task));
            }
        }
        Ok(None)
    }

    /// Whether the queue takes jobs.
    ///
    /// # Errors
    /// Says why it does not.
    pub async fn ping(&self) -> anyhow::Result<()> {
        self.stores[0].ping().await
    }

    /// Forgets the tasks that were finished before `time`.
    async fn purge(&self, time: DateTime<Utc>) -> anyhow::Result<()> {
        for store in &*self.stores {
            store.purge(time).await?;
        }
        Ok(())
    }

    fn task<J: Job>(&self, job: &J) -> Result<Task> {
        let payload = serde_json::to_string(job).map_err(anyhow::Error::from)?;
        Ok(Model {
            owner_id: self.owner_id,
            ..Model::new(J::NAME, payload)
        })
    }
}

/// That Redis is away is in the log already.
fn unavailable(cause: anyhow::Error) -> Error {
    if !cause.is::<Away>() {
        tracing::error!(error = ?cause, "the queue is away");
    }
    Error::Unavailable("Queue is not available")
}
