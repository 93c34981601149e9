use chrono::Utc;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use secrecy::SecretString;
use uuid::Uuid;

use super::model::{ActiveModel, Column, CreateUser, Entity, Model, UpdateUser, UserRead};
use crate::auth::Passwords;
use crate::constraint::OnConstraint;
use crate::error::{Error, Result};
use crate::pagination::{self, Listing, Paging};

const PROFILE_IMAGE: &str = "https://profileimageurl.com";

/// A page of the users that are not deleted.
pub async fn list(db: &impl ConnectionTrait, paging: Paging) -> Result<Listing<UserRead>> {
    let users = Entity::find().filter(Column::IsDeleted.eq(false));
    pagination::list(db, users, Column::Id, paging).await
}

/// The user of this name, unless deleted.
pub async fn find(db: &impl ConnectionTrait, username: &str) -> Result<Option<Model>> {
    let user = Entity::find()
        .filter(Column::Username.eq(username))
        .filter(Column::IsDeleted.eq(false))
        .one(db)
        .await?;
    Ok(user)
}

/// The user of this name, deleted or not.
pub async fn find_any(db: &impl ConnectionTrait, username: &str) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::Username.eq(username))
        .one(db)
        .await?)
}

/// The user whose name, or email address, and password these are.
pub async fn authenticate(
    db: &impl ConnectionTrait,
    passwords: &Passwords,
    login: &str,
    password: &SecretString,
) -> Result<Option<Model>> {
    let user = if login.contains('@') {
        let email = Expr::expr(Func::lower(Expr::col(Column::Email)));
        Entity::find()
            .filter(email.eq(login.to_lowercase()))
            .filter(Column::IsDeleted.eq(false))
            .one(db)
            .await?
    } else {
        find(db, login).await?
    };
    let hash = user.as_ref().map(|user| user.hashed_password.as_str());
    let is_right = passwords.verify(password, hash).await?;
    Ok(user.filter(|_| is_right))
}

/// Writes a new user. A name or email address that is taken, also by a deleted user, is 422.
pub async fn create(
    db: &impl ConnectionTrait,
    passwords: &Passwords,
    new: CreateUser,
    is_superuser: bool,
) -> Result<Model> {
    let CreateUser {
        name,
        username,
        email,
        password,
    } = new;
    let user = ActiveModel {
        uuid: Set(Uuid::now_v7()),
        name: Set(name),
        username: Set(username),
        email: Set(email),
        hashed_password: Set(passwords.hash(&password).await?),
        profile_image_url: Set(PROFILE_IMAGE.to_owned()),
        is_superuser: Set(is_superuser),
        created_at: Set(Utc::now()),
        is_deleted: Set(false),
        ..Default::default()
    };
    taken(user.insert(db).await)
}

/// Changes the fields that are there.
pub async fn update(db: &impl ConnectionTrait, user: Model, changes: UpdateUser) -> Result<Model> {
    let UpdateUser {
        name,
        username,
        email,
        profile_image_url,
    } = changes;
    let mut user = user.into_active_model();
    user.name = name.map_or(user.name, Set);
    user.username = username.map_or(user.username, Set);
    user.email = email.map_or(user.email, Set);
    user.profile_image_url = profile_image_url.map_or(user.profile_image_url, Set);
    user.updated_at = Set(Some(Utc::now()));
    taken(user.update(db).await)
}

/// Replaces the password by the one of `hash`.
pub async fn set_password(db: &impl ConnectionTrait, user: Model, hash: String) -> Result<()> {
    let mut user = user.into_active_model();
    user.hashed_password = Set(hash);
    user.updated_at = Set(Some(Utc::now()));
    user.update(db).await?;
    Ok(())
}

/// Marks a user as deleted. The name and the email address stay taken.
pub async fn delete(db: &impl ConnectionTrait, user: Model) -> Result<()> {
    let mut user = user.into_active_model();
    user.is_deleted = Set(true);
    user.deleted_at = Set(Some(Utc::now()));
    user.update(db).await?;
    Ok(())
}

/// Deletes the row itself, which is 409 while other rows refer to it.
pub async fn hard_delete(db: &impl ConnectionTrait, user: Model) -> Result<()> {
    Entity::delete_by_id(user.id)
        .exec(db)
        .await
        .on_foreign_key(Error::Conflict("User is still referred to"))?;
    Ok(())
}

fn taken(written: Result<Model, sea_orm::DbErr>) -> Result<Model> {
    written
        .on_unique(
            "user_username_key",
            Error::Unprocessable("Username not available"),
        )
        .on_unique(
            "user_email_key",
            Error::Unprocessable("Email is already registered"),
        )
}
