//! The golden projects, as they are checked in: every check, on every database, and a walk.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::database::{Postgres, server, sqlite};
use super::project::Project;
use super::server::{Server, Worker, run};

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
        let worker = Worker::start(&binary, &folder, &database, &[]);
        tasks(&first, &second);
        worker.stop();
        first.stop();
        second.stop();
        let again = Server::start(&binary, &folder, &database);
        let mut ada = again.client();
        ada.log_in("ada", "Correct-Horse-1").expect(200);
        again.stop();
    }
    if let Ok(redis) = std::env::var("TEST_REDIS_URL") {
        println!("    jobs in Redis");
        project.test_on_redis(&redis);
        let prefix = format!("slow_{}", std::process::id());
        let settings = [("QUEUE_URL", redis.as_str()), ("QUEUE_PREFIX", &prefix)];
        let start = || Server::start_with(&binary, &folder, &postgres.url, &settings);
        let (first, second) = (start(), start());
        let worker = Worker::start(&binary, &folder, &postgres.url, &settings);
        tasks(&first, &second);
        worker.stop();
        first.stop();
        second.stop();
    }
}

/// Jobs that one server takes are done, and the other one tells their results.
fn tasks(first: &Server, second: &Server) {
    let ids: Vec<_> = (0..20)
        .map(|number| {
            let path = format!("/api/v1/tasks/task?message={number}");
            let created = first.client().post(&path, Value::Null).expect(201);
            created["id"].as_str().expect("an id").to_owned()
        })
        .collect();
    let deadline = Instant::now() + Duration::from_secs(20);
    for (number, id) in ids.iter().enumerate() {
        let path = format!("/api/v1/tasks/task/{id}");
        let task = loop {
            let task = second.client().get(&path).expect(200);
            if !task["finish_time"].is_null() {
                break task;
            }
            assert!(Instant::now() < deadline, "not done: {task}");
            sleep(Duration::from_millis(20));
        };
        assert_eq!(task["result"], format!("Task {number} is complete!"));
        assert_eq!(
            (&task["status"], &task["attempts"]),
            (&json!("complete"), &json!(1))
        );
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
