//! Pages that show the description of the API, as far as the environment lets them.

mod gate;
mod redoc;
mod swagger;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::app::{self, AppState};
use crate::config::{Config, Environment};
use crate::error::Result;

/// The pages, and the document that they show.
pub fn routes(state: &AppState) -> Router<AppState> {
    let pages = Router::new()
        .route("/openapi.json", get(document))
        .merge(swagger::routes())
        .merge(redoc::routes());
    match state.config.environment {
        Environment::Local => pages,
        Environment::Staging => {
            pages.route_layer(from_fn_with_state(state.clone(), gate::superusers_only))
        }
        Environment::Production => Router::new(),
    }
}

async fn document(State(config): State<Arc<Config>>) -> Result<impl IntoResponse> {
    let json = app::document(&config.app)
        .to_json()
        .map_err(anyhow::Error::from)?;
    Ok(([(CONTENT_TYPE, "application/json")], json))
}
