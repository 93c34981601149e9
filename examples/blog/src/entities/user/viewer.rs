use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::model::Model;
use crate::access::{self, Permission};
use crate::app::AppState;
use crate::auth::{CurrentUser, MaybeUser};
use crate::error::{Error, Result};

/// Who reads users: a user, or anyone at all where `PUBLIC_USERS` is set.
pub(super) struct Viewer {
    user: Option<Model>,
    users_are_public: bool,
}

impl Viewer {
    /// Whether the viewer may see what is private to `user`.
    pub(super) fn sees_private(&self, user: &Model) -> bool {
        self.users_are_public || access::allows(user, self.user.as_ref(), Permission::ViewPrivate)
    }

    /// 403 unless the viewer may list all users.
    pub(super) fn require_list(&self) -> Result<()> {
        if self.users_are_public || self.user.as_ref().is_some_and(|user| user.is_superuser) {
            return Ok(());
        }
        Err(Error::Forbidden("You do not have enough privileges."))
    }
}

impl FromRequestParts<AppState> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let users_are_public = state.config.auth.public_users;
        let user = if users_are_public {
            MaybeUser::from_request_parts(parts, state).await?.0
        } else {
            Some(CurrentUser::from_request_parts(parts, state).await?.user)
        };
        Ok(Self {
            user,
            users_are_public,
        })
    }
}
