//! The application: its state, its routes and what happens around them.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
};
use sea_orm::DatabaseConnection;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, normalize_path::NormalizePath,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::config::{AppConfig, Config};
use crate::error::Error;
use crate::middleware::hosts::allowed_hosts;
use crate::middleware::request_id::request_id;
use crate::middleware::security_headers::security_headers;
use crate::middleware::timeout::timeout;
use crate::middleware::{cors, panic};
use crate::{entities, extract, health, openapi};

/// What handlers may ask for.
///
/// A handler takes the part that it needs, as in `State(db): State<DatabaseConnection>`.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub config: Arc<Config>,
    pub db: DatabaseConnection,
    pub metrics: crate::metrics::Metrics,
    pub passwords: crate::auth::Passwords,
    pub tokens: crate::auth::Tokens,
    pub cache: crate::cache::Cache,
    pub limiter: crate::rate_limit::Limiter,
    pub queue: crate::queue::Queue,
}

impl AppState {
    pub fn new(config: Config, db: DatabaseConnection) -> Self {
        Self {
            queue: crate::queue::Queue::new(&config, &db),
            db,
            metrics: crate::metrics::Metrics::new(),
            passwords: crate::auth::Passwords::default(),
            tokens: crate::auth::Tokens::new(&config.auth),
            cache: crate::cache::Cache::new(&config),
            limiter: crate::rate_limit::Limiter::new(&config),
            config: Arc::new(config),
        }
    }
}

/// The whole application. Every path works with and without its trailing slash.
pub fn router(state: AppState) -> Router {
    let api = Router::from(api(&state.config.app)).route_layer(from_fn(extract::buffer));
    let routes = Router::new()
        .merge(api)
        .merge(crate::metrics::routes())
        .merge(crate::docs::routes(&state))
        .fallback(async || Error::NotFound("Not Found"))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed);
    let app = layers(routes, &state).with_state(state);
    Router::new().fallback_service(NormalizePath::trim_trailing_slash(app))
}

/// The description of the API.
pub fn document(app: &AppConfig) -> OpenApi {
    openapi::complete(api(app).into_openapi())
}

fn api(app: &AppConfig) -> OpenApiRouter<AppState> {
    let resources = OpenApiRouter::new()
        .merge(crate::auth::routes())
        .merge(crate::queue::routes())
        .merge(entities::routes());
    OpenApiRouter::with_openapi(openapi::base(app))
        .merge(health::routes())
        .nest("/api/v1", resources)
}

/// A request passes the last layer first.
pub(crate) fn layers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let server = &state.config.server;
    let mut app = routes
        .layer(DefaultBodyLimit::max(server.body_limit))
        .layer(from_fn(crate::rate_limit::headers))
        .layer(from_fn_with_state(state.clone(), timeout))
        .layer(CatchPanicLayer::custom(panic::response))
        .layer(CompressionLayer::new());
    app = app.layer(from_fn_with_state(
        state.clone(),
        crate::cache::http::control,
    ));
    if let Some(cors) = cors::layer(&server.cors_origins) {
        app = app.layer(cors);
    }
    app.layer(from_fn_with_state(state.clone(), allowed_hosts))
        .layer(from_fn_with_state(state.clone(), security_headers))
        .layer(from_fn_with_state(state.clone(), crate::metrics::track))
        .layer(from_fn(request_id))
}
