use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;

use crate::testing::TestApp;

#[tokio::test]
async fn errors_of_the_router_have_the_envelope() {
    let app = TestApp::new().await;
    for path in ["/nothing", "/api/v1/nothing", "/", "//"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json(), json!({"detail": "Not Found"}));
    }
    let answer = app.anonymous().call("DELETE", "/health/live", &[]).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.json(), json!({"detail": "Method Not Allowed"}));
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_trailing_slash_and_head_work_everywhere() {
    let app = TestApp::new().await;
    for path in ["/health/ready/", "/health/live/"] {
        assert_eq!(app.anonymous().get(path).await.status, 200, "{path}");
        let head = app.anonymous().call("HEAD", path, &[]).await;
        assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    }
}

#[tokio::test]
async fn a_request_id_is_kept_if_well_formed_and_made_otherwise() {
    let app = TestApp::new().await;
    let long = "x".repeat(128);
    for id in ["a", "A_b-c.9", &long] {
        let answer = app
            .anonymous()
            .call("GET", "/nothing", &[("x-request-id", id)])
            .await;
        assert_eq!(answer.header("x-request-id"), id);
    }
    let too_long = "x".repeat(129);
    for id in ["", "a b", "a\tb", "é", &too_long] {
        let answer = app
            .anonymous()
            .call("GET", "/health/live", &[("x-request-id", id)])
            .await;
        let made = answer.header("x-request-id").parse::<Uuid>();
        assert!(made.is_ok(), "{id}: {answer:?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let app = TestApp::new().await;
    for path in ["/health/live", "/nothing"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(answer.header("strict-transport-security"), "");
    }
    let production = [
        ("ENVIRONMENT", "production"),
        ("ALLOWED_HOSTS", "example.com"),
    ];
    let answer = TestApp::with(&production)
        .await
        .anonymous()
        .get("/health/live")
        .await;
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
}

#[tokio::test]
async fn only_allowed_hosts_are_answered() {
    let app = TestApp::with(&[("ALLOWED_HOSTS", "example.com")]).await;
    let client = app.anonymous();
    let call = async |host| client.call("GET", "/nothing", &[("host", host)]).await;
    assert_eq!(call("example.com:8000").await.status, 404);
    call("evil.com")
        .await
        .expect_error(400, "Invalid host header");
    client.get("/nothing").await.expect(400);
    client.get("/health/live").await.expect(200);
}

#[tokio::test]
async fn cors_is_off_until_origins_are_listed() {
    let preflight = [
        ("origin", "https://example.com"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization"),
    ];
    let path = "/health/live";
    let app = TestApp::new().await;
    let answer = app.anonymous().call("OPTIONS", path, &preflight).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("access-control-allow-origin"), "");

    let app = TestApp::with(&[("CORS_ORIGINS", "https://example.com")]).await;
    let answer = app.anonymous().call("OPTIONS", path, &preflight).await;
    assert_eq!(answer.status, 200);
    let allowed = answer.header("access-control-allow-origin");
    assert_eq!(allowed, "https://example.com");
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    let evil = [("origin", "https://evil.com")];
    let answer = app.anonymous().call("GET", path, &evil).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");

    let app = TestApp::with(&[("CORS_ORIGINS", "*")]).await;
    let answer = app.anonymous().call("GET", path, &evil).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn slow_and_panicking_handlers_are_answered_for() {
    let mut app = TestApp::new().await;
    Arc::make_mut(&mut app.state.config).server.request_timeout = Duration::from_millis(20);
    let client = app.around(
        Router::new()
            .route("/slow", get(async || sleep(Duration::from_secs(5)).await))
            .route("/panic", get(async || -> () { panic!("secret cause") })),
    );
    let answer = client.get("/slow").await;
    assert_eq!(answer.status, 504);
    assert_eq!(answer.json(), json!({"detail": "Gateway Timeout"}));
    let answer = client.get("/panic").await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.json(), json!({"detail": "Internal Server Error"}));
    assert!(answer.header("x-request-id").parse::<Uuid>().is_ok());
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn long_answers_are_compressed() {
    let app = TestApp::new().await;
    let client = app.around(Router::new().route("/long", get(async || "long ".repeat(1000))));
    let gzip = [("accept-encoding", "gzip")];
    let answer = client.call("GET", "/long", &gzip).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let answer = app.anonymous().call("GET", "/health/live", &gzip).await;
    assert_eq!(answer.header("content-encoding"), "");
}
