use chrono::Utc;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use super::model::{ActiveModel, Column, CreateTier, Entity, Model, TierRead, UpdateTier};
use crate::constraint::OnConstraint;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::pagination::{self, Listing, Paging};

/// A page of the tiers.
pub async fn list(db: &impl ConnectionTrait, paging: Paging) -> Result<Listing<TierRead>> {
    pagination::list(db, Entity::find(), Column::Id, paging).await
}

pub async fn find(db: &impl ConnectionTrait, name: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Name.eq(name)).one(db).await?)
}

pub async fn find_by_id(db: &impl ConnectionTrait, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Writes a new tier. A name that is taken is 422.
pub async fn create(db: &impl ConnectionTrait, new: CreateTier) -> Result<Model> {
    let tier = ActiveModel {
        name: Set(new.name),
        created_at: Set(Utc::now()),
        ..Default::default()
    };
    taken(tier.insert(db).await)
}

/// Creates the tier of this name, unless there is one. Answers whether it was created.
pub async fn ensure(db: &impl ConnectionTrait, name: &str) -> Result<bool> {
    if find(db, name).await?.is_some() {
        return Ok(false);
    }
    match create(
        db,
        CreateTier {
            name: name.to_owned(),
        },
    )
    .await
    {
        Ok(_) => Ok(true),
        // Another server, starting at the same time, was faster.
        Err(Error::Unprocessable(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Changes the fields that are there.
pub async fn update(db: &impl ConnectionTrait, tier: Model, changes: UpdateTier) -> Result<Model> {
    let UpdateTier { name } = changes;
    let mut tier = tier.into_active_model();
    tier.name = name.map_or(tier.name, Set);
    tier.updated_at = Set(Some(Utc::now()));
    taken(tier.update(db).await)
}

/// Deletes a tier, which is 409 while users have it.
pub async fn delete(db: &impl ConnectionTrait, tier: Model) -> Result<()> {
    Entity::delete_by_id(tier.id)
        .exec(db)
        .await
        .on_foreign_key(Error::Conflict("Tier is still in use"))?;
    Ok(())
}

/// Gives a user a tier, or none. A tier that does not exist is 404.
pub async fn assign(
    db: &impl ConnectionTrait,
    user: user::Model,
    tier_id: Option<i64>,
) -> Result<()> {
    let mut user = user.into_active_model();
    user.tier_id = Set(tier_id);
    user.updated_at = Set(Some(Utc::now()));
    user.update(db)
        .await
        .on_foreign_key(Error::NotFound("Tier not found"))?;
    Ok(())
}

fn taken(written: Result<Model, DbErr>) -> Result<Model> {
    written.on_unique(
        "tier_name_key",
        Error::Unprocessable("Tier Name not available"),
    )
}
