use sea_orm::DerivePartialModel;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::ObjectBuilder;

use crate::body_schema;
use crate::pagination::Identified;
use crate::validation::rules::{Documented, Integer, Text, integer, text};
use crate::validation::{Fields, Input, Problem, Rule, Source};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_limit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tier_id: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub path: String,
    pub limit: i64,
    /// In seconds.
    pub period: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct RateLimitRead {
    #[schema(example = "api_v1_tasks_task")]
    pub path: String,
    #[schema(example = 5)]
    pub limit: i64,
    /// In seconds.
    #[schema(example = 60)]
    pub period: i64,
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = 1)]
    pub tier_id: i64,
    #[schema(example = "api_v1_tasks_task:5:60")]
    pub name: String,
}

impl From<Model> for RateLimitRead {
    fn from(rate_limit: Model) -> Self {
        Self {
            path: rate_limit.path,
            limit: rate_limit.limit,
            period: rate_limit.period,
            id: rate_limit.id,
            tier_id: rate_limit.tier_id,
            name: rate_limit.name,
        }
    }
}

impl Identified for RateLimitRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

/// The form in which paths are stored and compared: `/api/v1/users` is `api_v1_users`.
pub fn path_key(path: &str) -> String {
    path.trim_matches('/').replace('/', "_")
}

/// The path of a route, as it is or as it is stored.
struct RoutePath(Documented<Text>);

fn route_path() -> RoutePath {
    RoutePath(text(1, 200).example("api/v1/tasks/task"))
}

impl Rule for RoutePath {
    type Output = String;

    fn check(&self, value: &Value, source: Source) -> Result<String, Problem> {
        let path = self.0.check(value, source)?;
        self.0.check(&Value::from(path_key(&path)), source)
    }

    fn schema(&self) -> ObjectBuilder {
        self.0.schema()
    }
}

/// From one to what every database and client can hold.
fn count() -> Integer {
    integer().min(1).max(i32::MAX.into())
}

pub struct CreateRateLimit {
    pub path: String,
    pub limit: i64,
    pub period: i64,
    /// Default `<path>:<limit>:<period>`.
    pub name: Option<String>,
}

impl Input for CreateRateLimit {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let path = fields.required("path", route_path());
        let limit = fields.required("limit", count());
        let period = fields.required("period", count());
        let name = fields.optional("name", text(1, 255).example("api_v1_tasks_task:5:60"));
        Some(Self {
            path: path?,
            limit: limit?,
            period: period?,
            name: name?,
        })
    }
}

/// What changes of a rate limit: a field that is absent stays as it is.
pub struct UpdateRateLimit {
    pub path: Option<String>,
    pub limit: Option<i64>,
    pub period: Option<i64>,
    pub name: Option<String>,
}

impl Input for UpdateRateLimit {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let path = fields.optional("path", route_path());
        let limit = fields.optional("limit", count());
        let period = fields.optional("period", count());
        let name = fields.optional("name", text(1, 255).example("api_v1_tasks_task:5:60"));
        Some(Self {
            path: path?,
            limit: limit?,
            period: period?,
            name: name?,
        })
    }
}

body_schema!(CreateRateLimit, UpdateRateLimit);
