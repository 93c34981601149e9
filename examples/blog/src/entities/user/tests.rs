use axum::http::Method;
use serde_json::{Value, json};

use crate::testing::{PASSWORD, TestApp};

fn registration(username: &str, email: &str) -> Value {
    json!({ "name": "Ada Lovelace", "username": username, "email": email, "password": PASSWORD })
}

#[tokio::test]
async fn a_registration_answers_the_user() {
    let app = TestApp::new().await;
    let new = registration("ada", "Ada@Example.COM");
    let user = app.anonymous().post("/api/v1/user", new).await.expect(201);
    assert_eq!(user["name"], "Ada Lovelace");
    assert_eq!(user["username"], "ada");
    assert_eq!(user["email"], "Ada@example.com");
    assert_eq!(user["profile_image_url"], "https://profileimageurl.com");
    assert!(user["id"].is_i64());
    assert!(user.get("hashed_password").is_none() && user.get("password").is_none());
}

#[tokio::test]
async fn a_registration_reports_every_field_that_fails() {
    let app = TestApp::new().await;
    let post = |body: Value| {
        let client = app.anonymous();
        async move { client.post("/api/v1/user", body).await }
    };
    assert_eq!(
        post(json!({})).await.failures(),
        [
            "body.name: missing",
            "body.username: missing",
            "body.email: missing",
            "body.password: missing"
        ]
    );
    let wrong = json!({ "name": 5, "username": "A b", "email": "ada", "password": "weak", "x": 1 });
    let answer = post(wrong).await;
    assert_eq!(
        answer.failures(),
        [
            "body.name: string_type",
            "body.username: string_pattern_mismatch",
            "body.email: value_error",
            "body.password: string_too_short",
            "body.x: extra_forbidden"
        ]
    );
    assert!(!answer.text.contains("weak"), "{}", answer.text);
    for (field, value, failure) in [
        ("name", json!("A"), "string_too_short"),
        ("name", json!("A".repeat(31)), "string_too_long"),
        ("name", json!("A\0B"), "value_error"),
        ("name", Value::Null, "string_type"),
        ("username", json!("a"), "string_too_short"),
        ("username", json!("me"), "value_error"),
        ("email", json!("ada@"), "value_error"),
        (
            "email",
            json!(format!("{}@example.com", "a".repeat(250))),
            "value_error",
        ),
        ("password", json!("lowercase-1"), "value_error"),
        ("password", json!("UPPERCASE-1"), "value_error"),
        ("password", json!("No-Digits"), "value_error"),
        ("password", json!("NoSpecial1"), "value_error"),
        (
            "password",
            json!(format!("Aa1-{}", "x".repeat(125))),
            "string_too_long",
        ),
    ] {
        let mut new = registration("ada", "ada@example.com");
        new[field] = value;
        assert_eq!(
            post(new).await.failures(),
            [format!("body.{field}: {failure}")]
        );
    }
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let app = TestApp::new().await;
    let send = |content_type: &'static str, body: &'static str| {
        let client = app.anonymous();
        async move {
            client
                .body(Method::POST, "/api/v1/user", content_type, body)
                .await
        }
    };
    let json = "application/json";
    assert_eq!(
        send(json, r#"{"name": "#).await.failures(),
        ["body.8: json_invalid"]
    );
    assert_eq!(send(json, "").await.failures(), ["body: missing"]);
    assert_eq!(
        send(json, r#"["secret"]"#).await.failures(),
        ["body: model_attributes_type"]
    );
    assert_eq!(
        send("text/plain", "{}").await.failures(),
        ["body: model_attributes_type"]
    );
    let large = "x".repeat((1 << 20) + 1);
    let answer = app
        .anonymous()
        .body(Method::POST, "/api/v1/user", json, large)
        .await;
    answer.expect_error(413, "Request body is too large");
}

#[tokio::test]
async fn a_malformed_body_is_refused_before_the_token_is_looked_at() {
    let app = TestApp::new().await;
    let answer = app
        .anonymous()
        .body(Method::PATCH, "/api/v1/user/ada", "application/json", "{")
        .await;
    assert_eq!(answer.failures(), ["body.0: json_invalid"]);
    app.anonymous()
        .patch("/api/v1/user/ada", json!({ "name": 5 }))
        .await
        .expect(401);
}

#[tokio::test]
async fn names_and_email_addresses_are_taken_once() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bob = app.user("bob").await;
    let client = app.anonymous();
    let same_name = client
        .post("/api/v1/user", registration("ada", "new@example.com"))
        .await;
    same_name.expect_error(422, "Username not available");
    let same_email = client
        .post("/api/v1/user", registration("new", "ADA@example.com"))
        .await;
    same_email.expect_error(422, "Email is already registered");
    let renamed = bob
        .patch("/api/v1/user/bob", json!({ "username": "ada" }))
        .await;
    renamed.expect_error(422, "Username not available");
    ada.delete("/api/v1/user/ada").await.expect(200);
    let deleted = client
        .post("/api/v1/user", registration("ada", "new@example.com"))
        .await;
    deleted.expect_error(422, "Username not available");
}

#[tokio::test]
async fn only_superusers_list_users_in_pages() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for name in ["ada", "bob", "eve", "kim"] {
        app.user(name).await;
    }
    let eve = app.anonymous().log_in("eve").await;
    eve.delete("/api/v1/user/eve").await.expect(200);
    app.anonymous().get("/api/v1/users").await.expect(401);
    let ada = app.anonymous().log_in("ada").await;
    ada.get("/api/v1/users")
        .await
        .expect_error(403, "You do not have enough privileges.");

    let names = |page: &Value| -> Vec<String> {
        let users = page["data"].as_array().unwrap();
        users
            .iter()
            .map(|user| user["username"].as_str().unwrap().to_owned())
            .collect()
    };
    let page = admin
        .get("/api/v1/users?items_per_page=3")
        .await
        .expect(200);
    assert_eq!(names(&page), ["admin", "ada", "bob"]);
    assert_eq!(page["total_count"], 4);
    assert_eq!(page["has_more"], true);
    let page = admin
        .get("/api/v1/users?page=2&items_per_page=3")
        .await
        .expect(200);
    assert_eq!(names(&page), ["kim"]);
    assert_eq!(
        (&page["page"], &page["has_more"]),
        (&json!(2), &json!(false))
    );
    let beyond = admin
        .get("/api/v1/users?page=9223372036854775807")
        .await
        .expect(200);
    assert_eq!(beyond["data"], json!([]));

    let first = admin.get("/api/v1/users?limit=3").await.expect(200);
    assert_eq!(names(&first), ["admin", "ada", "bob"]);
    assert_eq!(first["prev_cursor"], Value::Null);
    let next = first["next_cursor"].as_str().unwrap();
    let second = admin
        .get(&format!("/api/v1/users?limit=3&cursor={next}"))
        .await
        .expect(200);
    assert_eq!(names(&second), ["kim"]);
    assert_eq!(second["next_cursor"], Value::Null);
    let prev = second["prev_cursor"].as_str().unwrap();
    let back = admin
        .get(&format!("/api/v1/users?limit=2&cursor={prev}"))
        .await
        .expect(200);
    assert_eq!(names(&back), ["ada", "bob"]);
    assert!(back["prev_cursor"].is_string() && back["next_cursor"].is_string());
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for (query, failure) in [
        ("page=0", "query.page: greater_than_equal"),
        ("page=x", "query.page: int_parsing"),
        ("page=9223372036854775808", "query.page: int_parsing_size"),
        (
            "items_per_page=101",
            "query.items_per_page: less_than_equal",
        ),
        ("limit=0", "query.limit: greater_than_equal"),
        ("cursor=x", "query.cursor: value_error"),
        ("limit=1&page=1", "query.page: value_error"),
        ("offset=5", "query.offset: extra_forbidden"),
    ] {
        let answer = admin.get(&format!("/api/v1/users?{query}")).await;
        assert_eq!(answer.failures(), [failure], "{query}");
    }
}

#[tokio::test]
async fn a_user_sees_others_without_their_email() {
    let app = TestApp::new().await;
    let (ada, _bob) = (app.user("ada").await, app.user("bob").await);
    let me = ada.get("/api/v1/user/me").await.expect(200);
    assert_eq!(me["email"], "ada@example.com");
    assert_eq!(ada.get("/api/v1/user/ada").await.expect(200), me);
    assert_eq!(
        ada.get("/api/v1/user/bob").await.expect(200)["email"],
        Value::Null
    );
    let admin = app.admin().await;
    assert_eq!(
        admin.get("/api/v1/user/bob").await.expect(200)["email"],
        "bob@example.com"
    );
    app.anonymous().get("/api/v1/user/bob").await.expect(401);
    ada.get("/api/v1/user/nobody")
        .await
        .expect_error(404, "User not found");
    assert_eq!(
        ada.get("/api/v1/user/%00").await.failures(),
        ["path.username: value_error"]
    );
    assert_eq!(
        ada.get("/api/v1/user/%FF").await.failures(),
        ["path: string_unicode"]
    );
}

#[tokio::test]
async fn public_users_are_read_by_everyone() {
    let app = TestApp::with(&[("PUBLIC_USERS", "true")]).await;
    app.user("ada").await;
    let anonymous = app.anonymous();
    assert_eq!(
        anonymous.get("/api/v1/users").await.expect(200)["total_count"],
        1
    );
    let ada = anonymous.get("/api/v1/user/ada").await.expect(200);
    assert_eq!(ada["email"], "ada@example.com");
    anonymous
        .with_token(Some("nonsense"))
        .get("/api/v1/users")
        .await
        .expect(401);
}

#[tokio::test]
async fn users_change_themselves_only() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let changes = json!({ "name": "Countess", "profile_image_url": "https://example.com/ada.png" });
    let answer = ada.patch("/api/v1/user/ada", changes).await.expect(200);
    assert_eq!(answer, json!({ "message": "User updated" }));
    let me = ada.get("/api/v1/user/me").await.expect(200);
    assert_eq!(me["name"], "Countess");
    assert_eq!(me["profile_image_url"], "https://example.com/ada.png");
    assert_eq!(me["username"], "ada");
    ada.patch("/api/v1/user/ada", json!({})).await.expect(200);
    bob.patch("/api/v1/user/ada", json!({ "name": "Bob" }))
        .await
        .expect(403);
    app.admin()
        .await
        .patch("/api/v1/user/ada", json!({ "name": "Bob" }))
        .await
        .expect(403);
    bob.patch("/api/v1/user/nobody", json!({}))
        .await
        .expect_error(404, "User not found");
    let wrong = json!({ "name": null, "profile_image_url": "ftp://x", "is_superuser": true });
    assert_eq!(
        ada.patch("/api/v1/user/ada", wrong).await.failures(),
        [
            "body.name: string_type",
            "body.profile_image_url: url_scheme",
            "body.is_superuser: extra_forbidden"
        ]
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let elsewhere = app.anonymous().log_in("ada").await;
    let path = "/api/v1/user/me/password";
    let wrong = json!({ "current_password": "wrong", "new_password": "Battery-Staple-2" });
    ada.patch(path, wrong)
        .await
        .expect_error(422, "Wrong password.");
    let weak = json!({ "current_password": PASSWORD, "new_password": "weak" });
    assert_eq!(
        ada.patch(path, weak).await.failures(),
        ["body.new_password: string_too_short"]
    );
    let change = json!({ "current_password": PASSWORD, "new_password": "Battery-Staple-2" });
    let answer = ada.patch(path, change).await.expect(200);
    assert_eq!(answer, json!({ "message": "Password updated" }));
    ada.get("/api/v1/user/me").await.expect(200);
    elsewhere.get("/api/v1/user/me").await.expect(401);
    elsewhere
        .post("/api/v1/refresh", Value::Null)
        .await
        .expect(401);
    for (password, status) in [(PASSWORD, 401), ("Battery-Staple-2", 200)] {
        let credentials = json!({ "username": "ada", "password": password });
        app.anonymous()
            .post("/api/v1/login", credentials)
            .await
            .expect(status);
    }
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_logged_out() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.delete("/api/v1/user/ada").await.expect(403);
    let answer = ada.delete("/api/v1/user/ada").await.expect(200);
    assert_eq!(answer, json!({ "message": "User deleted" }));
    ada.get("/api/v1/user/me").await.expect(401);
    bob.get("/api/v1/user/ada")
        .await
        .expect_error(404, "User not found");
    let credentials = json!({ "username": "ada", "password": PASSWORD });
    app.anonymous()
        .post("/api/v1/login", credentials)
        .await
        .expect(401);
}

#[tokio::test]
async fn a_superuser_deletes_users_from_the_database() {
    let app = TestApp::new().await;
    let (admin, ada) = (app.admin().await, app.user("ada").await);
    let path = "/api/v1/db_user/ada";
    ada.delete(path)
        .await
        .expect_error(403, "You do not have enough privileges.");
    let answer = admin.delete(path).await.expect(200);
    assert_eq!(
        answer,
        json!({ "message": "User deleted from the database" })
    );
    ada.get("/api/v1/user/me").await.expect(401);
    admin.get("/api/v1/user/me").await.expect(200);
    admin.delete(path).await.expect_error(404, "User not found");
    app.user("ada").await;
}
