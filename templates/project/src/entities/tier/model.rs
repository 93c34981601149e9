use chrono::{DateTime, Utc};
use sea_orm::DerivePartialModel;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body_schema;
use crate::pagination::Identified;
use crate::validation::rules::text;
use crate::validation::{Fields, Input, Rule};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tier")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct TierRead {
    #[schema(example = "free")]
    pub name: String,
    #[schema(example = 1)]
    pub id: i64,
    pub created_at: DateTime<Utc>,
}

impl From<Model> for TierRead {
    fn from(tier: Model) -> Self {
        Self {
            name: tier.name,
            id: tier.id,
            created_at: tier.created_at,
        }
    }
}

impl Identified for TierRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

pub struct CreateTier {
    pub name: String,
}

impl Input for CreateTier {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", text(1, 50).example("pro"));
        Some(Self { name: name? })
    }
}

/// What changes of a tier: a field that is absent stays as it is.
pub struct UpdateTier {
    pub name: Option<String>,
}

impl Input for UpdateTier {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.optional("name", text(1, 50).example("pro"));
        Some(Self { name: name? })
    }
}

body_schema!(CreateTier, UpdateTier);
