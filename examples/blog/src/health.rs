//! Whether the process runs, and whether it can serve.

use std::{collections::BTreeMap, fmt::Display, time::Duration};

use axum::{Json, extract::State, http::StatusCode};
use sea_orm::{DatabaseConnection, DbErr};
use serde::Serialize;
use tokio::{task::JoinSet, time::timeout};
use tracing::warn;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Whether something works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Unavailable,
}

#[derive(Debug, Serialize, ToSchema)]
struct Live {
    status: Status,
}

#[derive(Debug, Serialize, ToSchema)]
struct Ready {
    status: Status,
    /// The parts of the server, by name. Without its cache it is slower, and ready.
    checks: BTreeMap<&'static str, Status>,
}

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
}

/// Whether the process runs
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = Live)))]
async fn live() -> Json<Live> {
    Json(Live { status: Status::Ok })
}

/// Whether every part that the server needs can be reached
#[utoipa::path(
    get,
    path = "/health/ready",
    tag = "health",
    responses(
        (status = 200, body = Ready),
        (status = 503, body = Ready, description = "A part is down"),
    ),
)]
async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Ready>) {
    let mut probes = JoinSet::new();
    probes.spawn(probe("database", ping(state.db)));
    probes.spawn(probe("cache", async move { state.cache.ping().await }));
    probes.spawn(probe("queue", async move { state.queue.ping().await }));

    let checks: BTreeMap<_, _> = probes.join_all().await.into_iter().collect();
    let is_ready = |(part, status): (&&str, &Status)| *part == "cache" || *status == Status::Ok;
    if checks.iter().all(is_ready) {
        let status = Status::Ok;
        (StatusCode::OK, Json(Ready { status, checks }))
    } else {
        let status = Status::Unavailable;
        let body = Json(Ready { status, checks });
        (StatusCode::SERVICE_UNAVAILABLE, body)
    }
}

async fn probe<E: Display>(
    part: &'static str,
    check: impl Future<Output = Result<(), E>>,
) -> (&'static str, Status) {
    let status = match timeout(TIME_LIMIT, check).await {
        Ok(Ok(())) => Status::Ok,
        Ok(Err(error)) => {
            warn!(part, %error, "not ready");
            Status::Unavailable
        }
        Err(_) => {
            warn!(part, "not ready within {} s", TIME_LIMIT.as_secs());
            Status::Unavailable
        }
    };
    (part, status)
}

async fn ping(db: DatabaseConnection) -> Result<(), DbErr> {
    db.ping().await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn readiness_names_the_part_that_is_down() {
        let app = TestApp::new().await;
        assert_eq!(
            app.anonymous().get("/health/live").await.json(),
            json!({"status": "ok"})
        );
        let answer = app.anonymous().get("/health/ready").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["status"], "ok");
        assert_eq!(answer.json()["checks"]["database"], "ok");

        app.state.db.close_by_ref().await.expect("the pool closes");
        let answer = app.anonymous().get("/health/ready").await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.json()["status"], "unavailable");
        assert_eq!(answer.json()["checks"]["database"], "unavailable");
        assert_eq!(app.anonymous().get("/health/live").await.status, 200);
    }
}
