use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;

use super::address::client_address;
use super::headers::Report;
use crate::app::AppState;
use crate::error::{Error, Result};

/// Limits the requests of each client to the route.
pub struct RateLimit;

impl FromRequestParts<AppState> for RateLimit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let user = crate::auth::MaybeUser::from_request_parts(parts, state)
            .await?
            .0;
        let config = &state.config.rate_limit;
        let route = parts.extensions.get().map_or("", MatchedPath::as_str);
        let tier = user.as_ref().and_then(|user| user.tier_id);
        let quota = super::tier::quota(state, tier, route)
            .await?
            .unwrap_or(config.default);
        let client = match user {
            Some(user) => format!("user:{}", user.id),
            None => format!("ip:{}", client_address(parts, &config.trusted_proxies)),
        };
        let client = format!("{client}:{}:{route}", parts.method);
        Report::of(parts)
            .count(&state.limiter, &client, quota)
            .await?;
        Ok(Self)
    }
}
