use super::limiter::Quota;
use crate::app::AppState;
use crate::entities::rate_limit::{self, path_key};
use crate::error::Result;

/// The limit that a tier has for a route, if it has one.
pub(super) async fn quota(
    state: &AppState,
    tier_id: Option<i64>,
    route: &str,
) -> Result<Option<Quota>> {
    let Some(tier_id) = tier_id else {
        return Ok(None);
    };
    let path = path_key(route);
    let key = super::cache::TierQuota(tier_id, &path);
    let read = || rate_limit::find_quota(&state.db, tier_id, &path);
    state.cache.get_or_set(&key, super::cache::TTL, read).await
}
