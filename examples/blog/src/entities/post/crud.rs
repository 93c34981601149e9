use chrono::Utc;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PartialModelTrait, QueryFilter, QuerySelect, Select,
};

use super::model::{ActiveModel, Column, CreatePost, Entity, Model, PostRead, UpdatePost, visible};
use crate::auth::Reader;
use crate::constraint::OnConstraint;
use crate::entities::category::CategoryRead;
use crate::entities::user::UserSummary;
use crate::entities::{category, user};
use crate::error::{Error, Result};
use crate::pagination::Listing;
use crate::query::{Include, ListQuery, References};
use crate::{pagination, query};

/// The posts that a query asks for.
pub async fn list(
    db: &impl ConnectionTrait,
    rows: Select<Entity>,
    query: &ListQuery<Entity>,
) -> Result<Listing<PostRead>> {
    let rows = query.narrow(rows.filter(visible(Entity)));
    let columns = |rows| columns(rows, &query.include);
    pagination::list_with(db, rows, Column::Id, query.paging, columns).await
}

/// The posts of a category, for [`list`].
pub fn of_category(category_id: i64) -> Select<Entity> {
    Entity::find().filter(Column::CategoryId.eq(category_id))
}

/// What an answer shows of the post of this id.
pub async fn get(
    db: &impl ConnectionTrait,
    id: i64,
    include: &Include,
) -> Result<Option<PostRead>> {
    let row = Entity::find_by_id(id).filter(visible(Entity));
    Ok(columns(row, include).into_model().one(db).await?)
}

/// The post of this id, if it is the reader's own, to be changed.
pub async fn find(db: &impl ConnectionTrait, reader: Reader, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(visible(Entity))
        .filter(reader.owns(Column::AuthorId))
        .one(db)
        .await?)
}

/// Writes a new post. A value that is taken is 422.
pub async fn create(db: &impl ConnectionTrait, author_id: i64, new: CreatePost) -> Result<Model> {
    require_references(db, new.category_id).await?;
    let row = ActiveModel {
        title: Set(new.title),
        body: Set(new.body),
        slug: Set(new.slug),
        status: Set(new.status),
        published_at: Set(new.published_at),
        author_id: Set(author_id),
        category_id: Set(new.category_id),
        created_at: Set(Utc::now()),
        is_deleted: Set(false),
        ..Default::default()
    };
    refused(row.insert(db).await)
}

/// Changes the fields that are there. A value that is taken is 422.
pub async fn update(db: &impl ConnectionTrait, row: Model, changes: UpdatePost) -> Result<Model> {
    require_references(db, changes.category_id.flatten()).await?;
    let mut row = row.into_active_model();
    row.title = changes.title.map_or(row.title, Set);
    row.body = changes.body.map_or(row.body, Set);
    row.slug = changes.slug.map_or(row.slug, Set);
    row.status = changes.status.map_or(row.status, Set);
    row.published_at = changes.published_at.map_or(row.published_at, Set);
    row.category_id = changes.category_id.map_or(row.category_id, Set);
    row.updated_at = Set(Some(Utc::now()));
    refused(row.update(db).await)
}

/// Marks a post as deleted. What is unique of it stays taken.
pub async fn delete(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    let mut row = row.into_active_model();
    row.is_deleted = Set(true);
    row.deleted_at = Set(Some(Utc::now()));
    row.update(db).await?;
    Ok(())
}

/// Deletes the row itself, which is 409 while other rows refer to it. Answers whether it was there.
pub async fn hard_delete(db: &impl ConnectionTrait, id: i64) -> Result<bool> {
    let deleted = Entity::delete_by_id(id)
        .exec(db)
        .await
        .on_foreign_key(Error::Conflict("Post is still referred to"))?;
    Ok(deleted.rows_affected > 0)
}

/// The columns of a post, and of the related rows that are asked for.
fn columns(rows: Select<Entity>, include: &Include) -> Select<Entity> {
    let mut rows = PostRead::select_cols(rows.select_only());
    if include.has("author") {
        let relation = Entity::belongs_to(user::Entity)
            .from(Column::AuthorId)
            .to(user::Column::Id)
            .on_condition(|_, _| {
                Condition::all()
                    .add(Expr::col(("include_author", user::Column::IsDeleted)).eq(false))
            });
        rows = query::join::<UserSummary, _>(rows, relation, "include_author");
    }
    if include.has("category") {
        let relation = Entity::belongs_to(category::Entity)
            .from(Column::CategoryId)
            .to(category::Column::Id);
        rows = query::join::<CategoryRead, _>(rows, relation, "include_category");
    }
    rows
}

/// 422 for each row that is referred to and is not there.
async fn require_references(db: &impl ConnectionTrait, category_id: Option<i64>) -> Result<()> {
    let mut references = References::default();
    if let Some(id) = category_id {
        let row = category::Entity::find_by_id(id);
        references.require(db, "category_id", id, row).await?;
    }
    references.finish()
}

/// What the constraints of the table refuse, in words.
fn refused(written: Result<Model, DbErr>) -> Result<Model> {
    written
        .on_unique(
            "post_slug_key",
            Error::Unprocessable("Post Slug not available"),
        )
        .on_foreign_key(Error::Unprocessable(
            "A row that is referred to does not exist",
        ))
}
