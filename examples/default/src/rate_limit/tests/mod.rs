//! The limiter, in front of routes of its own.

mod auth;
mod redis;
mod tier;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::RateLimit;
use crate::app::AppState;
use crate::error::Error;
use crate::testing::{Answer, Client, TestApp};

async fn limited(_limit: RateLimit) -> &'static str {
    "ok"
}

async fn missing(_limit: RateLimit) -> Error {
    Error::NotFound("Nothing found")
}

/// Has the connection come from the address in `X-Peer`.
async fn from_peer(mut request: Request, next: Next) -> Response {
    let peer = request.headers().get("x-peer");
    let peer = peer.and_then(|peer| peer.to_str().ok()?.parse::<SocketAddr>().ok());
    if let Some(peer) = peer {
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    next.run(request).await
}

fn client(app: &TestApp) -> Client {
    let routes: Router<AppState> = Router::new()
        .route("/limited", get(limited).post(limited))
        .route("/limited/{id}", get(missing))
        .layer(from_fn(from_peer));
    app.around(routes)
}

async fn get_from(client: &Client, peer: &str, forwarded: &str) -> Answer {
    let headers = [("x-peer", peer), ("x-forwarded-for", forwarded)];
    client.call("GET", "/limited", &headers).await
}

fn limits(answer: &Answer) -> [Option<u64>; 3] {
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]
        .map(|name| answer.header(name).parse().ok())
}

#[tokio::test]
async fn the_eleventh_request_of_an_hour_is_refused() {
    let app = TestApp::new().await;
    let client = client(&app);
    for remaining in (0..10).rev() {
        let answer = client.get("/limited").await;
        answer.expect(200);
        let [limit, left, reset] = limits(&answer);
        assert_eq!((limit, left), (Some(10), Some(remaining)));
        assert!((3500..=3600).contains(&reset.unwrap()));
    }
    let answer = client.get("/limited").await;
    answer.expect_error(429, "Rate limit exceeded.");
    let [limit, left, reset] = limits(&answer);
    assert_eq!((limit, left), (Some(10), Some(0)));
    assert_eq!(
        answer.header("retry-after"),
        answer.header("ratelimit-reset")
    );
    assert!((3500..=3600).contains(&reset.unwrap()));
}

#[tokio::test]
async fn errors_of_a_limited_route_carry_the_headers() {
    let app = TestApp::new().await;
    let answer = client(&app).get("/limited/1").await;
    answer.expect_error(404, "Nothing found");
    assert_eq!(limits(&answer)[..2], [Some(10), Some(9)]);
}

#[tokio::test]
async fn routes_methods_and_addresses_are_counted_apart() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1")]).await;
    let client = client(&app);
    for status in [200, 429] {
        client.get("/limited").await.expect(status);
        client.post("/limited", Value::Null).await.expect(status);
        get_from(&client, "1.2.3.4:5", "").await.expect(status);
        get_from(&client, "[2001:db8::1]:5", "")
            .await
            .expect(status);
    }
    client.get("/limited/1").await.expect(404);
    client.get("/limited/2").await.expect(429);
}

#[tokio::test]
async fn only_a_trusted_proxy_says_who_the_client_is() {
    let app = TestApp::with(&[
        ("DEFAULT_RATE_LIMIT_LIMIT", "1"),
        ("TRUSTED_PROXIES", "10.0.0.0/8"),
    ])
    .await;
    let client = client(&app);
    get_from(&client, "9.9.9.9:5", "1.1.1.1").await.expect(200);
    get_from(&client, "9.9.9.9:6", "2.2.2.2").await.expect(429);
    get_from(&client, "10.0.0.1:5", "1.1.1.1").await.expect(200);
    get_from(&client, "10.0.0.2:5", "2.2.2.2, 1.1.1.1")
        .await
        .expect(429);
    get_from(&client, "10.0.0.1:5", "2.2.2.2").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_parallel_requests_as_many_pass_as_the_limit_says() {
    let app = TestApp::new().await;
    let client = client(&app);
    let mut requests = JoinSet::new();
    for _ in 0..200 {
        let client = client.clone();
        requests.spawn(async move { client.get("/limited").await.status.as_u16() });
    }
    let mut statuses = requests.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[..10], [200; 10]);
    assert_eq!(statuses[10..], [429; 190]);
}

#[tokio::test]
async fn a_window_ends() {
    let app = TestApp::with(&[
        ("DEFAULT_RATE_LIMIT_LIMIT", "1"),
        ("DEFAULT_RATE_LIMIT_PERIOD", "1"),
    ])
    .await;
    let client = client(&app);
    client.get("/limited").await.expect(200);
    client.get("/limited").await.expect(429);
    sleep(Duration::from_millis(1100)).await;
    client.get("/limited").await.expect(200);
}
