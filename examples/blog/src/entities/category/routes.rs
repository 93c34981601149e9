use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CategoryRead, CreateCategory, Entity, UpdateCategory};
use super::{cache, crud};
use crate::app::AppState;
use crate::auth::Superuser;
use crate::cache::Cache;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::{Conflicting, Denied, Invalid, Missing, Unauthenticated};
use crate::pagination::Listing;
use crate::query::ListQuery;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_categories, create_category))
        .routes(routes!(get_category, update_category, delete_category))
        .layer(axum::middleware::map_response(crate::cache::http::public))
}

/// List categories
#[utoipa::path(
    get,
    path = "/categories",
    tag = "categories",
    params(ListQuery<Entity>),
    responses((status = 200, body = Listing<CategoryRead>), Invalid),
)]
async fn list_categories(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    Query(query): Query<ListQuery<Entity>>,
) -> Result<Json<Listing<CategoryRead>>> {
    let key = cache::CategoryList { query: &query };
    let read = || crud::list(&db, &query);
    let rows = cache.get_or_set(&key, cache::TTL, read).await?;
    Ok(Json(rows))
}

/// Create a category
#[utoipa::path(
    post,
    path = "/categories",
    tag = "categories",
    security(("oauth2" = [])),
    request_body = CreateCategory,
    responses((status = 201, body = CategoryRead), Unauthenticated, Denied, Invalid),
)]
async fn create_category(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _superuser: Superuser,
    Json(new): Json<CreateCategory>,
) -> Result<(StatusCode, Json<CategoryRead>)> {
    let row = crud::create(&db, new).await?;
    cache.invalidate_tag(&cache::CATEGORIES).await;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Get a category
#[utoipa::path(
    get,
    path = "/categories/{id}",
    tag = "categories",
    responses((status = 200, body = CategoryRead), Missing, Invalid),
)]
async fn get_category(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    Path(id): Path<i64>,
) -> Result<Json<CategoryRead>> {
    let key = cache::CategoryById { id };
    let read = async || crud::get(&db, id).await?.ok_or(NOT_FOUND);
    let row = cache.get_or_set(&key, cache::TTL, read).await?;
    Ok(Json(row))
}

/// Update a category
#[utoipa::path(
    patch,
    path = "/categories/{id}",
    tag = "categories",
    security(("oauth2" = [])),
    request_body = UpdateCategory,
    responses((status = 200, body = CategoryRead), Unauthenticated, Denied, Missing, Invalid),
)]
async fn update_category(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _superuser: Superuser,
    Path(id): Path<i64>,
    Json(changes): Json<UpdateCategory>,
) -> Result<Json<CategoryRead>> {
    let row = crud::find(&db, id).await?.ok_or(NOT_FOUND)?;
    let row = crud::update(&db, row, changes).await?;
    cache.invalidate_tag(&cache::CATEGORIES).await;
    Ok(Json(row.into()))
}

/// Delete a category
#[utoipa::path(
    delete,
    path = "/categories/{id}",
    tag = "categories",
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
async fn delete_category(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _superuser: Superuser,
    Path(id): Path<i64>,
) -> Result<Json<Message>> {
    if !crud::delete(&db, id).await? {
        return Err(NOT_FOUND);
    }
    cache.invalidate_tag(&cache::CATEGORIES).await;
    Ok(Json(Message::new("Category deleted")))
}

const NOT_FOUND: Error = Error::NotFound("Category not found");
