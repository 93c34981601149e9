use serde_json::{Value, json};

use super::ensure;
use crate::testing::TestApp;

#[tokio::test]
async fn a_superuser_creates_changes_and_deletes_tiers() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let tier = admin
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .await
        .expect(201);
    assert_eq!(tier["name"], "pro");
    assert!(tier["created_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        app.anonymous().get("/api/v1/tier/pro").await.expect(200),
        tier
    );
    let answer = admin
        .patch("/api/v1/tier/pro", json!({ "name": "plus" }))
        .await
        .expect(200);
    assert_eq!(answer, json!({ "message": "Tier updated" }));
    admin
        .get("/api/v1/tier/pro")
        .await
        .expect_error(404, "Tier not found");
    let answer = admin.delete("/api/v1/tier/plus").await.expect(200);
    assert_eq!(answer, json!({ "message": "Tier deleted" }));
    assert_eq!(
        app.anonymous().get("/api/v1/tiers").await.expect(200)["total_count"],
        0
    );
}

#[tokio::test]
async fn only_superusers_write_tiers() {
    let app = TestApp::new().await;
    app.admin()
        .await
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .await
        .expect(201);
    for (client, status) in [(app.anonymous(), 401), (app.user("ada").await, 403)] {
        client
            .post("/api/v1/tier", json!({ "name": "own" }))
            .await
            .expect(status);
        client
            .patch("/api/v1/tier/pro", json!({ "name": "own" }))
            .await
            .expect(status);
        client.delete("/api/v1/tier/pro").await.expect(status);
    }
}

#[tokio::test]
async fn a_tier_needs_a_name_of_its_own() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    admin
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .await
        .expect(201);
    admin
        .post("/api/v1/tier", json!({ "name": "plus" }))
        .await
        .expect(201);
    let again = admin.post("/api/v1/tier", json!({ "name": "pro" })).await;
    again.expect_error(422, "Tier Name not available");
    let renamed = admin
        .patch("/api/v1/tier/plus", json!({ "name": "pro" }))
        .await;
    renamed.expect_error(422, "Tier Name not available");
    let empty = admin.post("/api/v1/tier", json!({ "name": "" })).await;
    assert_eq!(empty.failures(), ["body.name: string_too_short"]);
}

#[tokio::test]
async fn a_user_gets_and_loses_a_tier() {
    let app = TestApp::new().await;
    let (admin, ada, bob) = (
        app.admin().await,
        app.user("ada").await,
        app.user("bob").await,
    );
    let pro = admin
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .await
        .expect(201)["id"]
        .clone();
    let path = "/api/v1/user/ada/tier";
    ada.get(path).await.expect_error(404, "Tier not found");
    let answer = admin
        .patch(path, json!({ "tier_id": pro }))
        .await
        .expect(200);
    assert_eq!(answer, json!({ "message": "User ada Tier updated" }));
    for client in [&ada, &admin] {
        let user = client.get(path).await.expect(200);
        assert_eq!(user["tier_name"], "pro");
        assert_eq!(user["tier_id"], pro);
        assert_eq!(user["username"], "ada");
    }
    bob.get(path).await.expect(403);
    bob.patch(path, json!({ "tier_id": pro })).await.expect(403);
    admin
        .delete("/api/v1/tier/pro")
        .await
        .expect_error(409, "Tier is still in use");
    let unknown = admin.patch(path, json!({ "tier_id": 999 })).await;
    unknown.expect_error(404, "Tier not found");
    assert_eq!(
        admin.patch(path, json!({})).await.failures(),
        ["body.tier_id: missing"]
    );
    admin
        .patch(path, json!({ "tier_id": null }))
        .await
        .expect(200);
    assert_eq!(
        ada.get("/api/v1/user/me").await.expect(200)["tier_id"],
        Value::Null
    );
    admin.delete("/api/v1/tier/pro").await.expect(200);
}

#[tokio::test]
async fn the_first_tier_is_created_once() {
    let app = TestApp::new().await;
    assert!(ensure(app.db(), "free").await.unwrap());
    assert!(!ensure(app.db(), "free").await.unwrap());
}
