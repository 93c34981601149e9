use chrono::Utc;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ActiveModel, Entity, Model};
use crate::entities::post;
use crate::testing::TestApp;

const PATH: &str = "/api/v1/comments";

/// One more comment in the database.
pub(crate) async fn row(app: &TestApp) -> Model {
    let row = ActiveModel {
        body: Set("Body".to_owned()),
        post_id: Set(post::tests::row(app).await.id),
        author_id: Set(app.user_id("ada").await),
        created_at: Set(Utc::now()),
        is_deleted: Set(false),
        ..Default::default()
    };
    row.insert(app.db()).await.unwrap()
}

/// What a client sends to create one more comment.
async fn body(app: &TestApp) -> Value {
    json!({
        "body": "Body",
        "post_id": post::tests::row(app).await.id,
    })
}

#[tokio::test]
async fn a_comment_makes_the_round_trip() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    row(&app).await;
    let body = body(&app).await;
    let created = client.post(PATH, body.clone()).await.expect(201);
    for (name, value) in created.as_object().unwrap() {
        assert!(
            body.get(name).is_none_or(|sent| sent == value),
            "{name}: {value}"
        );
    }
    assert_eq!(Entity::find().count(app.db()).await.unwrap(), 2);
    let path = format!("{PATH}/{}", created["id"]);
    assert_eq!(client.get(&path).await.expect(200), created);
    let changes = json!({ "body": body["body"] });
    let changed = client.patch(&path, changes.clone()).await.expect(200);
    assert_eq!(changed["body"], changes["body"]);
    assert_eq!(changed["id"], created["id"]);
    let answer = client.delete(&path).await.expect(200);
    assert_eq!(answer, json!({ "message": "Comment deleted" }));
    client
        .delete(&path)
        .await
        .expect_error(404, "Comment not found");
}

#[tokio::test]
async fn comment_requests_take_somebody_who_may() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    for (client, status) in [(app.anonymous(), 401)] {
        client.get(PATH).await.expect(status);
        client.get(&path).await.expect(status);
        client.post(PATH, json!({})).await.expect(status);
        client.patch(&path, json!({})).await.expect(status);
        client.delete(&path).await.expect(status);
    }
}

#[tokio::test]
async fn a_comment_that_is_not_there_is_404() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let path = format!("{PATH}/999999");
    client
        .get(&path)
        .await
        .expect_error(404, "Comment not found");
    client
        .patch(&path, json!({}))
        .await
        .expect_error(404, "Comment not found");
    client
        .delete(&path)
        .await
        .expect_error(404, "Comment not found");
    let path = format!("{PATH}/x");
    assert_eq!(client.get(&path).await.failures(), ["path.id: int_parsing"]);
}

#[tokio::test]
async fn every_field_that_fails_is_reported() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let failures = client.post(PATH, json!({})).await.failures();
    assert_eq!(failures, ["body.body: missing", "body.post_id: missing"]);
    let wrong = json!({
        "body": "x".repeat(1001),
        "post_id": true,
        "zzz": 1,
    });
    let expected = [
        "body.body: string_too_long",
        "body.post_id: int_type",
        "body.zzz: extra_forbidden",
    ];
    assert_eq!(client.post(PATH, wrong).await.failures(), expected);
}

#[tokio::test]
async fn null_clears_only_what_is_optional() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    let changes = json!({ "body": null });
    assert_eq!(
        client.patch(&path, changes).await.failures(),
        ["body.body: string_type"]
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    for _ in 0..3 {
        row(&app).await;
    }
    let page = client
        .get(&format!("{PATH}?items_per_page=2"))
        .await
        .expect(200);
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&page["total_count"], &page["has_more"]),
        (&json!(3), &json!(true))
    );

    let by_cursor = async |cursor: &Value| {
        let cursor = cursor.as_str().map(|cursor| format!("&cursor={cursor}"));
        let path = format!("{PATH}?limit=2{}", cursor.unwrap_or_default());
        client.get(&path).await.expect(200)
    };
    let first = by_cursor(&Value::Null).await;
    let second = by_cursor(&first["next_cursor"]).await;
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(second["next_cursor"], Value::Null);
    assert_eq!(
        by_cursor(&second["prev_cursor"]).await["data"],
        first["data"]
    );
}

#[tokio::test]
async fn lists_are_narrowed_and_sorted_by_what_is_declared() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    row(&app).await;
    for (query, count) in [("sort=-created_at", 1)] {
        let page = client.get(&format!("{PATH}?{query}")).await.expect(200);
        assert_eq!(page["total_count"], count, "{query}");
    }
    let both = client.get(&format!("{PATH}?sort=created_at&limit=1")).await;
    assert_eq!(both.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?sort=unknown")).await;
    assert_eq!(unknown.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?unknown=1")).await;
    assert_eq!(unknown.failures(), ["query.unknown: extra_forbidden"]);
}

#[tokio::test]
async fn a_row_is_its_owners() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let ada = app.user("ada").await;
    let bob = app.user("bob").await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    bob.patch(&path, json!({}))
        .await
        .expect_error(404, "Comment not found");
    bob.delete(&path)
        .await
        .expect_error(404, "Comment not found");
    bob.get(&path).await.expect_error(404, "Comment not found");
    for reader in [&ada, &app.admin().await] {
        reader.get(&path).await.expect(200);
    }
    assert_eq!(bob.get(PATH).await.expect(200)["total_count"], 0);
    assert_eq!(ada.get(PATH).await.expect(200)["total_count"], 1);
    let mut body = body(&app).await;
    let created = bob.post(PATH, body.clone()).await.expect(201);
    assert_eq!(created["author_id"], app.user_id("bob").await);
    body["author_id"] = created["author_id"].clone();
    let failures = ada.post(PATH, body).await.failures();
    assert_eq!(failures, ["body.author_id: extra_forbidden"]);
}

#[tokio::test]
async fn a_deleted_row_is_kept_and_not_shown() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let id = row(&app).await.id;
    let path = format!("{PATH}/{id}");
    client.delete(&path).await.expect(200);
    client.get(&path).await.expect(404);
    assert_eq!(client.get(PATH).await.expect(200)["total_count"], 0);
    let kept = Entity::find_by_id(id).one(app.db()).await.unwrap().unwrap();
    assert!(kept.is_deleted && kept.deleted_at.is_some());
    let path = format!("/api/v1/db_comments/{id}");
    app.user("carol").await.delete(&path).await.expect(403);
    let admin = app.admin().await;
    admin.delete(&path).await.expect(200);
    admin
        .delete(&path)
        .await
        .expect_error(404, "Comment not found");
    assert!(
        Entity::find_by_id(id)
            .one(app.db())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn what_a_row_refers_to_has_to_be_there() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let mut unknown = body(&app).await;
    unknown["post_id"] = json!(999999);
    let failures = client.post(PATH, unknown).await.failures();
    assert_eq!(failures, ["body.post_id: value_error"]);
}

#[tokio::test]
async fn related_rows_are_nested_where_asked_for() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let one = row(&app).await;
    let path = format!("{PATH}/{}", one.id);
    assert!(client.get(&path).await.expect(200).get("post").is_none());
    let with = client
        .get(&format!("{path}?include=post,author"))
        .await
        .expect(200);
    assert_eq!(with["post"]["id"], json!(one.post_id));
    assert_eq!(with["author"]["id"], json!(one.author_id));
    let unknown = client.get(&format!("{path}?include=unknown")).await;
    assert_eq!(unknown.failures(), ["query.include: value_error"]);
}

#[tokio::test]
async fn rows_are_listed_by_what_they_refer_to() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1000")]).await;
    let client = app.user("ada").await;
    let one = row(&app).await;
    let id = one.post_id;
    let page = client
        .get(&format!("/api/v1/posts/{id}/comments"))
        .await
        .expect(200);
    assert_eq!(page["total_count"], 1);
    let id = "999999";
    let none = client.get(&format!("/api/v1/posts/{id}/comments")).await;
    none.expect_error(404, "Post not found");
}

#[tokio::test]
async fn requests_are_limited() {
    let app = TestApp::with(&[("DEFAULT_RATE_LIMIT_LIMIT", "1")]).await;
    let client = app.user("ada").await;
    assert_ne!(client.get(PATH).await.status, 429);
    client
        .get(PATH)
        .await
        .expect_error(429, "Rate limit exceeded.");
}
