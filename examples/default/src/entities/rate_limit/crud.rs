use std::time::Duration;

use chrono::Utc;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};

use super::model::{
    ActiveModel, Column, CreateRateLimit, Entity, Model, RateLimitRead, UpdateRateLimit,
};
use crate::constraint::OnConstraint;
use crate::error::{Error, Result};
use crate::pagination::{self, Listing, Paging};
use crate::rate_limit::Quota;

/// A page of the rate limits of a tier.
pub async fn list(
    db: &impl ConnectionTrait,
    tier_id: i64,
    paging: Paging,
) -> Result<Listing<RateLimitRead>> {
    let limits = Entity::find().filter(Column::TierId.eq(tier_id));
    pagination::list(db, limits, Column::Id, paging).await
}

/// Every rate limit of a tier.
pub async fn all(db: &impl ConnectionTrait, tier_id: i64) -> Result<Vec<RateLimitRead>> {
    let limits = Entity::find()
        .filter(Column::TierId.eq(tier_id))
        .order_by_asc(Column::Id)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(limits)
}

pub async fn find(db: &impl ConnectionTrait, tier_id: i64, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(Column::TierId.eq(tier_id))
        .one(db)
        .await?)
}

/// How many requests a tier allows to a path, in the form of [`super::path_key`].
pub async fn find_quota(
    db: &impl ConnectionTrait,
    tier_id: i64,
    path: &str,
) -> Result<Option<Quota>> {
    let limit = Entity::find()
        .filter(Column::TierId.eq(tier_id))
        .filter(Column::Path.eq(path))
        .one(db)
        .await?;
    Ok(limit.map(|limit| Quota {
        limit: limit.limit.unsigned_abs(),
        period: Duration::from_secs(limit.period.unsigned_abs()),
    }))
}

/// Writes a new rate limit. A name or a path that is taken is 422.
pub async fn create(
    db: &impl ConnectionTrait,
    tier_id: i64,
    new: CreateRateLimit,
) -> Result<Model> {
    let CreateRateLimit {
        path,
        limit,
        period,
        name,
    } = new;
    let rate_limit = ActiveModel {
        tier_id: Set(tier_id),
        name: Set(name.unwrap_or_else(|| format!("{path}:{limit}:{period}"))),
        path: Set(path),
        limit: Set(limit),
        period: Set(period),
        created_at: Set(Utc::now()),
        ..Default::default()
    };
    taken(rate_limit.insert(db).await).on_foreign_key(Error::NotFound("Tier not found"))
}

/// Changes the fields that are there.
pub async fn update(
    db: &impl ConnectionTrait,
    rate_limit: Model,
    changes: UpdateRateLimit,
) -> Result<Model> {
    let UpdateRateLimit {
        path,
        limit,
        period,
        name,
    } = changes;
    let mut rate_limit = rate_limit.into_active_model();
    rate_limit.path = path.map_or(rate_limit.path, Set);
    rate_limit.limit = limit.map_or(rate_limit.limit, Set);
    rate_limit.period = period.map_or(rate_limit.period, Set);
    rate_limit.name = name.map_or(rate_limit.name, Set);
    rate_limit.updated_at = Set(Some(Utc::now()));
    taken(rate_limit.update(db).await)
}

pub async fn delete(db: &impl ConnectionTrait, rate_limit: Model) -> Result<()> {
    Entity::delete_by_id(rate_limit.id).exec(db).await?;
    Ok(())
}

fn taken(written: Result<Model, DbErr>) -> Result<Model> {
    written
        .on_unique(
            "rate_limit_name_key",
            Error::Unprocessable("Rate Limit Name not available"),
        )
        .on_unique(
            "rate_limit_tier_id_path_key",
            Error::Unprocessable("There is already a rate limit for this path"),
        )
}
