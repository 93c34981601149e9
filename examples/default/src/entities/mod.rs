// Written by boilerplate from boilerplate.toml: do not edit, it is regenerated.
pub mod tier;
pub mod user;

use utoipa_axum::router::OpenApiRouter;

use crate::app::AppState;

/// The routes of every resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(tier::routes())
        .merge(user::routes())
}
