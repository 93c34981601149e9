use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CreateTier, Model, TierRead, UpdateTier};
use super::{crud, users};
use crate::app::AppState;
use crate::auth::Superuser;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::{Conflicting, Denied, Invalid, Missing, Unauthenticated};
use crate::pagination::{Listing, Paging};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_tier))
        .routes(routes!(list_tiers))
        .routes(routes!(get_tier, update_tier, delete_tier))
        .layer(axum::middleware::map_response(crate::cache::http::public))
        .merge(users::routes())
}

/// Create a tier
#[utoipa::path(
    post,
    path = "/tier",
    tag = "tiers",
    security(("oauth2" = [])),
    request_body = CreateTier,
    responses((status = 201, body = TierRead), Unauthenticated, Denied, Invalid),
)]
async fn create_tier(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Json(new): Json<CreateTier>,
) -> Result<(StatusCode, Json<TierRead>)> {
    let tier = crud::create(&db, new).await?;
    cache.invalidate_tag(&super::cache::TIERS).await;
    Ok((StatusCode::CREATED, Json(tier.into())))
}

/// List tiers
#[utoipa::path(
    get,
    path = "/tiers",
    tag = "tiers",
    params(Paging),
    responses((status = 200, body = Listing<TierRead>), Invalid),
)]
async fn list_tiers(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    Query(paging): Query<Paging>,
) -> Result<Json<Listing<TierRead>>> {
    let key = super::cache::TierPage(paging);
    let read = || crud::list(&db, paging);
    let tiers = cache.get_or_set(&key, cache.list_ttl(), read).await?;
    Ok(Json(tiers))
}

/// Get a tier
#[utoipa::path(
    get,
    path = "/tier/{name}",
    tag = "tiers",
    responses((status = 200, body = TierRead), Missing, Invalid),
)]
async fn get_tier(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    Path(name): Path<String>,
) -> Result<Json<TierRead>> {
    let key = super::cache::TierByName(&name);
    let read = async || Ok(find(&db, &name).await?.into());
    let tier = cache.get_or_set(&key, cache.ttl(), read).await?;
    Ok(Json(tier))
}

/// Update a tier
#[utoipa::path(
    patch,
    path = "/tier/{name}",
    tag = "tiers",
    security(("oauth2" = [])),
    request_body = UpdateTier,
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn update_tier(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Path(name): Path<String>,
    Json(changes): Json<UpdateTier>,
) -> Result<Json<Message>> {
    let tier = find(&db, &name).await?;
    crud::update(&db, tier, changes).await?;
    cache.invalidate_tag(&super::cache::TIERS).await;
    Ok(Json(Message::new("Tier updated")))
}

/// Delete a tier
#[utoipa::path(
    delete,
    path = "/tier/{name}",
    tag = "tiers",
    security(("oauth2" = [])),
    responses(
        (status = 200, body = Message),
        Unauthenticated,
        Denied,
        Missing,
        Conflicting,
        Invalid,
    ),
)]
async fn delete_tier(
    State(db): State<DatabaseConnection>,
    cache: crate::cache::Cache,
    _superuser: Superuser,
    Path(name): Path<String>,
) -> Result<Json<Message>> {
    let tier = find(&db, &name).await?;
    crud::delete(&db, tier).await?;
    cache.invalidate_tag(&super::cache::TIERS).await;
    Ok(Json(Message::new("Tier deleted")))
}

async fn find(db: &DatabaseConnection, name: &str) -> Result<Model> {
    crud::find(db, name).await?.ok_or(NOT_FOUND)
}

pub const NOT_FOUND: Error = Error::NotFound("Tier not found");
