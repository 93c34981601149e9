use sea_orm::DerivePartialModel;
use sea_orm::entity::prelude::*;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::ObjectBuilder;

use crate::body_schema;
use crate::pagination::Identified;
use crate::validation::rules::{Documented, Pattern, Text, email, password, secret, text, url};
use crate::validation::{Fields, Input, Problem, Rule, Source};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub uuid: Uuid,
    pub name: String,
    #[sea_orm(unique)]
    pub username: String,
    pub email: String,
    pub hashed_password: String,
    pub profile_image_url: String,
    pub is_superuser: bool,
    pub tier_id: Option<i64>,
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub is_deleted: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// What others see of a user.
#[derive(Clone, Debug, Serialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct UserRead {
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "ada")]
    pub username: String,
    /// Shown to the user and to superusers; `null` to others.
    #[schema(example = "ada@example.com")]
    pub email: Option<String>,
    #[schema(example = "https://profileimageurl.com")]
    pub profile_image_url: String,
    pub tier_id: Option<i64>,
}

impl From<Model> for UserRead {
    fn from(user: Model) -> Self {
        Self {
            id: user.id,
            name: user.name,
            username: user.username,
            email: Some(user.email),
            profile_image_url: user.profile_image_url,
            tier_id: user.tier_id,
        }
    }
}

/// What anybody may see of a user, nested in what the user wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct UserSummary {
    #[schema(example = 1)]
    pub id: i64,
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "ada")]
    pub username: String,
    #[schema(example = "https://profileimageurl.com")]
    pub profile_image_url: String,
}

impl Identified for UserRead {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }
}

static USERNAME: Pattern = Pattern::new("^[a-z0-9]+$");

/// A name that is also a path: `/user/me` is already something else.
struct Username(Documented<Text>);

fn username() -> Username {
    Username(text(2, 20).pattern(&USERNAME).example("ada"))
}

impl Rule for Username {
    type Output = String;

    fn check(&self, value: &Value, source: Source) -> Result<String, Problem> {
        let username = self.0.check(value, source)?;
        if username == "me" {
            return Err(Problem::value("`me` is reserved"));
        }
        Ok(username)
    }

    fn schema(&self) -> ObjectBuilder {
        self.0.schema()
    }
}

/// A registration.
pub struct CreateUser {
    pub name: String,
    pub username: String,
    pub email: String,
    pub password: SecretString,
}

impl Input for CreateUser {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", text(2, 30).example("Ada Lovelace"));
        let username = fields.required("username", username());
        let email = fields.required("email", email());
        let password = fields.required("password", password());
        Some(Self {
            name: name?,
            username: username?,
            email: email?,
            password: password?,
        })
    }
}

/// What a user changes: a field that is absent stays as it is.
pub struct UpdateUser {
    pub name: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub profile_image_url: Option<String>,
}

impl Input for UpdateUser {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.optional("name", text(2, 30).example("Ada Lovelace"));
        let username = fields.optional("username", username());
        let email = fields.optional("email", email());
        let profile_image_url = fields.optional("profile_image_url", url());
        Some(Self {
            name: name?,
            username: username?,
            email: email?,
            profile_image_url: profile_image_url?,
        })
    }
}

pub struct ChangePassword {
    pub current_password: SecretString,
    pub new_password: SecretString,
}

impl Input for ChangePassword {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let current_password = fields.required("current_password", secret(1, 1024));
        let new_password = fields.required("new_password", password());
        Some(Self {
            current_password: current_password?,
            new_password: new_password?,
        })
    }
}

body_schema!(CreateUser, UpdateUser, ChangePassword);
