use serde_json::json;

use super::{client, limits};
use crate::testing::TestApp;

#[tokio::test]
async fn a_tier_has_limits_of_its_own_which_hold_at_once() {
    let app = TestApp::new().await;
    let (admin, ada) = (app.admin().await, app.user("ada").await);
    let ada = ada.on(&client(&app));
    let limit_of = async || limits(&ada.get("/limited").await)[0];
    assert_eq!(limit_of().await, Some(10));
    let pro = admin
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .await
        .expect(201)["id"]
        .clone();
    let tier = json!({ "tier_id": pro });
    admin.patch("/api/v1/user/ada/tier", tier).await.expect(200);
    assert_eq!(limit_of().await, Some(10));
    let new = json!({ "path": "/limited/", "limit": 20, "period": 60 });
    let id = admin
        .post("/api/v1/tier/pro/rate_limit", new)
        .await
        .expect(201)["id"]
        .clone();
    assert_eq!(limit_of().await, Some(20));
    let path = format!("/api/v1/tier/pro/rate_limit/{id}");
    admin.patch(&path, json!({ "limit": 30 })).await.expect(200);
    assert_eq!(limit_of().await, Some(30));
    admin.delete(&path).await.expect(200);
    assert_eq!(limit_of().await, Some(10));
}
