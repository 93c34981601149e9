//! Sessions: what a log-in starts, a refresh continues and a log-out ends.
//!
//! A session is a family of tokens. All of it lives in the database, so that what is revoked
//! on one server is dead on every other.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::tables::{refresh_token, token_blacklist};
use super::tokens::{Claims, TokenType, Tokens};
use crate::db;
use crate::entities::user;
use crate::error::{Error, Result};

/// The two tokens that a log-in or a refresh answers.
pub struct Pair {
    pub access: String,
    pub refresh: String,
}

const HOUR: Duration = Duration::from_secs(60 * 60);

pub(super) const INVALID_REFRESH_TOKEN: Error = Error::Unauthorized("Invalid refresh token.");

/// The user of a token, unless the token or its session was revoked or the user deleted.
pub async fn user(db: &impl ConnectionTrait, claims: &Claims) -> Result<Option<user::Model>> {
    let revoked = Query::select()
        .expr(Expr::value(1))
        .from(token_blacklist::Entity)
        .and_where(token_blacklist::Column::Jti.is_in([claims.jti, claims.family]))
        .take();
    let user = user::Entity::find_by_id(claims.sub)
        .filter(user::Column::IsDeleted.eq(false))
        .filter(Expr::exists(revoked).not())
        .one(db)
        .await?;
    Ok(user)
}

/// Starts a session of `user_id`.
pub async fn start(db: &impl ConnectionTrait, tokens: &Tokens, user_id: i64) -> Result<Pair> {
    issue(db, tokens, user_id, Uuid::now_v7()).await
}

/// Exchanges a refresh token, which serves once, for a new pair.
///
/// A second use means that somebody else has the token, so it ends the session for both.
pub async fn rotate(db: &DatabaseConnection, tokens: &Tokens, claims: &Claims) -> Result<Pair> {
    let tx = db::begin(db).await?;
    let now = Utc::now();
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::Jti.eq(claims.jti))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    if used.rows_affected == 0 {
        // PostgreSQL has locked the row that it waited for: it is let go before others are locked.
        tx.rollback().await?;
        let tx = db::begin(db).await?;
        revoke_session(&tx, tokens, claims.family).await?;
        tx.commit().await?;
        return Err(INVALID_REFRESH_TOKEN);
    }
    let pair = issue(&tx, tokens, claims.sub, claims.family).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Ends the session: none of its tokens is valid any more.
pub async fn revoke_session(
    db: &impl ConnectionTrait,
    tokens: &Tokens,
    family: Uuid,
) -> Result<()> {
    let expires_at = Utc::now() + tokens.lifetime(TokenType::Refresh);
    refuse(db, family, expires_at).await?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::Family.eq(family))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends the sessions of `user_id`, except the one of the family `keep`.
pub async fn revoke_others(
    db: &impl ConnectionTrait,
    tokens: &Tokens,
    user_id: i64,
    keep: Option<Uuid>,
) -> Result<()> {
    let families: Vec<Uuid> = refresh_token::Entity::find()
        .select_only()
        .column(refresh_token::Column::Family)
        .distinct()
        .filter(refresh_token::Column::UserId.eq(user_id))
        .into_tuple()
        .all(db)
        .await?;
    for family in families.into_iter().filter(|family| Some(*family) != keep) {
        revoke_session(db, tokens, family).await?;
    }
    Ok(())
}

/// Purges once an hour, as long as the process lives.
pub async fn purge_forever(db: DatabaseConnection) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        if let Err(error) = purge_expired(&db, Utc::now()).await {
            tracing::warn!(%error, "cannot purge expired tokens");
        }
    }
}

/// Deletes what has expired by `now`, and thereby is refused anyway.
pub async fn purge_expired(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    token_blacklist::Entity::delete_many()
        .filter(token_blacklist::Column::ExpiresAt.lt(now))
        .exec(db)
        .await?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::ExpiresAt.lt(now))
        .exec(db)
        .await?;
    Ok(())
}

async fn issue(
    db: &impl ConnectionTrait,
    tokens: &Tokens,
    user_id: i64,
    family: Uuid,
) -> Result<Pair> {
    let access = tokens.claims(TokenType::Access, user_id, family);
    let refresh = tokens.claims(TokenType::Refresh, user_id, family);
    let row = refresh_token::ActiveModel {
        jti: Set(refresh.jti),
        family: Set(family),
        user_id: Set(user_id),
        used_at: Set(None),
        expires_at: Set(refresh.expires_at()),
    };
    refresh_token::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(Pair {
        access: tokens.sign(&access)?,
        refresh: tokens.sign(&refresh)?,
    })
}

async fn refuse(db: &impl ConnectionTrait, id: Uuid, expires_at: DateTime<Utc>) -> Result<()> {
    let row = token_blacklist::ActiveModel {
        jti: Set(id),
        expires_at: Set(expires_at),
    };
    token_blacklist::Entity::insert(row)
        .on_conflict(
            OnConflict::column(token_blacklist::Column::Jti)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
