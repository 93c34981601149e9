use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{Queue, Status, Task};
use crate::access::{self, Permission};
use crate::app::AppState;
use crate::auth::MaybeUser;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query};
use crate::jobs::Sample;
use crate::openapi::responses::Limited;
use crate::openapi::responses::Unauthenticated;
use crate::openapi::responses::{Invalid, Missing, Unavailable};
use crate::query_parameters;
use crate::rate_limit::RateLimit;
use crate::validation::rules::text;
use crate::validation::{Fields, Input, Rule};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_task))
        .routes(routes!(get_task))
}

/// What the sample job says.
pub struct CreateTask {
    pub message: String,
}

impl Input for CreateTask {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let message = fields.required("message", text(0, 1_000).example("hello"));
        Some(Self { message: message? })
    }
}

query_parameters!(CreateTask);

/// A job that was enqueued.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskCreated {
    pub id: Uuid,
}

/// How far a job is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskRead {
    pub id: Uuid,
    #[schema(example = "sample_background_task")]
    pub function: String,
    pub status: Status,
    pub enqueue_time: DateTime<Utc>,
    /// When the last attempt began.
    pub start_time: Option<DateTime<Utc>>,
    pub finish_time: Option<DateTime<Utc>>,
    #[schema(example = 1)]
    pub attempts: i32,
    /// `null` until the job is finished.
    pub success: Option<bool>,
    pub result: Option<Value>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

impl TryFrom<Task> for TaskRead {
    type Error = Error;

    fn try_from(task: Task) -> Result<Self> {
        let result = task.result.as_deref().map(serde_json::from_str);
        Ok(Self {
            id: task.id,
            function: task.function,
            status: task.status,
            enqueue_time: task.enqueue_time,
            start_time: task.start_time,
            finish_time: task.finish_time,
            attempts: task.attempts,
            success: task.finish_time.map(|_| task.status == Status::Complete),
            result: result.transpose().map_err(anyhow::Error::from)?,
            error: task.error,
        })
    }
}

/// Create a task
///
/// Runs the sample job in the background.
#[utoipa::path(
    post,
    path = "/tasks/task",
    tag = "tasks",
    params(CreateTask),
    security((), ("oauth2" = [])),
    responses(
        (status = 201, body = TaskCreated),
        Unauthenticated,
        Invalid,
        Limited,
        Unavailable,
    ),
)]
async fn create_task(
    State(queue): State<Queue>,
    MaybeUser(user): MaybeUser,
    _limit: RateLimit,
    Query(CreateTask { message }): Query<CreateTask>,
) -> Result<(StatusCode, Json<TaskCreated>)> {
    let queue = queue.owned_by(user.map(|user| user.id));
    let id = queue.enqueue(Sample { message }).await?;
    Ok((StatusCode::CREATED, Json(TaskCreated { id })))
}

/// Get a task
///
/// A task of a user is shown to that user and to superusers.
#[utoipa::path(
    get,
    path = "/tasks/task/{id}",
    tag = "tasks",
    security((), ("oauth2" = [])),
    responses((status = 200, body = TaskRead), Unauthenticated, Missing, Unavailable),
)]
async fn get_task(
    State(queue): State<Queue>,
    MaybeUser(user): MaybeUser,
    Path(id): Path<String>,
) -> Result<Json<TaskRead>> {
    let id = Uuid::try_parse(&id).map_err(|_| NOT_FOUND)?;
    let task = queue.find(id).await?.ok_or(NOT_FOUND)?;
    if !access::allows(&task, user.as_ref(), Permission::View) {
        return Err(NOT_FOUND);
    }
    Ok(Json(task.try_into()?))
}

const NOT_FOUND: Error = Error::NotFound("Task not found");
