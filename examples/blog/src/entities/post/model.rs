use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoIden};
use sea_orm::{Condition, DerivePartialModel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body_schema;
use crate::entities::category::CategoryRead;
use crate::entities::user::UserSummary;
use crate::pagination::Identified;
use crate::query::{Filters, Included, Listed};
use crate::validation::{Fields, Input, Rule, rules};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub title: String,
    pub body: String,
    #[sea_orm(unique)]
    pub slug: String,
    pub status: PostStatus,
    pub published_at: Option<DateTimeUtc>,
    pub author_id: i64,
    pub category_id: Option<i64>,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub is_deleted: bool,
}

impl ActiveModelBehavior for ActiveModel {}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(9))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum PostStatus {
    Draft,
    Published,
}

/// What an answer shows of a post.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct PostRead {
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = "Title")]
    pub title: String,
    #[schema(example = "Body")]
    pub body: String,
    #[schema(example = "first-one")]
    pub slug: String,
    #[schema(example = json!("draft"))]
    pub status: PostStatus,
    #[schema(example = "2026-01-31T08:30:00Z")]
    pub published_at: Option<DateTime<Utc>>,
    #[schema(example = 1)]
    pub author_id: i64,
    #[schema(example = 1)]
    pub category_id: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub updated_at: Option<DateTime<Utc>>,
    #[sea_orm(nested(prefix = "include_author_"))]
    #[serde(default, skip_serializing_if = "Included::is_absent")]
    #[schema(value_type = Option<UserSummary>, required = false)]
    pub author: Included<UserSummary>,
    #[sea_orm(nested(prefix = "include_category_"))]
    #[serde(default, skip_serializing_if = "Included::is_absent")]
    #[schema(value_type = Option<CategoryRead>, required = false, no_recursion)]
    pub category: Included<CategoryRead>,
}

impl From<Model> for PostRead {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            title: row.title,
            body: row.body,
            slug: row.slug,
            status: row.status,
            published_at: row.published_at,
            author_id: row.author_id,
            category_id: row.category_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            author: Included::Absent,
            category: Included::Absent,
        }
    }
}

impl Identified for PostRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

/// The posts that are there, where `table` is their table or a name for it.
pub fn visible(table: impl IntoIden) -> Condition {
    Condition::all().add(Expr::col((table.into_iden(), Column::IsDeleted)).eq(false))
}

impl Listed for Entity {
    type Id = i64;

    const SORT: &'static [(&'static str, Column)] = &[
        ("title", Column::Title),
        ("published_at", Column::PublishedAt),
        ("created_at", Column::CreatedAt),
    ];

    const SEARCH: &'static [Column] = &[Column::Title, Column::Body];

    const INCLUDE: &'static [&'static str] = &["author", "category"];

    fn filters(filters: &mut Filters<'_, '_>) {
        filters.text("title", Column::Title, 120);
        filters.equal("status", Column::Status, rules::choice::<PostStatus>());
        filters.ordered("published_at", Column::PublishedAt, rules::datetime());
    }
}

/// A new post.
pub struct CreatePost {
    pub title: String,
    pub body: String,
    pub slug: String,
    pub status: PostStatus,
    pub published_at: Option<DateTime<Utc>>,
    pub category_id: Option<i64>,
}

impl Input for CreatePost {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let title = fields.required("title", rules::text(1, 120).example("Title"));
        let body = fields.required("body", rules::unbounded_text(1).example("Body"));
        let slug = fields.required("slug", rules::slug(255).example("first-one"));
        let status = fields.optional(
            "status",
            rules::choice::<PostStatus>()
                .example("draft")
                .with_default("draft"),
        );
        let published_at = fields.optional(
            "published_at",
            rules::or_null(rules::datetime().example("2026-01-31T08:30:00Z")),
        );
        let category_id =
            fields.optional("category_id", rules::or_null(rules::integer().example(1)));
        Some(Self {
            title: title?,
            body: body?,
            slug: slug?,
            status: status?.unwrap_or(PostStatus::Draft),
            published_at: published_at?.flatten(),
            category_id: category_id?.flatten(),
        })
    }
}

/// What changes of a post: a field that is absent stays as it is.
pub struct UpdatePost {
    pub title: Option<String>,
    pub body: Option<String>,
    pub slug: Option<String>,
    pub status: Option<PostStatus>,
    pub published_at: Option<Option<DateTime<Utc>>>,
    pub category_id: Option<Option<i64>>,
}

impl Input for UpdatePost {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let title = fields.optional("title", rules::text(1, 120).example("Title"));
        let body = fields.optional("body", rules::unbounded_text(1).example("Body"));
        let slug = fields.optional("slug", rules::slug(255).example("first-one"));
        let status = fields.optional("status", rules::choice::<PostStatus>().example("draft"));
        let published_at = fields.optional(
            "published_at",
            rules::or_null(rules::datetime().example("2026-01-31T08:30:00Z")),
        );
        let category_id =
            fields.optional("category_id", rules::or_null(rules::integer().example(1)));
        Some(Self {
            title: title?,
            body: body?,
            slug: slug?,
            status: status?,
            published_at: published_at?,
            category_id: category_id?,
        })
    }
}

body_schema!(CreatePost, UpdatePost);
