//! The golden projects, as they are checked in: every check, on every database, and a walk.

use std::path::Path;

use serde_json::{Value, json};

use super::client::Client;
use super::database::{Postgres, server, sqlite};
use super::project::Project;
use super::server::{Server, run};

/// The password of the golden `.env`.
const ADMIN_PASSWORD: &str = "Example-Passw0rd";

#[test]
#[ignore = "slow"]
fn default_works_on_both_databases() {
    let project = Project::golden("default");
    project.check(None);
    project.test(Some(&server()));
    let binary = project.build();
    let folder = project.path();
    let postgres = Postgres::create("default");
    for database in [sqlite(&folder), postgres.url.clone()] {
        println!(
            "    walk on {}",
            database.split(':').next().unwrap_or_default()
        );
        migrate_there_and_back(&binary, &folder, &database);
        let first = Server::start(&binary, &folder, &database);
        let second = Server::start(&binary, &folder, &database);
        walk(&first, &second);
        cached(&[&first]);
        limited(&[&first], 3);
        first.stop();
        second.stop();
        let again = Server::start(&binary, &folder, &database);
        let mut ada = again.client();
        ada.log_in("ada", "Correct-Horse-1").expect(200);
        again.stop();
    }
    if let Ok(redis) = std::env::var("TEST_REDIS_URL") {
        println!("    one cache and one count in Redis");
        project.test_on_redis(&redis);
        let name = format!("slow-{}", std::process::id());
        let settings = [("REDIS_URL", redis.as_str()), ("APP_NAME", &name)];
        let start = || Server::start_with(&binary, &folder, &postgres.url, &settings);
        let (first, second) = (start(), start());
        cached(&[&first, &second]);
        limited(&[&first, &second], 0);
        first.stop();
        second.stop();
    }
}

/// A list is read once, by whichever server is asked first, and sent once to each client.
fn cached(servers: &[&Server]) {
    let path = "/api/v1/tiers?page=1&items_per_page=7";
    let mut servers = servers.iter().cycle();
    let mut next = || servers.next().expect("a server").client();
    let answer = next().get(path);
    assert_eq!((answer.status, answer.header("x-cache")), (200, "miss"));
    assert_eq!(next().get(path).header("x-cache"), "hit");
    let same = next().get_if_changed(path, answer.header("etag"));
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    let metrics = next().get("/metrics").text;
    assert!(metrics.contains("cache_requests_total{result=\"hit\"} "));
}

/// Of the registrations from an address the eleventh is refused, whichever server counts it.
fn limited(servers: &[&Server], so_far: usize) {
    let path = "/api/v1/user";
    let mut turns = servers.iter().cycle();
    for _ in so_far..10 {
        let server = turns.next().expect("a server");
        server.client().post(path, json!({})).expect(422);
    }
    for server in servers {
        let answer = server.client().post(path, json!({}));
        answer.expect(429);
        let wait: u64 = answer.header("retry-after").parse().expect("seconds");
        assert!((3_000..=3_600).contains(&wait), "{wait}");
    }
}

#[test]
#[ignore = "slow"]
fn minimal_works_on_both_databases() {
    let project = Project::golden("minimal");
    project.check(None);
    project.test(Some(&server()));
    let binary = project.build();
    let folder = project.path();
    let postgres = Postgres::create("minimal");
    for database in [sqlite(&folder), postgres.url.clone()] {
        run(&binary, &folder, &database, &["migrate", "up"]);
        let server = Server::start(&binary, &folder, &database);
        let client = server.client();
        client.get("/health/ready").expect(200);
        for path in ["/docs", "/metrics", "/api/v1/login", "/api/v1/users", "/"] {
            assert_eq!(
                client.get(path).expect(404),
                json!({ "detail": "Not Found" }),
                "{path}"
            );
        }
        server.stop();
    }
}

fn migrate_there_and_back(binary: &Path, folder: &Path, database: &str) {
    let migrate = |arguments: &[&str]| run(binary, folder, database, arguments);
    assert!(migrate(&["migrate", "up"]).contains("applied m2026"));
    assert!(migrate(&["migrate", "up"]).contains("nothing to apply"));
    assert!(migrate(&["migrate", "down", "99"]).contains("rolled back m2026"));
    assert!(!migrate(&["migrate", "status"]).contains("applied m2026"));
    assert!(migrate(&["migrate", "up"]).contains("applied m2026"));
    assert!(migrate(&["create-superuser"]).contains("admin"));
    assert!(migrate(&["openapi"]).contains("/api/v1/login"));
    assert!(migrate(&["routes"]).contains("/api/v1/user/{username}"));
}

/// What a first user does, on two servers behind one database.
fn walk(first: &Server, second: &Server) {
    let anonymous = first.client();
    let wrong = json!({ "name": "A", "username": "ADA", "email": "ada", "password": "weak" });
    let failures = anonymous.post("/api/v1/user", wrong).expect(422);
    assert_eq!(
        failures["detail"].as_array().map(Vec::len),
        Some(4),
        "{failures}"
    );
    let ada = json!({
        "name": "Ada Lovelace",
        "username": "ada",
        "email": "ada@example.com",
        "password": "Correct-Horse-1",
    });
    let created = anonymous.post("/api/v1/user", ada.clone()).expect(201);
    assert_eq!(created["username"], "ada");
    anonymous.post("/api/v1/user", ada).expect(422);

    let mut ada = first.client();
    ada.log_in("ada", "wrong").expect(401);
    ada.log_in("ada", "Correct-Horse-1").expect(200);
    ada.get("/api/v1/user/me/").expect(200);
    ada.get("/api/v1/users").expect(403);
    ada.refresh().expect(200);
    ada.get("/api/v1/user/me").expect(200);
    let elsewhere = ada.on(second.client());
    elsewhere.get("/api/v1/user/me").expect(200);
    ada.post("/api/v1/logout", Value::Null).expect(200);
    for client in [&ada, &elsewhere] {
        client.get("/api/v1/user/me").expect(401);
    }

    let mut admin = first.client();
    admin.log_in("admin", ADMIN_PASSWORD).expect(200);
    assert_eq!(admin.get("/api/v1/users").expect(200)["total_count"], 2);
    pages(&anonymous);
}

fn pages(client: &Client) {
    let docs = client.get("/docs");
    assert!(
        docs.status == 200 && docs.text.contains("swagger-ui"),
        "{}",
        docs.text
    );
    client.get("/docs/swagger-ui-bundle.js").expect(200);
    client.get("/redoc").expect(200);
    let document = client.get("/openapi.json").expect(200);
    assert!(document["paths"]["/api/v1/login"].is_object());
    assert!(client.get("/metrics").text.contains("http_requests_total"));
    assert_eq!(
        client.get("/nothing").expect(404),
        json!({ "detail": "Not Found" })
    );
}
