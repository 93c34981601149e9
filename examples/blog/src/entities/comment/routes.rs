use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::crud;
use super::model::{CommentRead, CreateComment, Entity, UpdateComment};
use crate::app::AppState;
use crate::auth::{CurrentUser, Reader, Superuser};
use crate::entities::post;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::{Conflicting, Denied, Invalid, Limited, Missing, Unauthenticated};
use crate::pagination::Listing;
use crate::query::{IncludeQuery, ListQuery};
use crate::rate_limit::RateLimit;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_comments, create_comment))
        .routes(routes!(get_comment, update_comment, delete_comment))
        .routes(routes!(delete_comment_from_database))
        .routes(routes!(list_comments_of_post))
}

/// List comments
#[utoipa::path(
    get,
    path = "/comments",
    tag = "comments",
    security(("oauth2" = [])),
    params(ListQuery<Entity>),
    responses((status = 200, body = Listing<CommentRead>), Unauthenticated, Invalid, Limited),
)]
async fn list_comments(
    State(db): State<DatabaseConnection>,
    _user: CurrentUser,
    reader: Reader,
    _limit: RateLimit,
    Query(query): Query<ListQuery<Entity>>,
) -> Result<Json<Listing<CommentRead>>> {
    Ok(Json(crud::list(&db, reader, Entity::find(), &query).await?))
}

/// Create a comment
#[utoipa::path(
    post,
    path = "/comments",
    tag = "comments",
    security(("oauth2" = [])),
    request_body = CreateComment,
    responses((status = 201, body = CommentRead), Unauthenticated, Invalid, Limited),
)]
async fn create_comment(
    State(db): State<DatabaseConnection>,
    CurrentUser { user, .. }: CurrentUser,
    _limit: RateLimit,
    Json(new): Json<CreateComment>,
) -> Result<(StatusCode, Json<CommentRead>)> {
    let row = crud::create(&db, user.id, new).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Get a comment
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    security(("oauth2" = [])),
    params(IncludeQuery<Entity>),
    responses((status = 200, body = CommentRead), Unauthenticated, Missing, Invalid, Limited),
)]
async fn get_comment(
    State(db): State<DatabaseConnection>,
    _user: CurrentUser,
    reader: Reader,
    _limit: RateLimit,
    Path(id): Path<i64>,
    Query(IncludeQuery { include, .. }): Query<IncludeQuery<Entity>>,
) -> Result<Json<CommentRead>> {
    let row = crud::get(&db, reader, id, &include)
        .await?
        .ok_or(NOT_FOUND)?;
    Ok(Json(row))
}

/// Update a comment
#[utoipa::path(
    patch,
    path = "/comments/{id}",
    tag = "comments",
    security(("oauth2" = [])),
    request_body = UpdateComment,
    responses((status = 200, body = CommentRead), Unauthenticated, Missing, Invalid, Limited),
)]
async fn update_comment(
    State(db): State<DatabaseConnection>,
    _user: CurrentUser,
    reader: Reader,
    _limit: RateLimit,
    Path(id): Path<i64>,
    Json(changes): Json<UpdateComment>,
) -> Result<Json<CommentRead>> {
    let row = crud::find(&db, reader, id).await?.ok_or(NOT_FOUND)?;
    let row = crud::update(&db, row, changes).await?;
    Ok(Json(row.into()))
}

/// Delete a comment
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    security(("oauth2" = [])),
    responses((status = 200, body = Message), Unauthenticated, Missing, Invalid, Limited),
)]
async fn delete_comment(
    State(db): State<DatabaseConnection>,
    _user: CurrentUser,
    reader: Reader,
    _limit: RateLimit,
    Path(id): Path<i64>,
) -> Result<Json<Message>> {
    let row = crud::find(&db, reader, id).await?.ok_or(NOT_FOUND)?;
    crud::delete(&db, row).await?;
    Ok(Json(Message::new("Comment deleted")))
}

/// Delete a comment from the database
#[utoipa::path(
    delete,
    path = "/db_comments/{id}",
    tag = "comments",
    security(("oauth2" = [])),
    responses(
        (status = 200, body = Message),
        Unauthenticated,
        Denied,
        Missing,
        Conflicting,
        Invalid,
        Limited,
    ),
)]
async fn delete_comment_from_database(
    State(db): State<DatabaseConnection>,
    _superuser: Superuser,
    _limit: RateLimit,
    Path(id): Path<i64>,
) -> Result<Json<Message>> {
    if !crud::hard_delete(&db, id).await? {
        return Err(NOT_FOUND);
    }
    Ok(Json(Message::new("Comment deleted from the database")))
}

/// List the comments of a post
#[utoipa::path(
    get,
    path = "/posts/{id}/comments",
    tag = "comments",
    security(("oauth2" = [])),
    params(ListQuery<Entity>),
    responses(
        (status = 200, body = Listing<CommentRead>),
        Unauthenticated,
        Missing,
        Invalid,
        Limited,
    ),
)]
async fn list_comments_of_post(
    State(db): State<DatabaseConnection>,
    _user: CurrentUser,
    reader: Reader,
    _limit: RateLimit,
    Path(id): Path<i64>,
    Query(query): Query<ListQuery<Entity>>,
) -> Result<Json<Listing<CommentRead>>> {
    let parent = post::Entity::find_by_id(id).filter(post::visible(post::Entity));
    if parent.count(&db).await? == 0 {
        return Err(Error::NotFound("Post not found"));
    }
    let rows = crud::list(&db, reader, crud::of_post(id), &query).await?;
    Ok(Json(rows))
}

const NOT_FOUND: Error = Error::NotFound("Comment not found");
