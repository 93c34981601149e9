use axum::extract::State;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::crud;
use super::routes::NOT_FOUND;
use crate::access::{self, Permission};
use crate::app::AppState;
use crate::auth::{CurrentUser, Superuser};
use crate::body_schema;
use crate::entities::user::{self, UserRead};
use crate::error::{Message, Result};
use crate::extract::{Json, Path};
use crate::openapi::responses::{Denied, Invalid, Missing, Unauthenticated};
use crate::validation::rules::{integer, or_null};
use crate::validation::{Fields, Input};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_user_tier, set_user_tier))
}

/// A user and the tier of the user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserTierRead {
    #[serde(flatten)]
    pub user: UserRead,
    #[schema(example = "free")]
    pub tier_name: String,
    pub tier_created_at: DateTime<Utc>,
}

/// The tier that a user gets, or none.
pub struct SetTier {
    pub tier_id: Option<i64>,
}

impl Input for SetTier {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let tier_id = fields.required("tier_id", or_null(integer()));
        Some(Self { tier_id: tier_id? })
    }
}

body_schema!(SetTier);

/// Get a user's tier
#[utoipa::path(
    get,
    path = "/user/{username}/tier",
    tag = "users",
    security(("oauth2" = [])),
    responses((status = 200, body = UserTierRead), Unauthenticated, Denied, Missing, Invalid),
)]
async fn get_user_tier(
    State(db): State<DatabaseConnection>,
    CurrentUser { user: viewer, .. }: CurrentUser,
    Path(username): Path<String>,
) -> Result<Json<UserTierRead>> {
    let user = user::find(&db, &username).await?.ok_or(user::NOT_FOUND)?;
    access::require(&user, &viewer, Permission::ViewPrivate)?;
    let tier_id = user.tier_id.ok_or(NOT_FOUND)?;
    let tier = crud::find_by_id(&db, tier_id).await?.ok_or(NOT_FOUND)?;
    Ok(Json(UserTierRead {
        user: user.into(),
        tier_name: tier.name,
        tier_created_at: tier.created_at,
    }))
}

/// Set a user's tier
#[utoipa::path(
    patch,
    path = "/user/{username}/tier",
    tag = "users",
    security(("oauth2" = [])),
    request_body = SetTier,
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn set_user_tier(
    State(db): State<DatabaseConnection>,
    _superuser: Superuser,
    Path(username): Path<String>,
    Json(SetTier { tier_id }): Json<SetTier>,
) -> Result<Json<Message>> {
    let user = user::find(&db, &username).await?.ok_or(user::NOT_FOUND)?;
    crud::assign(&db, user, tier_id).await?;
    Ok(Json(Message::new(format!("User {username} Tier updated"))))
}
