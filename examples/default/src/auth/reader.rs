use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef};

use super::MaybeUser;
use crate::app::AppState;
use crate::entities::user;
use crate::error::{Error, Result};

/// Who looks at rows, and which of them are there for that reader.
///
/// As an argument of a handler it does not ask for a token, but a token that is not valid is 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Anonymous,
    User(i64),
    Superuser,
}

impl Reader {
    /// The rows whose `column` is the reader's id; of a superuser, all rows.
    pub fn owns(self, column: impl IntoColumnRef) -> Condition {
        match self {
            Self::Superuser => Condition::all(),
            Self::User(id) => Condition::all().add(Expr::col(column).eq(id)),
            Self::Anonymous => none(),
        }
    }

    /// All rows for users, none for others.
    pub fn is_user(self) -> Condition {
        match self {
            Self::Superuser | Self::User(_) => Condition::all(),
            Self::Anonymous => none(),
        }
    }

    /// All rows for superusers, none for others.
    pub fn is_superuser(self) -> Condition {
        match self {
            Self::Superuser => Condition::all(),
            Self::User(_) | Self::Anonymous => none(),
        }
    }
}

fn none() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

impl From<&user::Model> for Reader {
    fn from(user: &user::Model) -> Self {
        if user.is_superuser {
            Self::Superuser
        } else {
            Self::User(user.id)
        }
    }
}

/// As a part of the key of a cached answer.
impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::User(id) => write!(f, "{id}"),
            Self::Superuser => f.write_str("superuser"),
        }
    }
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let MaybeUser(user) = MaybeUser::from_request_parts(parts, state).await?;
        Ok(user.as_ref().map_or(Self::Anonymous, Self::from))
    }
}
