// Written by boilerplate from boilerplate.toml: do not edit, it is regenerated.
pub mod rate_limit;
pub mod tier;
pub mod user;

use utoipa_axum::router::OpenApiRouter;

use crate::app::AppState;

/// The routes of every resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(rate_limit::routes())
        .merge(tier::routes())
        .merge(user::routes())
}
