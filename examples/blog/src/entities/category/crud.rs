use chrono::Utc;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use super::model::{
    ActiveModel, CategoryRead, Column, CreateCategory, Entity, Model, UpdateCategory,
};
use crate::constraint::OnConstraint;
use crate::error::{Error, Result};
use crate::pagination;
use crate::pagination::Listing;
use crate::query::ListQuery;

/// The categories that a query asks for.
pub async fn list(
    db: &impl ConnectionTrait,
    query: &ListQuery<Entity>,
) -> Result<Listing<CategoryRead>> {
    let rows = query.narrow(Entity::find());
    pagination::list(db, rows, Column::Id, query.paging).await
}

/// What an answer shows of the category of this id.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Option<CategoryRead>> {
    let row = Entity::find_by_id(id);
    Ok(row.into_partial_model::<CategoryRead>().one(db).await?)
}

/// The category of this id, to be changed.
pub async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Writes a new category. A value that is taken is 422.
pub async fn create(db: &impl ConnectionTrait, new: CreateCategory) -> Result<Model> {
    let row = ActiveModel {
        name: Set(new.name),
        created_at: Set(Utc::now()),
        ..Default::default()
    };
    refused(row.insert(db).await)
}

/// Changes the fields that are there. A value that is taken is 422.
pub async fn update(
    db: &impl ConnectionTrait,
    row: Model,
    changes: UpdateCategory,
) -> Result<Model> {
    let mut row = row.into_active_model();
    row.name = changes.name.map_or(row.name, Set);
    row.updated_at = Set(Some(Utc::now()));
    refused(row.update(db).await)
}

/// Deletes a category, which is 409 while other rows refer to it. Answers whether it was there.
pub async fn delete(db: &impl ConnectionTrait, id: i64) -> Result<bool> {
    let deleted = Entity::delete_by_id(id)
        .exec(db)
        .await
        .on_foreign_key(Error::Conflict("Category is still referred to"))?;
    Ok(deleted.rows_affected > 0)
}

/// What the constraints of the table refuse, in words.
fn refused(written: Result<Model, DbErr>) -> Result<Model> {
    written.on_unique(
        "category_name_key",
        Error::Unprocessable("Category Name not available"),
    )
}
