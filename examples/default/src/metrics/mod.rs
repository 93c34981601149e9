//! Prometheus metrics, kept by the application and not by the process.

mod cache;
mod pool;
mod track;

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Router, extract::State, http::header::CONTENT_TYPE, response::IntoResponse, routing::get,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use sea_orm::DatabaseConnection;

use crate::{app::AppState, error::Result};

pub use self::track::track;

const CONTENT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the request durations that are told apart, in seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// What the server counts about itself.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Labels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    connections_open: Gauge,
    connections_idle: Gauge,
    cache_requests: cache::CacheRequests,
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let durations: Family<_, _, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register(
            "http_request_duration_seconds",
            "Time from the request to its answer",
            durations.clone(),
        );
        let in_flight = Gauge::default();
        registry.register(
            "http_requests_in_flight",
            "Requests without an answer yet",
            in_flight.clone(),
        );
        let connections_open = Gauge::default();
        registry.register(
            "db_connections_open",
            "Database connections",
            connections_open.clone(),
        );
        let connections_idle = Gauge::default();
        registry.register(
            "db_connections_idle",
            "Database connections that wait for work",
            connections_idle.clone(),
        );
        let cache_requests = cache::CacheRequests::register(&mut registry);
        let started = Gauge::<i64>::default();
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        started.set(now.map_or(0, |now| now.as_secs().cast_signed()));
        registry.register(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970",
            started,
        );
        Self {
            registry: Arc::new(registry),
            requests,
            durations,
            in_flight,
            connections_open,
            connections_idle,
            cache_requests,
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

pub fn routes() -> Router<AppState> {
    Router::new().route("/metrics", get(show))
}

async fn show(
    State(metrics): State<Metrics>,
    State(db): State<DatabaseConnection>,
    State(cache): State<crate::cache::Cache>,
) -> Result<impl IntoResponse> {
    metrics.cache_requests.update(&cache);
    let (open, idle) = pool::connections(&db);
    metrics.connections_open.set(open.into());
    metrics.connections_idle.set(idle as i64);
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(anyhow::Error::from)?;
    Ok(([(CONTENT_TYPE, CONTENT)], text))
}

#[cfg(test)]
mod tests {
    use axum::{Router, routing::get};

    use crate::testing::TestApp;

    #[tokio::test]
    async fn requests_are_counted_by_route_template() {
        let app = TestApp::new().await;
        let item = Router::new().route("/item/{id}", get(async || "an item"));
        let client = app.around(item.merge(super::routes()));
        client.get("/item/1").await.expect(200);
        client.get("/item/2").await.expect(200);
        client.get("/nothing/here").await.expect(404);
        client.call("BREW", "/nothing/there", &[]).await.expect(404);
        let answer = client.get("/metrics").await;
        answer.expect(200);
        for line in [
            r#"http_requests_total{method="GET",route="/item/{id}",status="200"} 2"#,
            r#"http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
            r#"http_requests_total{method="other",route="unmatched",status="404"} 1"#,
            "http_request_duration_seconds_bucket{le=",
            "http_requests_in_flight 1",
            "db_connections_open ",
            "process_start_time_seconds 1",
        ] {
            assert!(answer.text.contains(line), "{line} in {}", answer.text);
        }
    }

    #[tokio::test]
    async fn each_server_counts_for_itself() {
        TestApp::new().await.anonymous().get("/nothing").await;
        let other = TestApp::new().await.anonymous().get("/metrics").await;
        assert!(!other.text.contains("unmatched"), "{}", other.text);
    }
}
