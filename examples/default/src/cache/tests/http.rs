use axum::Router;
use axum::http::Method;
use axum::middleware::map_response;
use axum::routing::get;

use super::Colour;
use crate::app::AppState;
use crate::cache::{Cache, http};
use crate::error::{Error, Result};
use crate::testing::{Client, TestApp};

async fn colour(cache: Cache) -> Result<String> {
    let colour = cache.get_or_set(&Colour("red"), cache.ttl(), async || Ok(5));
    Ok(colour.await?.to_string())
}

async fn missing() -> Error {
    Error::NotFound("Colour not found")
}

async fn client(settings: &[(&str, &str)]) -> Client {
    let app = TestApp::with(settings).await;
    let routes: Router<AppState> = Router::new()
        .route("/public", get(colour).post(colour))
        .route("/missing", get(missing))
        .layer(map_response(http::public))
        .route("/private", get(async || "private"));
    app.around(routes)
}

#[tokio::test]
async fn an_anonymous_read_of_a_public_route_may_be_kept() {
    let client = client(&[("CLIENT_CACHE_MAX_AGE", "30")]).await;
    let answer = client.get("/public").await;
    answer.expect(200);
    assert_eq!(answer.header("cache-control"), "public, max-age=30");
    assert_eq!(answer.header("vary"), "authorization");
    let etag = answer.header("etag");
    assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag}");
    let head = client.request(Method::HEAD, "/public").await;
    head.expect(200);
    assert_eq!(head.header("etag"), etag);
    assert_eq!(head.header("content-length"), "1");
    assert_eq!(head.text, "");
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let client = client(&[]).await;
    let etag = client.get("/public").await;
    let etag = etag.header("etag");
    for known in [
        etag,
        "*",
        &format!("W/{etag}"),
        &format!("\"other\", {etag}"),
    ] {
        for method in ["GET", "HEAD"] {
            let known = [("if-none-match", known)];
            let answer = client.call(method, "/public", &known).await;
            answer.expect(304);
            assert_eq!(answer.text, "");
            assert_eq!(answer.header("etag"), etag);
            assert_eq!(answer.header("cache-control"), "public, max-age=60");
            assert_eq!(answer.header("vary"), "authorization");
            assert_eq!(answer.header("content-type"), "");
        }
    }
    let other = [("if-none-match", "\"other\"")];
    client.call("GET", "/public", &other).await.expect(200);
}

#[tokio::test]
async fn what_carries_a_token_and_what_is_not_public_is_not_kept() {
    let client = client(&[]).await;
    for (method, path, headers) in [
        ("GET", "/public", &[("authorization", "Bearer token")][..]),
        ("POST", "/public", &[]),
        ("GET", "/private", &[]),
        ("GET", "/missing", &[]),
        ("GET", "/missing", &[("if-none-match", "*")]),
        ("GET", "/nowhere", &[]),
    ] {
        let answer = client.call(method, path, headers).await;
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(answer.header("etag"), "");
        assert_ne!(answer.status, 304);
    }
}

#[tokio::test]
async fn hits_and_misses_show_while_developing_alone() {
    let local = client(&[]).await;
    for expected in ["miss", "hit"] {
        let answer = local.get("/public").await;
        assert_eq!(answer.header("x-cache"), expected);
    }
    assert_eq!(local.get("/private").await.header("x-cache"), "");
    let staging = client(&[("ENVIRONMENT", "staging")]).await;
    assert_eq!(staging.get("/public").await.header("x-cache"), "");
}
