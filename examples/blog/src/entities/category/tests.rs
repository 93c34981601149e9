use chrono::Utc;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ActiveModel, Entity, Model};
use crate::testing::TestApp;

const PATH: &str = "/api/v1/categories";

/// One more category in the database.
pub(crate) async fn row(app: &TestApp) -> Model {
    let n = app.next_number();
    let row = ActiveModel {
        name: Set(format!("Name{n:03}")),
        created_at: Set(Utc::now()),
        ..Default::default()
    };
    row.insert(app.db()).await.unwrap()
}

/// What a client sends to create one more category.
async fn body(app: &TestApp) -> Value {
    let n = app.next_number();
    json!({
        "name": format!("Name{n:03}"),
    })
}

#[tokio::test]
async fn a_category_makes_the_round_trip() {
    let app = TestApp::new().await;
    let client = app.admin().await;
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
    let changes = json!({ "name": body["name"] });
    let changed = client.patch(&path, changes.clone()).await.expect(200);
    assert_eq!(changed["name"], changes["name"]);
    assert_eq!(changed["id"], created["id"]);
    let answer = client.delete(&path).await.expect(200);
    assert_eq!(answer, json!({ "message": "Category deleted" }));
    client
        .delete(&path)
        .await
        .expect_error(404, "Category not found");
}

#[tokio::test]
async fn category_requests_take_somebody_who_may() {
    let app = TestApp::new().await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    for (client, status) in [(app.anonymous(), 401), (app.user("bob").await, 403)] {
        client.post(PATH, json!({})).await.expect(status);
        client.patch(&path, json!({})).await.expect(status);
        client.delete(&path).await.expect(status);
    }
}

#[tokio::test]
async fn a_category_that_is_not_there_is_404() {
    let app = TestApp::new().await;
    let client = app.admin().await;
    let path = format!("{PATH}/999999");
    client
        .get(&path)
        .await
        .expect_error(404, "Category not found");
    client
        .patch(&path, json!({}))
        .await
        .expect_error(404, "Category not found");
    client
        .delete(&path)
        .await
        .expect_error(404, "Category not found");
    let path = format!("{PATH}/x");
    assert_eq!(client.get(&path).await.failures(), ["path.id: int_parsing"]);
}

#[tokio::test]
async fn every_field_that_fails_is_reported() {
    let app = TestApp::new().await;
    let client = app.admin().await;
    let failures = client.post(PATH, json!({})).await.failures();
    assert_eq!(failures, ["body.name: missing"]);
    let wrong = json!({
        "name": "x".repeat(51),
        "zzz": 1,
    });
    let expected = ["body.name: string_too_long", "body.zzz: extra_forbidden"];
    assert_eq!(client.post(PATH, wrong).await.failures(), expected);
}

#[tokio::test]
async fn null_clears_only_what_is_optional() {
    let app = TestApp::new().await;
    let client = app.admin().await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    let changes = json!({ "name": null });
    assert_eq!(
        client.patch(&path, changes).await.failures(),
        ["body.name: string_type"]
    );
}

#[tokio::test]
async fn name_is_unique() {
    let app = TestApp::new().await;
    let client = app.admin().await;
    let taken = body(&app).await;
    client.post(PATH, taken.clone()).await.expect(201);
    let mut again = body(&app).await;
    again["name"] = taken["name"].clone();
    let answer = client.post(PATH, again).await;
    answer.expect_error(422, "Category Name not available");
}

#[tokio::test]
async fn lists_come_in_pages() {
    let app = TestApp::new().await;
    let client = app.anonymous();
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
    let app = TestApp::new().await;
    let client = app.anonymous();
    row(&app).await;
    for (query, count) in [("sort=-name", 1), ("sort=-created_at", 1)] {
        let page = client.get(&format!("{PATH}?{query}")).await.expect(200);
        assert_eq!(page["total_count"], count, "{query}");
    }
    let both = client.get(&format!("{PATH}?sort=name&limit=1")).await;
    assert_eq!(both.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?sort=unknown")).await;
    assert_eq!(unknown.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?unknown=1")).await;
    assert_eq!(unknown.failures(), ["query.unknown: extra_forbidden"]);
}

#[tokio::test]
async fn answers_are_cached_until_a_write() {
    let app = TestApp::new().await;
    let client = app.admin().await;
    let id = row(&app).await.id;
    let path = format!("{PATH}/{id}");
    let outcome = async || {
        let answer = client.get(&path).await;
        answer.expect(200);
        answer.header("x-cache").to_owned()
    };
    assert_eq!([outcome().await, outcome().await], ["miss", "hit"]);
    client
        .patch(&format!("{PATH}/{id}"), json!({}))
        .await
        .expect(200);
    assert_eq!(outcome().await, "miss");
}
