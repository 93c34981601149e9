use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CreatePost, Entity, PostRead, UpdatePost};
use super::{cache, crud};
use crate::app::AppState;
use crate::auth::{CurrentUser, Reader, Superuser};
use crate::cache::Cache;
use crate::entities::category;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::{Conflicting, Denied, Invalid, Missing, Unauthenticated};
use crate::pagination::Listing;
use crate::query::{IncludeQuery, ListQuery};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_posts, create_post))
        .routes(routes!(get_post, update_post, delete_post))
        .routes(routes!(delete_post_from_database))
        .routes(routes!(list_posts_of_category))
        .layer(axum::middleware::map_response(crate::cache::http::public))
}

/// List posts
#[utoipa::path(
    get,
    path = "/posts",
    tag = "posts",
    params(ListQuery<Entity>),
    responses((status = 200, body = Listing<PostRead>), Invalid),
)]
async fn list_posts(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    Query(query): Query<ListQuery<Entity>>,
) -> Result<Json<Listing<PostRead>>> {
    if !query.include.is_empty() {
        return Ok(Json(crud::list(&db, Entity::find(), &query).await?));
    }
    let key = cache::PostList { query: &query };
    let read = || crud::list(&db, Entity::find(), &query);
    let rows = cache.get_or_set(&key, cache::TTL, read).await?;
    Ok(Json(rows))
}

/// Create a post
#[utoipa::path(
    post,
    path = "/posts",
    tag = "posts",
    security(("oauth2" = [])),
    request_body = CreatePost,
    responses((status = 201, body = PostRead), Unauthenticated, Invalid),
)]
async fn create_post(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    CurrentUser { user, .. }: CurrentUser,
    Json(new): Json<CreatePost>,
) -> Result<(StatusCode, Json<PostRead>)> {
    let row = crud::create(&db, user.id, new).await?;
    cache.invalidate_tag(&cache::POSTS).await;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Get a post
#[utoipa::path(
    get,
    path = "/posts/{id}",
    tag = "posts",
    params(IncludeQuery<Entity>),
    responses((status = 200, body = PostRead), Missing, Invalid),
)]
async fn get_post(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    Path(id): Path<i64>,
    Query(IncludeQuery { include, .. }): Query<IncludeQuery<Entity>>,
) -> Result<Json<PostRead>> {
    if !include.is_empty() {
        let row = crud::get(&db, id, &include).await?;
        return Ok(Json(row.ok_or(NOT_FOUND)?));
    }
    let key = cache::PostById { id };
    let read = async || crud::get(&db, id, &include).await?.ok_or(NOT_FOUND);
    let row = cache.get_or_set(&key, cache::TTL, read).await?;
    Ok(Json(row))
}

/// Update a post
#[utoipa::path(
    patch,
    path = "/posts/{id}",
    tag = "posts",
    security(("oauth2" = [])),
    request_body = UpdatePost,
    responses((status = 200, body = PostRead), Unauthenticated, Missing, Invalid),
)]
async fn update_post(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _user: CurrentUser,
    reader: Reader,
    Path(id): Path<i64>,
    Json(changes): Json<UpdatePost>,
) -> Result<Json<PostRead>> {
    let row = crud::find(&db, reader, id).await?.ok_or(NOT_FOUND)?;
    let row = crud::update(&db, row, changes).await?;
    cache.invalidate_tag(&cache::POSTS).await;
    Ok(Json(row.into()))
}

/// Delete a post
#[utoipa::path(
    delete,
    path = "/posts/{id}",
    tag = "posts",
    security(("oauth2" = [])),
    responses((status = 200, body = Message), Unauthenticated, Missing, Invalid),
)]
async fn delete_post(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _user: CurrentUser,
    reader: Reader,
    Path(id): Path<i64>,
) -> Result<Json<Message>> {
    let row = crud::find(&db, reader, id).await?.ok_or(NOT_FOUND)?;
    crud::delete(&db, row).await?;
    cache.invalidate_tag(&cache::POSTS).await;
    Ok(Json(Message::new("Post deleted")))
}

/// Delete a post from the database
#[utoipa::path(
    delete,
    path = "/db_posts/{id}",
    tag = "posts",
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
async fn delete_post_from_database(
    State(db): State<DatabaseConnection>,
    cache: Cache,
    _superuser: Superuser,
    Path(id): Path<i64>,
) -> Result<Json<Message>> {
    if !crud::hard_delete(&db, id).await? {
        return Err(NOT_FOUND);
    }
    cache.invalidate_tag(&cache::POSTS).await;
    Ok(Json(Message::new("Post deleted from the database")))
}

/// List the posts of a category
#[utoipa::path(
    get,
    path = "/categories/{id}/posts",
    tag = "posts",
    params(ListQuery<Entity>),
    responses((status = 200, body = Listing<PostRead>), Missing, Invalid),
)]
async fn list_posts_of_category(
    State(db): State<DatabaseConnection>,
    Path(id): Path<i64>,
    Query(query): Query<ListQuery<Entity>>,
) -> Result<Json<Listing<PostRead>>> {
    let parent = category::Entity::find_by_id(id);
    if parent.count(&db).await? == 0 {
        return Err(Error::NotFound("Category not found"));
    }
    let rows = crud::list(&db, crud::of_category(id), &query).await?;
    Ok(Json(rows))
}

const NOT_FOUND: Error = Error::NotFound("Post not found");
