//! The golden projects, as they are checked in: every check, on every database, and a walk.

use serde_json::{Value, json};

use super::client::Client;
use super::database::{Postgres, server, sqlite};
use super::deploy::is_there;
use super::project::Project;
use super::redis::Redis;
use super::server::{Program, Server};

/// The password of the golden `.env`.
pub(crate) const ADMIN_PASSWORD: &str = "Example-Passw0rd";

#[test]
#[ignore = "slow"]
fn default_works_on_both_databases() {
    let project = Project::golden("default");
    let redis = Redis::start();
    project.lint();
    project.test(&[]);
    project.test(&[("TEST_DATABASE_URL", &server())]);
    project.test(&[("TEST_REDIS_URL", &redis.url())]);
    let binary = project.build();
    let postgres = Postgres::create("default");
    for database in [sqlite(project.path()), postgres.url.clone()] {
        println!(
            "    walk on {}",
            database.split(':').next().unwrap_or_default()
        );
        let program = Program::new(&binary, project.path(), &database);
        migrate_there_and_back(&program);
        let (first, second) = (program.serve(), program.serve());
        walk(&first, &second);
        first.stop();
        second.stop();
        let again = program.serve();
        let mut ada = again.client();
        ada.log_in("ada", "Correct-Horse-1").expect(200);
        again.stop();
    }
    recipes_work(&project);
}

/// The recipes that end by themselves, one after another on a database in a file.
fn recipes_work(project: &Project) {
    if !is_there("just") {
        return;
    }
    let database = sqlite(project.path()).replace("slow.db", "recipes.db");
    let just = |recipe| project.just(recipe, &database);
    assert!(just("migrate").contains("applied m2026"));
    assert!(just("rollback").contains("rolled back m2026"));
    assert!(just("reset").contains("applied m2026"));
    just("new-migration fill_in_names");
    assert!(just("migrate").contains("fill_in_names"));
    just("format");
    just("lint");
}

#[test]
#[ignore = "slow"]
fn minimal_works_on_both_databases() {
    let project = Project::golden("minimal");
    project.lint();
    project.test(&[]);
    project.test(&[("TEST_DATABASE_URL", &server())]);
    let binary = project.build();
    let postgres = Postgres::create("minimal");
    for database in [sqlite(project.path()), postgres.url.clone()] {
        let program = Program::new(&binary, project.path(), &database);
        program.run(&["migrate", "up"]);
        let server = program.serve();
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

fn migrate_there_and_back(program: &Program) {
    assert!(program.run(&["migrate", "up"]).contains("applied m2026"));
    assert!(program.run(&["migrate", "up"]).contains("nothing to apply"));
    assert!(
        program
            .run(&["migrate", "down", "99"])
            .contains("rolled back m2026")
    );
    assert!(
        !program
            .run(&["migrate", "status"])
            .contains("applied m2026")
    );
    assert!(program.run(&["migrate", "up"]).contains("applied m2026"));
    assert!(program.run(&["create-superuser"]).contains("admin"));
    assert!(program.run(&["openapi"]).contains("/api/v1/login"));
    assert!(program.run(&["routes"]).contains("/api/v1/user/{username}"));
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
