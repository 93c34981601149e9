use axum::{
    Router,
    http::header::CONTENT_SECURITY_POLICY,
    response::{Html, IntoResponse},
    routing::get,
};

use crate::app::AppState;

/// The script comes from ReDoc's own server; nothing else does.
const POLICY: &str = "default-src 'none'; script-src https://cdn.redoc.ly; \
    style-src 'unsafe-inline'; img-src 'self' data: https://cdn.redoc.ly; connect-src 'self'; \
    worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/redoc", get(page))
}

async fn page() -> impl IntoResponse {
    let page = Html(include_str!("redoc.html"));
    ([(CONTENT_SECURITY_POLICY, POLICY)], page)
}
