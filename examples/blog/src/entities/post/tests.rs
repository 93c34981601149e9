use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ActiveModel, Entity, Model, PostStatus};
use crate::entities::category;
use crate::testing::TestApp;

const PATH: &str = "/api/v1/posts";

/// One more post in the database.
pub(crate) async fn row(app: &TestApp) -> Model {
    let n = app.next_number();
    let row = ActiveModel {
        title: Set("Title".to_owned()),
        body: Set("Body".to_owned()),
        slug: Set(format!("n-{n}")),
        status: Set(PostStatus::Draft),
        published_at: Set(Some(
            "2026-01-31T08:30:00Z".parse::<DateTime<Utc>>().unwrap(),
        )),
        author_id: Set(app.user_id("ada").await),
        created_at: Set(Utc::now()),
        is_deleted: Set(false),
        ..Default::default()
    };
    row.insert(app.db()).await.unwrap()
}

/// What a client sends to create one more post.
async fn body(app: &TestApp) -> Value {
    let n = app.next_number();
    json!({
        "title": "Title",
        "body": "Body",
        "slug": format!("n-{n}"),
        "status": "draft",
        "published_at": "2026-01-31T08:30:00Z",
    })
}

#[tokio::test]
async fn a_post_makes_the_round_trip() {
    let app = TestApp::new().await;
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
    let changes = json!({ "title": body["title"] });
    let changed = client.patch(&path, changes.clone()).await.expect(200);
    assert_eq!(changed["title"], changes["title"]);
    assert_eq!(changed["id"], created["id"]);
    let answer = client.delete(&path).await.expect(200);
    assert_eq!(answer, json!({ "message": "Post deleted" }));
    client
        .delete(&path)
        .await
        .expect_error(404, "Post not found");
}

#[tokio::test]
async fn post_requests_take_somebody_who_may() {
    let app = TestApp::new().await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    for (client, status) in [(app.anonymous(), 401)] {
        client.post(PATH, json!({})).await.expect(status);
        client.patch(&path, json!({})).await.expect(status);
        client.delete(&path).await.expect(status);
    }
}

#[tokio::test]
async fn a_post_that_is_not_there_is_404() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let path = format!("{PATH}/999999");
    client.get(&path).await.expect_error(404, "Post not found");
    client
        .patch(&path, json!({}))
        .await
        .expect_error(404, "Post not found");
    client
        .delete(&path)
        .await
        .expect_error(404, "Post not found");
    let path = format!("{PATH}/x");
    assert_eq!(client.get(&path).await.failures(), ["path.id: int_parsing"]);
}

#[tokio::test]
async fn every_field_that_fails_is_reported() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let failures = client.post(PATH, json!({})).await.failures();
    assert_eq!(
        failures,
        [
            "body.title: missing",
            "body.body: missing",
            "body.slug: missing"
        ]
    );
    let wrong = json!({
        "title": "x".repeat(121),
        "body": 1,
        "slug": "Not a slug",
        "status": "none of them",
        "published_at": "2026-01-31",
        "category_id": true,
        "zzz": 1,
    });
    let expected = [
        "body.title: string_too_long",
        "body.body: string_type",
        "body.slug: string_pattern_mismatch",
        "body.status: enum",
        "body.published_at: datetime_parsing",
        "body.category_id: int_type",
        "body.zzz: extra_forbidden",
    ];
    assert_eq!(client.post(PATH, wrong).await.failures(), expected);
}

#[tokio::test]
async fn null_clears_only_what_is_optional() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    let changes = json!({ "title": null });
    assert_eq!(
        client.patch(&path, changes).await.failures(),
        ["body.title: string_type"]
    );
}

#[tokio::test]
async fn slug_is_unique() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let taken = body(&app).await;
    client.post(PATH, taken.clone()).await.expect(201);
    let mut again = body(&app).await;
    again["slug"] = taken["slug"].clone();
    let answer = client.post(PATH, again).await;
    answer.expect_error(422, "Post Slug not available");
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
    for (query, count) in [
        ("title=Title", 1),
        ("title__ne=Title", 0),
        ("title__in=Title", 1),
        ("title__like=tit", 1),
        ("status=draft", 1),
        ("status__ne=draft", 0),
        ("status__in=draft", 1),
        ("published_at=2026-01-31T08:30:00Z", 1),
        ("published_at__ne=2026-01-31T08:30:00Z", 0),
        ("published_at__in=2026-01-31T08:30:00Z", 1),
        ("published_at__gte=2026-01-31T08:30:00Z", 1),
        ("published_at__gt=2026-01-31T08:30:00Z", 0),
        ("published_at__lte=2026-01-31T08:30:00Z", 1),
        ("published_at__lt=2026-01-31T08:30:00Z", 0),
        ("search=tit", 1),
        ("search=bod", 1),
        ("search=%25_", 0),
        ("sort=-title", 1),
        ("sort=-published_at", 1),
        ("sort=-created_at", 1),
    ] {
        let page = client.get(&format!("{PATH}?{query}")).await.expect(200);
        assert_eq!(page["total_count"], count, "{query}");
    }
    let both = client.get(&format!("{PATH}?sort=title&limit=1")).await;
    assert_eq!(both.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?sort=unknown")).await;
    assert_eq!(unknown.failures(), ["query.sort: value_error"]);
    let unknown = client.get(&format!("{PATH}?unknown=1")).await;
    assert_eq!(unknown.failures(), ["query.unknown: extra_forbidden"]);
}

#[tokio::test]
async fn a_row_is_its_owners() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bob = app.user("bob").await;
    let path = format!("{PATH}/{}", row(&app).await.id);
    bob.patch(&path, json!({}))
        .await
        .expect_error(404, "Post not found");
    bob.delete(&path).await.expect_error(404, "Post not found");
    let mut body = body(&app).await;
    let created = bob.post(PATH, body.clone()).await.expect(201);
    assert_eq!(created["author_id"], app.user_id("bob").await);
    body["author_id"] = created["author_id"].clone();
    let failures = ada.post(PATH, body).await.failures();
    assert_eq!(failures, ["body.author_id: extra_forbidden"]);
}

#[tokio::test]
async fn a_deleted_row_is_kept_and_not_shown() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = row(&app).await.id;
    let path = format!("{PATH}/{id}");
    client.delete(&path).await.expect(200);
    client.get(&path).await.expect(404);
    assert_eq!(client.get(PATH).await.expect(200)["total_count"], 0);
    let kept = Entity::find_by_id(id).one(app.db()).await.unwrap().unwrap();
    assert!(kept.is_deleted && kept.deleted_at.is_some());
    let path = format!("/api/v1/db_posts/{id}");
    app.user("carol").await.delete(&path).await.expect(403);
    let admin = app.admin().await;
    admin.delete(&path).await.expect(200);
    admin
        .delete(&path)
        .await
        .expect_error(404, "Post not found");
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
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let mut unknown = body(&app).await;
    unknown["category_id"] = json!(999999);
    let failures = client.post(PATH, unknown).await.failures();
    assert_eq!(failures, ["body.category_id: value_error"]);
}

#[tokio::test]
async fn related_rows_are_nested_where_asked_for() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let one = row(&app).await;
    let path = format!("{PATH}/{}", one.id);
    assert!(client.get(&path).await.expect(200).get("author").is_none());
    let with = client
        .get(&format!("{path}?include=author,category"))
        .await
        .expect(200);
    assert_eq!(with["author"]["id"], json!(one.author_id));
    assert_eq!(with["category"], Value::Null);
    let unknown = client.get(&format!("{path}?include=unknown")).await;
    assert_eq!(unknown.failures(), ["query.include: value_error"]);
}

#[tokio::test]
async fn rows_are_listed_by_what_they_refer_to() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let id = category::tests::row(&app).await.id;
    let page = client
        .get(&format!("/api/v1/categories/{id}/posts"))
        .await
        .expect(200);
    assert_eq!(page["total_count"], 0);
    let id = "999999";
    let none = client.get(&format!("/api/v1/categories/{id}/posts")).await;
    none.expect_error(404, "Category not found");
}

#[tokio::test]
async fn answers_are_cached_until_a_write() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
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
