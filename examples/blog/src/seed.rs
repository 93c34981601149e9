//! What a new database starts with.

use crate::app::AppState;
use crate::entities::{tier, user};

/// Creates what the settings describe and the database lacks.
pub async fn run(state: &AppState) -> anyhow::Result<()> {
    let AppState {
        config,
        db,
        passwords,
        ..
    } = state;
    tier::ensure(db, &config.tier.name).await?;
    user::ensure_superuser(db, passwords, &config.admin).await?;
    Ok(())
}
