use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::database::Database;
use super::redis::Redis;
use super::task::{Model, Settlement};

/// A place where tasks are kept.
///
/// Whoever claims a task has it until the lease ends, and gets it with the number of the
/// attempt. Renewing and settling answer whether that attempt is still the last one: if not,
/// the task is somebody else's and nothing was written.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Database(Database),
    Redis(Redis),
}

impl Store {
    pub(super) async fn insert(&self, task: Model) -> anyhow::Result<()> {
        match self {
            Self::Database(store) => store.insert(task).await,
            Self::Redis(store) => store.insert(task).await,
        }
    }

    pub(super) async fn find(&self, id: Uuid) -> anyhow::Result<Option<Model>> {
        match self {
            Self::Database(store) => store.find(id).await,
            Self::Redis(store) => store.find(id).await,
        }
    }

    /// The task that has waited longest, if one is available.
    pub(super) async fn claim(&self, lease: Duration) -> anyhow::Result<Option<Model>> {
        match self {
            Self::Database(store) => store.claim(lease).await,
            Self::Redis(store) => store.claim(lease).await,
        }
    }

    pub(super) async fn renew(&self, task: &Model, lease: Duration) -> anyhow::Result<bool> {
        match self {
            Self::Database(store) => store.renew(task, lease).await,
            Self::Redis(store) => store.renew(task, lease).await,
        }
    }

    pub(super) async fn settle(&self, task: &Model, end: &Settlement) -> anyhow::Result<bool> {
        match self {
            Self::Database(store) => store.settle(task, end).await,
            Self::Redis(store) => store.settle(task, end).await,
        }
    }

    /// Forgets the tasks that were finished before `time`.
    pub(super) async fn purge(&self, time: DateTime<Utc>) -> anyhow::Result<()> {
        match self {
            Self::Database(store) => store.purge(time).await,
            Self::Redis(_) => Ok(()),
        }
    }

    pub(super) async fn ping(&self) -> anyhow::Result<()> {
        match self {
            Self::Database(store) => store.ping().await,
            Self::Redis(store) => store.ping().await,
        }
    }
}
