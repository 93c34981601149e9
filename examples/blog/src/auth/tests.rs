use axum::http::Method;
use chrono::Utc;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::TokenType;
use super::sessions::purge_expired;
use super::tables::{refresh_token, token_blacklist};
use crate::testing::{PASSWORD, TestApp};

const ME: &str = "/api/v1/user/me";
const LOGIN: &str = "/api/v1/login";
const REFRESH: &str = "/api/v1/refresh";
const LOGOUT: &str = "/api/v1/logout";

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_log_in_answers_a_token_and_sets_the_cookie() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = app
        .anonymous()
        .post(LOGIN, json!({ "username": "ada", "password": PASSWORD }))
        .await;
    let body = answer.expect(200);
    assert_eq!(body["token_type"], "bearer");
    let cookie = answer.header("set-cookie");
    for attribute in [
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=604800",
    ] {
        assert!(cookie.contains(attribute), "{cookie} has no {attribute}");
    }
    ada.get(ME).await.expect(200);
}

#[tokio::test]
async fn a_log_in_takes_forms_and_email_addresses() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let password = PASSWORD;
    let encoded = format!("grant_type=password&username=ADA%40example.com&password={password}");
    app.anonymous()
        .body(Method::POST, LOGIN, FORM, encoded)
        .await
        .expect(200);
    let multipart = ["username", "password"]
        .iter()
        .zip(["ada", password])
        .map(|(name, value)| {
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect::<String>()
        + "--X--\r\n";
    let content_type = "multipart/form-data; boundary=X";
    app.anonymous()
        .body(Method::POST, LOGIN, content_type, multipart)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_refused_alike() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let long = "x".repeat(1000);
    for (username, password) in [
        ("ada", "wrong"),
        ("bob", PASSWORD),
        ("ada@example.org", PASSWORD),
        ("ada", &long),
    ] {
        let answer = app
            .anonymous()
            .post(LOGIN, json!({ "username": username, "password": password }))
            .await;
        answer.expect_error(401, "Wrong username, email or password.");
    }
}

#[tokio::test]
async fn a_log_in_reports_missing_fields_without_the_secret() {
    let app = TestApp::new().await;
    let answer = app
        .anonymous()
        .body(Method::POST, LOGIN, FORM, "client_secret=hunter2")
        .await;
    assert_eq!(
        answer.failures(),
        ["body.username: missing", "body.password: missing"]
    );
    assert!(!answer.text.contains("hunter2"), "{}", answer.text);
}

#[tokio::test]
async fn without_a_valid_token_the_answer_is_401() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = app.anonymous().get(ME).await;
    answer.expect_error(401, "Not authenticated");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    for token in ["", "nonsense", ada.cookie().unwrap()] {
        let answer = app.anonymous().with_token(Some(token)).get(ME).await;
        answer.expect_error(401, "User not authenticated.");
    }
}

#[tokio::test]
async fn a_token_of_another_key_algorithm_or_time_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    ada.get(ME).await.expect(200);
    let tokens = &app.state.tokens;
    let valid = tokens
        .verify(ada.token().unwrap(), TokenType::Access)
        .unwrap();
    let mut expired = valid.clone();
    expired.exp = Utc::now().timestamp() - 1;
    let other_key = EncodingKey::from_secret(b"another secret of at least 32 bytes");
    let forged = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &valid, &other_key).unwrap();
    let own_key = EncodingKey::from_secret(b"0123456789abcdef0123456789abcdef");
    let stronger = jsonwebtoken::encode(&Header::new(Algorithm::HS512), &valid, &own_key).unwrap();
    for token in [tokens.sign(&expired).unwrap(), forged, stronger] {
        let answer = ada.with_token(Some(&token)).get(ME).await;
        answer.expect_error(401, "User not authenticated.");
    }
}

#[tokio::test]
async fn a_refresh_rotates_the_cookie() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = ada.with_token(None).post(REFRESH, Value::Null).await;
    let token = answer.expect(200)["access_token"].clone();
    let cookie = answer.cookie().unwrap();
    assert_ne!(Some(cookie.as_str()), ada.cookie());
    ada.with_token(token.as_str()).get(ME).await.expect(200);
    ada.with_cookie(Some(&cookie))
        .post(REFRESH, Value::Null)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_second_use_of_a_refresh_token_ends_the_session() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let other_session = app.anonymous().log_in("ada").await;
    let rotated = ada.post(REFRESH, Value::Null).await.cookie();
    ada.post(REFRESH, Value::Null)
        .await
        .expect_error(401, "Invalid refresh token.");
    let stolen = ada.with_cookie(rotated.as_deref());
    stolen
        .post(REFRESH, Value::Null)
        .await
        .expect_error(401, "Invalid refresh token.");
    ada.get(ME)
        .await
        .expect_error(401, "User not authenticated.");
    other_session.get(ME).await.expect(200);
}

#[tokio::test]
async fn of_simultaneous_refreshes_one_wins() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let attempts = (0..8).map(|_| {
        let ada = ada.clone();
        tokio::spawn(async move { ada.post(REFRESH, Value::Null).await })
    });
    let mut won = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        let answer = attempt.await.unwrap();
        if answer.status == 200 {
            won += 1;
        } else {
            answer.expect_error(401, "Invalid refresh token.");
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_refresh_needs_a_valid_cookie() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let without = app.anonymous().post(REFRESH, Value::Null).await;
    without.expect_error(401, "Refresh token missing.");
    for cookie in ["nonsense", ada.token().unwrap()] {
        let answer = app
            .anonymous()
            .with_cookie(Some(cookie))
            .post(REFRESH, Value::Null)
            .await;
        answer.expect_error(401, "Invalid refresh token.");
    }
}

#[tokio::test]
async fn a_log_out_ends_both_tokens_on_every_server() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = ada.post(LOGOUT, Value::Null).await;
    assert_eq!(
        answer.expect(200),
        json!({ "message": "Logged out successfully" })
    );
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("refresh_token=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    for server in [app.anonymous(), app.replica()] {
        let ada = ada.on(&server);
        ada.get(ME)
            .await
            .expect_error(401, "User not authenticated.");
        ada.post(REFRESH, Value::Null)
            .await
            .expect_error(401, "Invalid refresh token.");
    }
    ada.post(LOGOUT, Value::Null).await.expect(200);
}

#[tokio::test]
async fn a_log_out_works_with_one_token_of_the_two_but_not_with_none() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    ada.with_cookie(None)
        .post(LOGOUT, Value::Null)
        .await
        .expect(200);
    ada.get(ME).await.expect(401);
    let ada = app.anonymous().log_in("ada").await;
    ada.with_token(None)
        .post(LOGOUT, Value::Null)
        .await
        .expect(200);
    ada.get(ME).await.expect(401);
    app.anonymous()
        .post(LOGOUT, Value::Null)
        .await
        .expect_error(401, "Not authenticated");
    let bad = app.anonymous().with_token(Some("nonsense"));
    bad.post(LOGOUT, Value::Null)
        .await
        .expect_error(401, "User not authenticated.");
}

#[tokio::test]
async fn expired_rows_are_purged() {
    let app = TestApp::new().await;
    app.user("ada")
        .await
        .post(LOGOUT, Value::Null)
        .await
        .expect(200);
    app.user("bob").await;
    purge_expired(app.db(), Utc::now()).await.unwrap();
    assert_eq!(
        token_blacklist::Entity::find()
            .count(app.db())
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        refresh_token::Entity::find().count(app.db()).await.unwrap(),
        1
    );
    purge_expired(app.db(), Utc::now() + chrono::Duration::days(8))
        .await
        .unwrap();
    assert_eq!(
        token_blacklist::Entity::find()
            .count(app.db())
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        refresh_token::Entity::find().count(app.db()).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn the_documentation_says_how_to_log_in() {
    let app = TestApp::new().await;
    let document = json!(crate::app::document(&app.state.config.app));
    let scheme = &document["components"]["securitySchemes"]["oauth2"];
    assert_eq!(scheme["flows"]["password"]["tokenUrl"], "/api/v1/login");
    let me = &document["paths"]["/api/v1/user/me"]["get"];
    assert_eq!(me["security"], json!([{ "oauth2": [] }]));
}
