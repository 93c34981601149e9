//! What a default project does besides answering: the cache, the limits and the jobs, in one
//! process alone, and shared by several through Redis or PostgreSQL.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::database::{Postgres, sqlite};
use super::golden::ADMIN_PASSWORD;
use super::outage::outage;
use super::project::Project;
use super::redis::Redis;
use super::server::{Program, Server};

/// No limit that these tests reach where they are not about limits.
const FREE: &[(&str, &str)] = &[
    ("DEFAULT_RATE_LIMIT_LIMIT", "1000000"),
    ("LOGIN_IP_RATE_LIMIT_LIMIT", "1000000"),
];

/// A worker that is silent for two seconds is taken for dead.
const SHORT_LEASE: &[(&str, &str)] = &[("QUEUE_LEASE", "2"), ("TASK_DELAY", "1")];

#[test]
#[ignore = "slow"]
fn services_work_alone_and_shared() {
    let project = Project::golden("default");
    let (binary, folder) = (project.build(), project.path());

    println!("    one process alone");
    let alone = Program::new(&binary, folder, &sqlite(folder));
    started_together(&alone);
    let server = alone.serve();
    cached(&[&server]);
    let tasks = limited(&[&server]);
    for (number, task) in tasks.iter().enumerate() {
        assert_eq!(finished(&server.client(), task, number), 1);
    }
    server.stop();

    println!("    several processes on PostgreSQL and Redis");
    let (postgres, mut redis) = (Postgres::create("services"), Redis::start());
    let shared = Program::new(&binary, folder, &postgres.url);
    started_together(&shared);
    let shared = shared.with(&[("REDIS_URL", &redis.url())]);
    let (first, second) = (shared.serve(), shared.serve());
    cached(&[&first, &second]);
    invalidated(&first, &second);
    limited(&[&first, &second]);
    first.stop();
    second.stop();

    for queue in ["database", redis.url().as_str()] {
        println!(
            "    jobs in {}",
            queue.split(':').next().unwrap_or_default()
        );
        let shared = shared.with(FREE).with(&[("QUEUE_URL", queue)]);
        many_jobs(&shared);
        killed_worker(&shared.with(SHORT_LEASE));
    }
    println!("    ten seconds without Redis");
    outage(&shared.with(FREE), &mut redis);
}

/// Processes that find an empty database at the same time all get through.
fn started_together(program: &Program) {
    let workers = [program.work(), program.work()];
    std::thread::scope(|scope| {
        let servers = [(); 3].map(|()| scope.spawn(|| program.serve()));
        for server in servers {
            server.join().expect("the server is ready").stop();
        }
    });
    for worker in workers {
        worker.stop();
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

/// What one server changes is not what the other had kept.
fn invalidated(first: &Server, second: &Server) {
    let mut admin = first.client();
    admin.log_in("admin", ADMIN_PASSWORD).expect(200);
    let count =
        |server: &Server| server.client().get("/api/v1/tiers").expect(200)["total_count"].clone();
    assert_eq!((count(first), count(second)), (json!(1), json!(1)));
    admin
        .post("/api/v1/tier", json!({ "name": "pro" }))
        .expect(201);
    assert_eq!((count(second), count(first)), (json!(2), json!(2)));
}

/// Of the tasks of an address the eleventh is refused, whichever servers count them. Answers the
/// ten.
fn limited(servers: &[&Server]) -> Vec<String> {
    let turns = servers.iter().cycle().take(10).enumerate();
    let tasks = turns.map(|(number, server)| enqueue(&server.client(), number));
    let tasks = tasks.collect();
    for server in servers {
        let path = "/api/v1/tasks/task?message=eleven";
        let answer = server.client().post(path, Value::Null);
        answer.expect(429);
        let wait: u64 = answer.header("retry-after").parse().expect("seconds");
        assert!((3_000..=3_600).contains(&wait), "{wait}");
    }
    tasks
}

/// A thousand jobs that one server takes are done by two workers, each at its first attempt, and
/// the other server tells their results.
fn many_jobs(program: &Program) {
    let (first, second) = (program.serve(), program.serve());
    let workers = [program.work(), program.work()];
    let tasks: Vec<_> = (0..1_000)
        .map(|number| enqueue(&first.client(), number))
        .collect();
    for (number, task) in tasks.iter().enumerate() {
        assert_eq!(finished(&second.client(), task, number), 1);
    }
    for worker in workers {
        worker.stop();
    }
    first.stop();
    second.stop();
}

/// The jobs of a worker that is killed are done by the other one.
fn killed_worker(program: &Program) {
    let server = program.serve();
    let client = server.client();
    let victim = program.work();
    let tasks: Vec<_> = (0..40).map(|number| enqueue(&client, number)).collect();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !tasks
        .iter()
        .any(|task| status(&client, task) == "in_progress")
    {
        assert!(Instant::now() < deadline, "no job is begun");
    }
    let other = program.work();
    victim.kill();
    let numbered = tasks.iter().enumerate();
    let attempts: Vec<_> = numbered
        .map(|(number, task)| finished(&client, task, number))
        .collect();
    assert!(
        attempts.contains(&2),
        "no job was begun twice: {attempts:?}"
    );
    assert!(
        attempts.iter().all(|attempts| *attempts <= 2),
        "{attempts:?}"
    );
    other.stop();
    server.stop();
}

/// Enqueues a job and answers where its task is read.
pub(crate) fn enqueue(client: &Client, number: usize) -> String {
    let path = format!("/api/v1/tasks/task?message={number}");
    let created = client.post(&path, Value::Null).expect(201);
    let id = created["id"].as_str().expect("an id");
    format!("/api/v1/tasks/task/{id}")
}

/// Waits for the result of a job and answers how many attempts it took.
pub(crate) fn finished(client: &Client, task: &str, number: usize) -> u64 {
    let deadline = Instant::now() + Duration::from_secs(60);
    while status(client, task) != "complete" {
        assert!(
            Instant::now() < deadline,
            "{} is not done",
            client.get(task).text
        );
        sleep(Duration::from_millis(20));
    }
    let task = client.get(task).expect(200);
    assert_eq!(task["result"], format!("Task {number} is complete!"));
    task["attempts"].as_u64().expect("a number")
}

fn status(client: &Client, task: &str) -> Value {
    client.get(task).expect(200)["status"].clone()
}
