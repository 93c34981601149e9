use chrono::Utc;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PartialModelTrait, QueryFilter, QuerySelect, Select,
};

use super::model::{
    ActiveModel, Column, CommentRead, CreateComment, Entity, Model, UpdateComment, visible,
};
use crate::auth::Reader;
use crate::constraint::OnConstraint;
use crate::entities::post::PostRead;
use crate::entities::user::UserSummary;
use crate::entities::{post, user};
use crate::error::{Error, Result};
use crate::pagination::Listing;
use crate::query::{Include, ListQuery, References};
use crate::{pagination, query};

/// The comments that a query asks for, of those that are there for the reader.
pub async fn list(
    db: &impl ConnectionTrait,
    reader: Reader,
    rows: Select<Entity>,
    query: &ListQuery<Entity>,
) -> Result<Listing<CommentRead>> {
    let rows = query.narrow(rows.filter(visible(Entity, reader)));
    let columns = |rows| columns(rows, &query.include);
    pagination::list_with(db, rows, Column::Id, query.paging, columns).await
}

/// The comments of a post, for [`list`].
pub fn of_post(post_id: i64) -> Select<Entity> {
    Entity::find().filter(Column::PostId.eq(post_id))
}

/// What an answer shows of the comment of this id, of those that are there for the reader.
pub async fn get(
    db: &impl ConnectionTrait,
    reader: Reader,
    id: i64,
    include: &Include,
) -> Result<Option<CommentRead>> {
    let row = Entity::find_by_id(id).filter(visible(Entity, reader));
    Ok(columns(row, include).into_model().one(db).await?)
}

/// The comment of this id, if it is there for the reader, to be changed.
pub async fn find(db: &impl ConnectionTrait, reader: Reader, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(visible(Entity, reader))
        .one(db)
        .await?)
}

/// Writes a new comment.
pub async fn create(
    db: &impl ConnectionTrait,
    author_id: i64,
    new: CreateComment,
) -> Result<Model> {
    require_references(db, Some(new.post_id)).await?;
    let row = ActiveModel {
        body: Set(new.body),
        post_id: Set(new.post_id),
        author_id: Set(author_id),
        created_at: Set(Utc::now()),
        is_deleted: Set(false),
        ..Default::default()
    };
    refused(row.insert(db).await)
}

/// Changes the fields that are there.
pub async fn update(
    db: &impl ConnectionTrait,
    row: Model,
    changes: UpdateComment,
) -> Result<Model> {
    require_references(db, changes.post_id).await?;
    let mut row = row.into_active_model();
    row.body = changes.body.map_or(row.body, Set);
    row.post_id = changes.post_id.map_or(row.post_id, Set);
    row.updated_at = Set(Some(Utc::now()));
    refused(row.update(db).await)
}

/// Marks a comment as deleted.
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
        .on_foreign_key(Error::Conflict("Comment is still referred to"))?;
    Ok(deleted.rows_affected > 0)
}

/// The columns of a comment, and of the related rows that are asked for.
fn columns(rows: Select<Entity>, include: &Include) -> Select<Entity> {
    let mut rows = CommentRead::select_cols(rows.select_only());
    if include.has("post") {
        let relation = Entity::belongs_to(post::Entity)
            .from(Column::PostId)
            .to(post::Column::Id)
            .on_condition(|_, _| Condition::all().add(post::visible("include_post")));
        rows = query::join::<PostRead, _>(rows, relation, "include_post");
    }
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
    rows
}

/// 422 for each row that is referred to and is not there.
async fn require_references(db: &impl ConnectionTrait, post_id: Option<i64>) -> Result<()> {
    let mut references = References::default();
    if let Some(id) = post_id {
        let row = post::Entity::find_by_id(id).filter(post::visible(post::Entity));
        references.require(db, "post_id", id, row).await?;
    }
    references.finish()
}

/// What the constraints of the table refuse, in words.
fn refused(written: Result<Model, DbErr>) -> Result<Model> {
    written.on_foreign_key(Error::Unprocessable(
        "A row that is referred to does not exist",
    ))
}
