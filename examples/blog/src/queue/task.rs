use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a worker.
    Queued,
    /// A worker runs its job.
    InProgress,
    /// Its job failed and waits for the next attempt.
    Retrying,
    /// Its job succeeded.
    Complete,
    /// Its job failed at every attempt.
    Dead,
}

/// A job that was enqueued, and what became of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "queue_task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub function: String,
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// The user who enqueued it, who alone may read it.
    pub owner_id: Option<i64>,
    pub status: Status,
    /// How often a worker has begun with it, which names the lease of the last one.
    pub attempts: i32,
    pub enqueue_time: DateTimeUtc,
    /// When a worker may claim it: at once, after a delay, or when the lease of the worker that
    /// has it ends. `None` once it is finished.
    pub available_at: Option<DateTimeUtc>,
    pub start_time: Option<DateTimeUtc>,
    pub finish_time: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub result: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub(super) fn new(function: &str, payload: String) -> Self {
        let now = Utc::now();
        Self {
            id: Uuid::now_v7(),
            function: function.to_owned(),
            payload,
            owner_id: None,
            status: Status::Queued,
            attempts: 0,
            enqueue_time: now,
            available_at: Some(now),
            start_time: None,
            finish_time: None,
            result: None,
            error: None,
        }
    }
}

/// How a worker lets go of a task.
#[derive(Debug)]
pub(super) struct Settlement {
    pub(super) status: Status,
    pub(super) attempts: i32,
    pub(super) available_at: Option<DateTime<Utc>>,
    pub(super) finish_time: Option<DateTime<Utc>>,
    pub(super) result: Option<String>,
    pub(super) error: Option<String>,
}

impl Settlement {
    pub(super) fn complete(task: &Model, result: String) -> Self {
        Self {
            finish_time: Some(Utc::now()),
            result: Some(result),
            ..Self::new(task, Status::Complete)
        }
    }

    pub(super) fn dead(task: &Model, error: &str) -> Self {
        Self {
            finish_time: Some(Utc::now()),
            error: Some(storable(error)),
            ..Self::new(task, Status::Dead)
        }
    }

    pub(super) fn retry(task: &Model, error: &str, delay: Duration) -> Self {
        Self {
            available_at: Some(Utc::now() + delay),
            error: Some(storable(error)),
            ..Self::new(task, Status::Retrying)
        }
    }

    /// Back to the queue through no fault of the job, so that the attempt does not count.
    pub(super) fn interrupted(task: &Model) -> Self {
        Self {
            attempts: task.attempts - 1,
            available_at: Some(Utc::now()),
            error: task.error.clone(),
            ..Self::new(task, Status::Queued)
        }
    }

    fn new(task: &Model, status: Status) -> Self {
        Self {
            status,
            attempts: task.attempts,
            available_at: None,
            finish_time: None,
            result: None,
            error: None,
        }
    }
}

/// PostgreSQL takes no NUL in a text.
fn storable(error: &str) -> String {
    error.replace('\0', "")
}
