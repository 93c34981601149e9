use axum::Router;
use axum::http::Method;
use axum::routing::post;
use serde_json::json;

use super::{client, limits};
use crate::auth::Superuser;
use crate::extract::Json;
use crate::rate_limit::RateLimit;
use crate::testing::{PASSWORD, TestApp};
use crate::validation::rules::text;
use crate::validation::{Fields, Input};

const LOGIN: &str = "/api/v1/login";

struct Note;

impl Input for Note {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.required("text", text(1, 10)).map(|_| Self)
    }
}

async fn guarded(_superuser: Superuser, _limit: RateLimit, _: Json<Note>) -> &'static str {
    "ok"
}

#[tokio::test]
async fn users_are_counted_apart() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1")]).await;
    let client = client(&app);
    let ada = app.user("ada").await.on(&client);
    let bob = app.user("bob").await.on(&client);
    for status in [200, 429] {
        client.get("/limited").await.expect(status);
        ada.get("/limited").await.expect(status);
        bob.get("/limited").await.expect(status);
    }
}

#[tokio::test]
async fn a_token_is_looked_at_before_the_limit_and_the_limit_before_the_fields() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1")]).await;
    let client = app.around(Router::new().route("/guarded", post(guarded)));
    let admin = app.admin().await.on(&client);
    for _ in 0..3 {
        client.post("/guarded", json!({})).await.expect(401);
        let nonsense = client.with_token(Some("nonsense"));
        nonsense.post("/guarded", json!({})).await.expect(401);
    }
    admin.post("/guarded", json!({})).await.expect(422);
    admin.post("/guarded", json!({})).await.expect(429);
}

#[tokio::test]
async fn failed_log_ins_are_limited_per_account() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT_LIMIT", "3")]).await;
    app.user("ada").await;
    app.user("bob").await;
    let client = app.anonymous();
    let log_in = async |username: &str, password: &str| {
        let credentials = json!({ "username": username, "password": password });
        client.post(LOGIN, credentials).await
    };
    for _ in 0..5 {
        let answer = log_in("ada", PASSWORD).await;
        answer.expect(200);
        assert_eq!(limits(&answer)[..2], [Some(3), Some(2)]);
    }
    for username in ["ada", "ADA", "Ada"] {
        log_in(username, "wrong").await.expect(401);
    }
    let answer = log_in("ada", PASSWORD).await;
    answer.expect_error(429, "Rate limit exceeded.");
    assert_eq!(limits(&answer)[..2], [Some(3), Some(0)]);
    assert!(!answer.header("retry-after").is_empty());
    log_in("bob", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn log_ins_are_limited_per_address_before_their_fields_are_checked() {
    let app = TestApp::with(&[("LOGIN_IP_RATE_LIMIT_LIMIT", "2")]).await;
    let client = app.anonymous();
    for _ in 0..2 {
        client.post(LOGIN, json!({})).await.expect(422);
    }
    client.post(LOGIN, json!({})).await.expect(429);
    let malformed = client
        .body(Method::POST, LOGIN, "application/json", "{")
        .await;
    malformed.expect(422);
}

#[tokio::test]
async fn registrations_are_limited() {
    let app = TestApp::with(&[("REGISTRATION_RATE_LIMIT_LIMIT", "2")]).await;
    for username in ["ada", "bob"] {
        app.user(username).await;
    }
    let answer = app.anonymous().post("/api/v1/user", json!({})).await;
    answer.expect_error(429, "Rate limit exceeded.");
}
