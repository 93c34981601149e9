use axum::extract::State;
use sea_orm::DatabaseConnection;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::crud;
use super::model::RateLimitRead;
use crate::app::AppState;
use crate::auth::Superuser;
use crate::entities::user::{self, UserRead};
use crate::error::Result;
use crate::extract::{Json, Path};
use crate::openapi::responses::{Denied, Invalid, Missing, Unauthenticated};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_user_rate_limits))
}

/// A user and the rate limits of the user's tier.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserRateLimitsRead {
    #[serde(flatten)]
    pub user: UserRead,
    pub tier_rate_limits: Vec<RateLimitRead>,
}

/// Get a user's rate limits
#[utoipa::path(
    get,
    path = "/user/{username}/rate_limits",
    tag = "users",
    security(("oauth2" = [])),
    responses(
        (status = 200, body = UserRateLimitsRead),
        Unauthenticated,
        Denied,
        Missing,
        Invalid,
    ),
)]
async fn get_user_rate_limits(
    State(db): State<DatabaseConnection>,
    _superuser: Superuser,
    Path(username): Path<String>,
) -> Result<Json<UserRateLimitsRead>> {
    let user = user::find(&db, &username).await?.ok_or(user::NOT_FOUND)?;
    let tier_rate_limits = match user.tier_id {
        Some(tier_id) => crud::all(&db, tier_id).await?,
        None => Vec::new(),
    };
    Ok(Json(UserRateLimitsRead {
        user: user.into(),
        tier_rate_limits,
    }))
}
