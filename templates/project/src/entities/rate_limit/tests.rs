use serde_json::{Value, json};

use crate::testing::{Client, TestApp};

const ONE: &str = "/api/v1/tier/pro/rate_limit";
const MANY: &str = "/api/v1/tier/pro/rate_limits";

/// A server with the tiers `free` and `pro`.
async fn app_with_tiers() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for name in ["free", "pro"] {
        let tier = json!({ "name": name });
        admin.post("/api/v1/tier", tier).await.expect(201);
    }
    (app, admin)
}

fn new(path: &str) -> Value {
    json!({ "path": path, "limit": 5, "period": 60 })
}

#[tokio::test]
async fn a_superuser_creates_changes_and_deletes_rate_limits() {
    let (app, admin) = app_with_tiers().await;
    let anonymous = app.anonymous();
    let created = admin.post(ONE, new("/api/v1/users/")).await.expect(201);
    let id = created["id"].as_i64().unwrap();
    let expected = json!({
        "path": "api_v1_users",
        "limit": 5,
        "period": 60,
        "id": id,
        "tier_id": 2,
        "name": "api_v1_users:5:60",
    });
    assert_eq!(created, expected);
    let path = format!("{ONE}/{id}");
    assert_eq!(anonymous.get(&path).await.expect(200), created);
    let page = anonymous.get(MANY).await.expect(200);
    assert_eq!(page["data"], json!([created]));
    assert_eq!(page["total_count"], 1);

    let changes = json!({ "path": "/api/v1/tiers", "limit": 7, "name": "tiers" });
    let answer = admin.patch(&path, changes).await.expect(200);
    assert_eq!(answer, json!({ "message": "Rate Limit updated" }));
    let changed = anonymous.get(&path).await.expect(200);
    for (field, value) in [
        ("path", json!("api_v1_tiers")),
        ("limit", json!(7)),
        ("period", json!(60)),
        ("name", json!("tiers")),
    ] {
        assert_eq!(changed[field], value);
    }

    let answer = admin.delete(&path).await.expect(200);
    assert_eq!(answer, json!({ "message": "Rate Limit deleted" }));
    for client in [&anonymous, &admin] {
        let gone = client.get(&path).await;
        gone.expect_error(404, "Rate Limit not found");
    }
    assert_eq!(anonymous.get(MANY).await.expect(200)["total_count"], 0);
}

#[tokio::test]
async fn only_superusers_write_rate_limits() {
    let (app, admin) = app_with_tiers().await;
    let id = admin.post(ONE, new("users")).await.expect(201)["id"].clone();
    let path = format!("{ONE}/{id}");
    for (client, status) in [(app.anonymous(), 401), (app.user("ada").await, 403)] {
        client.post(ONE, new("tiers")).await.expect(status);
        client.patch(&path, json!({})).await.expect(status);
        client.delete(&path).await.expect(status);
        client
            .get("/api/v1/user/ada/rate_limits")
            .await
            .expect(status);
    }
}

#[tokio::test]
async fn names_are_unique_and_paths_are_within_a_tier() {
    let (_app, admin) = app_with_tiers().await;
    let named = |path: &str, name: &str| {
        let mut new = new(path);
        new["name"] = json!(name);
        new
    };
    admin.post(ONE, new("users")).await.expect(201);
    let again = admin.post(ONE, named("/users", "other")).await;
    again.expect_error(422, "There is already a rate limit for this path");
    let same_name = admin.post(ONE, named("tiers", "users:5:60")).await;
    same_name.expect_error(422, "Rate Limit Name not available");
    let both = admin.post(ONE, new("users")).await;
    both.expect_error(422, "Rate Limit Name not available");
    let elsewhere = "/api/v1/tier/free/rate_limit";
    admin
        .post(elsewhere, named("users", "free"))
        .await
        .expect(201);

    let id = admin.post(ONE, new("tiers")).await.expect(201)["id"].clone();
    let path = format!("{ONE}/{id}");
    admin
        .patch(&path, json!({ "path": "users" }))
        .await
        .expect_error(422, "There is already a rate limit for this path");
    admin
        .patch(&path, json!({ "name": "free" }))
        .await
        .expect_error(422, "Rate Limit Name not available");
    let nothing = json!({ "path": "tiers", "name": "tiers:5:60" });
    admin.patch(&path, nothing).await.expect(200);
}

#[tokio::test]
async fn every_field_that_fails_is_reported() {
    let (_app, admin) = app_with_tiers().await;
    assert_eq!(
        admin.post(ONE, json!({})).await.failures(),
        [
            "body.path: missing",
            "body.limit: missing",
            "body.period: missing"
        ]
    );
    let wrong = json!({ "path": "//", "limit": 0, "period": 1_u64 << 40, "name": "", "x": 1 });
    assert_eq!(
        admin.post(ONE, wrong).await.failures(),
        [
            "body.path: string_too_short",
            "body.limit: greater_than_equal",
            "body.period: less_than_equal",
            "body.name: string_too_short",
            "body.x: extra_forbidden",
        ]
    );
    let id = admin.post(ONE, new("users")).await.expect(201)["id"].clone();
    let changes = json!({ "limit": null, "period": "60" });
    assert_eq!(
        admin
            .patch(&format!("{ONE}/{id}"), changes)
            .await
            .failures(),
        ["body.limit: int_type", "body.period: int_type"]
    );
    assert_eq!(
        admin.get(&format!("{ONE}/one")).await.failures(),
        ["path.id: int_parsing"]
    );
    assert_eq!(
        admin
            .get("/api/v1/tier/a%00b/rate_limit/one")
            .await
            .failures(),
        ["path.tier_name: value_error", "path.id: int_parsing"]
    );
}

#[tokio::test]
async fn a_rate_limit_belongs_to_its_tier() {
    let (_app, admin) = app_with_tiers().await;
    let id = admin.post(ONE, new("users")).await.expect(201)["id"].clone();
    let elsewhere = format!("/api/v1/tier/free/rate_limit/{id}");
    let nowhere = format!("/api/v1/tier/none/rate_limit/{id}");
    for (path, detail) in [
        (elsewhere.as_str(), "Rate Limit not found"),
        (&nowhere, "Tier not found"),
    ] {
        admin.get(path).await.expect_error(404, detail);
        admin.patch(path, json!({})).await.expect_error(404, detail);
        admin.delete(path).await.expect_error(404, detail);
    }
    let tier = "/api/v1/tier/none/rate_limit";
    admin
        .post(tier, new("users"))
        .await
        .expect_error(404, "Tier not found");
    let tier = "/api/v1/tier/none/rate_limits";
    admin.get(tier).await.expect_error(404, "Tier not found");
}

#[tokio::test]
async fn rate_limits_go_with_their_tier() {
    let (app, admin) = app_with_tiers().await;
    let anonymous = app.anonymous();
    let id = admin.post(ONE, new("users")).await.expect(201)["id"].clone();
    let renamed = format!("/api/v1/tier/plus/rate_limit/{id}");
    anonymous.get(&format!("{ONE}/{id}")).await.expect(200);
    admin
        .patch("/api/v1/tier/pro", json!({ "name": "plus" }))
        .await
        .expect(200);
    anonymous.get(&format!("{ONE}/{id}")).await.expect(404);
    anonymous.get(&renamed).await.expect(200);
    admin.delete("/api/v1/tier/plus").await.expect(200);
    anonymous
        .get(&renamed)
        .await
        .expect_error(404, "Tier not found");
    let again = json!({ "name": "plus" });
    admin.post("/api/v1/tier", again).await.expect(201);
    let page = anonymous.get("/api/v1/tier/plus/rate_limits").await;
    assert_eq!(page.expect(200)["total_count"], 0);
}

#[tokio::test]
async fn a_user_has_the_rate_limits_of_the_tier() {
    let (app, admin) = app_with_tiers().await;
    app.user("ada").await;
    let path = "/api/v1/user/ada/rate_limits";
    let user = admin.get(path).await.expect(200);
    assert_eq!(user["username"], "ada");
    assert_eq!(user["tier_rate_limits"], json!([]));
    let limits: Vec<_> = ["users", "tiers"].map(new).into_iter().collect();
    let mut expected = Vec::new();
    for limit in limits {
        expected.push(admin.post(ONE, limit).await.expect(201));
    }
    let tier = json!({ "tier_id": expected[0]["tier_id"] });
    admin.patch("/api/v1/user/ada/tier", tier).await.expect(200);
    let user = admin.get(path).await.expect(200);
    assert_eq!(user["tier_rate_limits"], json!(expected));
    let unknown = admin.get("/api/v1/user/nobody/rate_limits").await;
    unknown.expect_error(404, "User not found");
}
