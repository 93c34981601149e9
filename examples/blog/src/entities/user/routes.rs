use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::crud;
use super::model::{ChangePassword, CreateUser, UpdateUser, UserRead};
use super::viewer::Viewer;
use crate::access::{self, Permission};
use crate::app::AppState;
use crate::auth::{self, CurrentUser, Passwords, Superuser, Tokens};
use crate::db;
use crate::error::{Error, Message, Result};
use crate::extract::{Json, Path, Query};
use crate::openapi::responses::Limited;
use crate::openapi::responses::{Conflicting, Denied, Invalid, Missing, Unauthenticated};
use crate::pagination::{Listing, Paging};
use crate::rate_limit::{Attempts, Registration};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_user))
        .routes(routes!(list_users))
        .routes(routes!(get_current_user))
        .routes(routes!(change_password))
        .routes(routes!(get_user, update_user, delete_user))
        .routes(routes!(delete_user_from_database))
}

/// Register
#[utoipa::path(
    post,
    path = "/user",
    tag = "users",
    request_body = CreateUser,
    responses(
        (status = 201, body = UserRead),
        Invalid,
        Limited,
    ),
)]
async fn create_user(
    State(db): State<DatabaseConnection>,
    State(passwords): State<Passwords>,
    attempts: Attempts<Registration>,
    Json(new): Json<CreateUser>,
) -> Result<(StatusCode, Json<UserRead>)> {
    attempts.on(&new.username).await?;
    let user = crud::create(&db, &passwords, new, false).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// List users
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    security(("oauth2" = [])),
    params(Paging),
    responses((status = 200, body = Listing<UserRead>), Unauthenticated, Denied, Invalid),
)]
async fn list_users(
    State(db): State<DatabaseConnection>,
    viewer: Viewer,
    Query(paging): Query<Paging>,
) -> Result<Json<Listing<UserRead>>> {
    viewer.require_list()?;
    Ok(Json(crud::list(&db, paging).await?))
}

/// Get the current user
#[utoipa::path(
    get,
    path = "/user/me",
    tag = "users",
    security(("oauth2" = [])),
    responses((status = 200, body = UserRead), Unauthenticated),
)]
async fn get_current_user(CurrentUser { user, .. }: CurrentUser) -> Json<UserRead> {
    Json(user.into())
}

/// Change the password
///
/// Ends every other session of the user.
#[utoipa::path(
    patch,
    path = "/user/me/password",
    tag = "users",
    security(("oauth2" = [])),
    request_body = ChangePassword,
    responses((status = 200, body = Message), Unauthenticated, Invalid),
)]
async fn change_password(
    State(db): State<DatabaseConnection>,
    State(passwords): State<Passwords>,
    State(tokens): State<Tokens>,
    CurrentUser { user, claims }: CurrentUser,
    Json(change): Json<ChangePassword>,
) -> Result<Json<Message>> {
    let hash = Some(user.hashed_password.as_str());
    if !passwords.verify(&change.current_password, hash).await? {
        return Err(Error::Unprocessable("Wrong password."));
    }
    let hash = passwords.hash(&change.new_password).await?;
    let tx = db::begin(&db).await?;
    auth::revoke_others(&tx, &tokens, user.id, Some(claims.family)).await?;
    crud::set_password(&tx, user, hash).await?;
    tx.commit().await?;
    Ok(Json(Message::new("Password updated")))
}

/// Get a user
#[utoipa::path(
    get,
    path = "/user/{username}",
    tag = "users",
    security(("oauth2" = [])),
    responses((status = 200, body = UserRead), Unauthenticated, Missing, Invalid),
)]
async fn get_user(
    State(db): State<DatabaseConnection>,
    viewer: Viewer,
    Path(username): Path<String>,
) -> Result<Json<UserRead>> {
    let user = crud::find(&db, &username).await?.ok_or(NOT_FOUND)?;
    let sees_email = viewer.sees_private(&user);
    let mut user = UserRead::from(user);
    user.email = user.email.filter(|_| sees_email);
    Ok(Json(user))
}

/// Update a user
#[utoipa::path(
    patch,
    path = "/user/{username}",
    tag = "users",
    security(("oauth2" = [])),
    request_body = UpdateUser,
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn update_user(
    State(db): State<DatabaseConnection>,
    CurrentUser { user: viewer, .. }: CurrentUser,
    Path(username): Path<String>,
    Json(changes): Json<UpdateUser>,
) -> Result<Json<Message>> {
    let user = crud::find(&db, &username).await?.ok_or(NOT_FOUND)?;
    access::require(&user, &viewer, Permission::Update)?;
    crud::update(&db, user, changes).await?;
    Ok(Json(Message::new("User updated")))
}

/// Delete a user
///
/// The name and the email address stay taken, and all sessions of the user end.
#[utoipa::path(
    delete,
    path = "/user/{username}",
    tag = "users",
    security(("oauth2" = [])),
    responses((status = 200, body = Message), Unauthenticated, Denied, Missing, Invalid),
)]
async fn delete_user(
    State(db): State<DatabaseConnection>,
    State(tokens): State<Tokens>,
    CurrentUser { user: viewer, .. }: CurrentUser,
    Path(username): Path<String>,
) -> Result<Json<Message>> {
    let user = crud::find(&db, &username).await?.ok_or(NOT_FOUND)?;
    access::require(&user, &viewer, Permission::Delete)?;
    let tx = db::begin(&db).await?;
    auth::revoke_others(&tx, &tokens, user.id, None).await?;
    crud::delete(&tx, user).await?;
    tx.commit().await?;
    Ok(Json(Message::new("User deleted")))
}

/// Delete a user from the database
#[utoipa::path(
    delete,
    path = "/db_user/{username}",
    tag = "users",
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
async fn delete_user_from_database(
    State(db): State<DatabaseConnection>,
    State(tokens): State<Tokens>,
    _superuser: Superuser,
    Path(username): Path<String>,
) -> Result<Json<Message>> {
    let user = crud::find_any(&db, &username).await?.ok_or(NOT_FOUND)?;
    let tx = db::begin(&db).await?;
    auth::revoke_others(&tx, &tokens, user.id, None).await?;
    crud::hard_delete(&tx, user).await?;
    tx.commit().await?;
    Ok(Json(Message::new("User deleted from the database")))
}

pub const NOT_FOUND: Error = Error::NotFound("User not found");
