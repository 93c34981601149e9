use chrono::{DateTime, Utc};
use sea_orm::DerivePartialModel;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body_schema;
use crate::pagination::Identified;
use crate::query::{Filters, Listed};
use crate::validation::{Fields, Input, Rule, rules};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What an answer shows of a category.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct CategoryRead {
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = "Name")]
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: Option<DateTime<Utc>>,
}

impl From<Model> for CategoryRead {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Identified for CategoryRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

impl Listed for Entity {
    type Id = i64;

    const SORT: &'static [(&'static str, Column)] =
        &[("name", Column::Name), ("created_at", Column::CreatedAt)];

    fn filters(filters: &mut Filters<'_, '_>) {
        filters.text("name", Column::Name, 50);
    }
}

/// A new category.
pub struct CreateCategory {
    pub name: String,
}

impl Input for CreateCategory {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", rules::text(1, 50).example("Name"));
        Some(Self { name: name? })
    }
}

/// What changes of a category: a field that is absent stays as it is.
pub struct UpdateCategory {
    pub name: Option<String>,
}

impl Input for UpdateCategory {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.optional("name", rules::text(1, 50).example("Name"));
        Some(Self { name: name? })
    }
}

body_schema!(CreateCategory, UpdateCategory);
