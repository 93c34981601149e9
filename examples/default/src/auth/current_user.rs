use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::sessions;
use super::tokens::{Claims, TokenType};
use crate::app::AppState;
use crate::entities::user;
use crate::error::{Error, Result};

/// The user whose access token came with the request. Without one, the answer is 401.
///
/// Of several extractors that ask for the user, the first one looks.
#[derive(Clone)]
pub struct CurrentUser {
    pub user: user::Model,
    pub claims: Claims,
}

/// The user, if a token came with the request. A token that is not valid is still 401.
pub struct MaybeUser(pub Option<user::Model>);

/// A user with all privileges; any other is answered 403.
pub struct Superuser(pub user::Model);

pub(super) const NOT_AUTHENTICATED: Error = Error::Unauthorized("Not authenticated");
pub(super) const INVALID_TOKEN: Error = Error::Unauthorized("User not authenticated.");

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = bearer(parts).ok_or(NOT_AUTHENTICATED)?;
        let claims = state
            .tokens
            .verify(token, TokenType::Access)
            .ok_or(INVALID_TOKEN)?;
        let user = sessions::user(&state.db, &claims)
            .await?
            .ok_or(INVALID_TOKEN)?;
        let current = Self { user, claims };
        parts.extensions.insert(current.clone());
        Ok(current)
    }
}

impl FromRequestParts<AppState> for MaybeUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        if bearer(parts).is_none() {
            return Ok(Self(None));
        }
        let CurrentUser { user, .. } = CurrentUser::from_request_parts(parts, state).await?;
        Ok(Self(Some(user)))
    }
}

impl FromRequestParts<AppState> for Superuser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let CurrentUser { user, .. } = CurrentUser::from_request_parts(parts, state).await?;
        if !user.is_superuser {
            return Err(Error::Forbidden("You do not have enough privileges."));
        }
        Ok(Self(user))
    }
}

/// The token of `Authorization: Bearer …`, with the scheme in any case.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts
        .headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
