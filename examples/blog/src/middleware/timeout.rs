use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    config::Config,
    error::{Error, Result},
};

/// Gives up on a request after `REQUEST_TIMEOUT`.
pub async fn timeout(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response> {
    tokio::time::timeout(config.server.request_timeout, next.run(request))
        .await
        .map_err(|_| Error::GatewayTimeout)
}
