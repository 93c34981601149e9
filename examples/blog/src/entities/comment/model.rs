use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoIden};
use sea_orm::{Condition, DerivePartialModel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Reader;
use crate::body_schema;
use crate::entities::post::PostRead;
use crate::entities::user::UserSummary;
use crate::pagination::Identified;
use crate::query::{Filters, Included, Listed};
use crate::validation::{Fields, Input, Rule, rules};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body: String,
    pub post_id: i64,
    pub author_id: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub is_deleted: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// What an answer shows of a comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct CommentRead {
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = "Body")]
    pub body: String,
    #[schema(example = 1)]
    pub post_id: i64,
    #[schema(example = 1)]
    pub author_id: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: Option<DateTime<Utc>>,
    #[sea_orm(nested(prefix = "include_post_"))]
    #[serde(default, skip_serializing_if = "Included::is_absent")]
    #[schema(value_type = Option<PostRead>, required = false, no_recursion)]
    pub post: Included<PostRead>,
    #[sea_orm(nested(prefix = "include_author_"))]
    #[serde(default, skip_serializing_if = "Included::is_absent")]
    #[schema(value_type = Option<UserSummary>, required = false)]
    pub author: Included<UserSummary>,
}

impl From<Model> for CommentRead {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            body: row.body,
            post_id: row.post_id,
            author_id: row.author_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            post: Included::Absent,
            author: Included::Absent,
        }
    }
}

impl Identified for CommentRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

/// The comments that are there for the reader, where `table` is their table or a name for it.
pub fn visible(table: impl IntoIden, reader: Reader) -> Condition {
    let table = table.into_iden();
    reader
        .owns((table.clone(), Column::AuthorId))
        .add(Expr::col((table, Column::IsDeleted)).eq(false))
}

impl Listed for Entity {
    type Id = i64;

    const SORT: &'static [(&'static str, Column)] = &[("created_at", Column::CreatedAt)];

    const INCLUDE: &'static [&'static str] = &["post", "author"];

    fn filters(filters: &mut Filters<'_, '_>) {
        filters.equal("post_id", Column::PostId, rules::integer());
    }
}

/// A new comment.
pub struct CreateComment {
    pub body: String,
    pub post_id: i64,
}

impl Input for CreateComment {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let body = fields.required("body", rules::text(1, 1000).example("Body"));
        let post_id = fields.required("post_id", rules::integer().example(1));
        Some(Self {
            body: body?,
            post_id: post_id?,
        })
    }
}

/// What changes of a comment: a field that is absent stays as it is.
pub struct UpdateComment {
    pub body: Option<String>,
    pub post_id: Option<i64>,
}

impl Input for UpdateComment {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let body = fields.optional("body", rules::text(1, 1000).example("Body"));
        let post_id = fields.optional("post_id", rules::integer().example(1));
        Some(Self {
            body: body?,
            post_id: post_id?,
        })
    }
}

body_schema!(CreateComment, UpdateComment);
