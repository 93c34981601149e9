//! The blog under `examples/`: every check, and what its readers and authors do.

use serde_json::{Value, json};

use super::client::Client;
use super::database::{Postgres, server, sqlite};
use super::golden::ADMIN_PASSWORD;
use super::project::Project;
use super::redis::Redis;
use super::server::{Program, Server};

#[test]
#[ignore = "slow"]
fn blog_works_on_both_databases() {
    let project = Project::golden("blog");
    let redis = Redis::start();
    project.lint();
    project.test(&[]);
    project.test(&[
        ("TEST_DATABASE_URL", &server()),
        ("TEST_REDIS_URL", &redis.url()),
    ]);
    let binary = project.build();
    let postgres = Postgres::create("blog");
    for database in [sqlite(project.path()), postgres.url.clone()] {
        let program = Program::new(&binary, project.path(), &database);
        let program = program.with(&[("DEFAULT_RATE_LIMIT_LIMIT", "100")]);
        assert!(program.run(&["migrate", "up"]).contains("create_comments"));
        assert!(
            program
                .run(&["migrate", "down", "3"])
                .contains("create_categories")
        );
        let server = program.serve();
        walk(&server);
        server.stop();
    }
}

fn walk(server: &Server) {
    let anonymous = server.client();
    let (ada, bob) = (user(server, "ada"), user(server, "bob"));
    let mut admin = server.client();
    admin.log_in("admin", ADMIN_PASSWORD).expect(200);

    ada.post("/api/v1/categories", json!({ "name": "Rust" }))
        .expect(403);
    let rust = admin
        .post("/api/v1/categories", json!({ "name": "Rust" }))
        .expect(201);
    admin
        .post("/api/v1/categories", json!({ "name": "Rust" }))
        .expect(422);

    let new = |slug: &str| json!({ "title": format!("On {slug}"), "body": "…", "slug": slug, "category_id": rust["id"] });
    anonymous.post("/api/v1/posts", new("one")).expect(401);
    let one = ada.post("/api/v1/posts", new("one")).expect(201);
    assert_eq!(
        (&one["status"], &one["published_at"]),
        (&json!("draft"), &Value::Null)
    );
    bob.post("/api/v1/posts", new("two")).expect(201);
    let path = format!("/api/v1/posts/{}", one["id"]);
    let changes = json!({ "status": "published" });
    bob.patch(&path, changes.clone()).expect(404);
    assert_eq!(anonymous.get(&path).expect(200), one);
    let one = ada.patch(&path, changes).expect(200);
    assert_eq!(anonymous.get(&path).expect(200), one);

    let slugs = |query: &str| -> Vec<Value> {
        let page = anonymous.get(&format!("/api/v1/posts?{query}")).expect(200);
        let rows = page["data"].as_array().expect("rows").iter();
        rows.map(|row| row["slug"].clone()).collect()
    };
    assert_eq!(slugs("sort=-title"), ["two", "one"]);
    assert_eq!(slugs("status=published"), ["one"]);
    assert_eq!(slugs("status__ne=published&title__like=TWO"), ["two"]);
    assert_eq!(slugs("search=on%20TW"), ["two"]);
    for query in [
        "slug=one",
        "status=gone",
        "sort=body",
        "items_per_page=1000",
    ] {
        anonymous.get(&format!("/api/v1/posts?{query}")).expect(422);
    }
    let nested = anonymous
        .get(&format!("{path}?include=author,category"))
        .expect(200);
    assert_eq!(nested["author"]["username"], "ada");
    assert_eq!(nested["author"].get("email"), None);
    assert_eq!(nested["category"]["name"], "Rust");
    let below = format!("/api/v1/categories/{}/posts", rust["id"]);
    assert_eq!(anonymous.get(&below).expect(200)["total_count"], 2);

    let comment = json!({ "body": "Well said", "post_id": one["id"] });
    bob.post("/api/v1/comments", comment.clone()).expect(201);
    assert_eq!(bob.get("/api/v1/comments").expect(200)["total_count"], 1);
    assert_eq!(ada.get("/api/v1/comments").expect(200)["total_count"], 0);
    assert_eq!(admin.get("/api/v1/comments").expect(200)["total_count"], 1);

    ada.delete(&path).expect(200);
    anonymous.get(&path).expect(404);
    bob.post("/api/v1/comments", comment).expect(422);
    ada.delete(&format!("/api/v1/db_posts/{}", one["id"]))
        .expect(403);
    admin
        .delete(&format!("/api/v1/db_posts/{}", one["id"]))
        .expect(200);
    assert_eq!(bob.get("/api/v1/comments").expect(200)["total_count"], 0);
}

/// A new user of this name, logged in.
fn user(server: &Server, username: &str) -> Client {
    let mut client = server.client();
    let new = json!({
        "name": "Test User",
        "username": username,
        "email": format!("{username}@example.com"),
        "password": "Correct-Horse-1",
    });
    client.post("/api/v1/user", new).expect(201);
    client.log_in(username, "Correct-Horse-1").expect(200);
    client
}
