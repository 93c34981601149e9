use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CreateRateLimit, Model, RateLimitRead, UpdateRateLimit};
use super::{crud, users};
use crate::app::AppState;
use crate::auth::Superuser;
use crate::entities::tier;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::{Denied, Invalid, Missing, Unauthenticated};
use crate::pagination::{Listing, Paging};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_rate_limit))
        .routes(routes!(list_rate_limits))
        .routes(routes!(
            get_rate_limit,
            update_rate_limit,
            delete_rate_limit
        ))
        .layer(axum::middleware::map_response(crate::cache::http::public))
        .merge(users::routes())
}

/// Create a rate limit
#[utoipa::path(
    post,
    path = "/tier/{tier_name}/rate_limit",
    tag = "rate_limits",
    security(("oauth2" = [])),
    request_body = CreateRateLimit,
    responses(
        (status = 201, body = RateLimitRead),
        Unauthenticated,
        Denied,
        Missing,
        Invalid,
    ),
)]
async fn create_rate_limit(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Path(tier_name): Path<String>,
    Json(new): Json<CreateRateLimit>,
) -> Result<(StatusCode, Json<RateLimitRead>)> {
    let tier = tier::find(&db, &tier_name).await?.ok_or(tier::NOT_FOUND)?;
    let rate_limit = crud::create(&db, tier.id, new).await?;
    cache.invalidate_tag(&tier::TIERS).await;
    Ok((StatusCode::CREATED, Json(rate_limit.into())))
}

/// List the rate limits of a tier
#[utoipa::path(
    get,
    path = "/tier/{tier_name}/rate_limits",
    tag = "rate_limits",
    params(Paging),
    responses((status = 200, body = Listing<RateLimitRead>), Missing, Invalid),
)]
async fn list_rate_limits(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    Path(tier_name): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Listing<RateLimitRead>>> {
    let key = super::cache::RateLimitPage(&tier_name, paging);
    let read = || list(&db, &tier_name, paging);
    let rate_limits = cache.get_or_set(&key, cache.list_ttl(), read).await?;
    Ok(Json(rate_limits))
}

/// Get a rate limit
#[utoipa::path(
    get,
    path = "/tier/{tier_name}/rate_limit/{id}",
    tag = "rate_limits",
    responses((status = 200, body = RateLimitRead), Missing, Invalid),
)]
async fn get_rate_limit(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    Path((tier_name, id)): Path<(String, i64)>,
) -> Result<Json<RateLimitRead>> {
    let key = super::cache::RateLimitById(&tier_name, id);
    let read = async || Ok(find(&db, &tier_name, id).await?.into());
    let rate_limit = cache.get_or_set(&key, cache.ttl(), read).await?;
    Ok(Json(rate_limit))
}

/// Update a rate limit
#[utoipa::path(
    patch,
    path = "/tier/{tier_name}/rate_limit/{id}",
    tag = "rate_limits",
    security(("oauth2" = [])),
    request_body = UpdateRateLimit,
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn update_rate_limit(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Path((tier_name, id)): Path<(String, i64)>,
    Json(changes): Json<UpdateRateLimit>,
) -> Result<Json<Message>> {
    let rate_limit = find(&db, &tier_name, id).await?;
    crud::update(&db, rate_limit, changes).await?;
    cache.invalidate_tag(&tier::TIERS).await;
    Ok(Json(Message::new("Rate Limit updated")))
}

/// Delete a rate limit
#[utoipa::path(
    delete,
    path = "/tier/{tier_name}/rate_limit/{id}",
    tag = "rate_limits",
    security(("oauth2" = [])),
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn delete_rate_limit(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Path((tier_name, id)): Path<(String, i64)>,
) -> Result<Json<Message>> {
    let rate_limit = find(&db, &tier_name, id).await?;
    crud::delete(&db, rate_limit).await?;
    cache.invalidate_tag(&tier::TIERS).await;
    Ok(Json(Message::new("Rate Limit deleted")))
}

async fn list(
    db: &DatabaseConnection,
    tier_name: &str,
    paging: Paging,
) -> Result<Listing<RateLimitRead>> {
    let tier = tier::find(db, tier_name).await?.ok_or(tier::NOT_FOUND)?;
    crud::list(db, tier.id, paging).await
}

async fn find(db: &DatabaseConnection, tier_name: &str, id: i64) -> Result<Model> {
    let tier = tier::find(db, tier_name).await?.ok_or(tier::NOT_FOUND)?;
    crud::find(db, tier.id, id)
        .await?
        .ok_or(Error::NotFound("Rate Limit not found"))
}
