use std::sync::Arc;

use anyhow::anyhow;
use axum::{
    Router,
    extract::Path,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use utoipa_swagger_ui::Config;

use crate::{
    app::AppState,
    error::{Error, Result},
};

/// Everything comes from this server. Swagger UI writes styles and images into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const ONE_DAY: &str = "private, max-age=86400";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/docs", get(page))
        .route("/docs/start.js", get(start))
        .route("/docs/{file}", get(asset))
}

async fn page() -> impl IntoResponse {
    let page = Html(include_str!("swagger.html"));
    ([(CONTENT_SECURITY_POLICY, POLICY)], page)
}

async fn start() -> impl IntoResponse {
    let script = include_str!("swagger.js");
    ([(CONTENT_TYPE, "text/javascript")], script)
}

async fn asset(Path(name): Path<String>) -> Result<Response> {
    let file = utoipa_swagger_ui::serve(&name, Arc::new(Config::from("/openapi.json")))
        .map_err(|error| anyhow!("Swagger UI cannot serve {name}: {error}"))?
        .filter(|_| !name.ends_with(".html") && name != "swagger-initializer.js")
        .ok_or(Error::NotFound("Not Found"))?;
    let headers = [
        (CONTENT_TYPE, file.content_type),
        (CACHE_CONTROL, ONE_DAY.to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}
