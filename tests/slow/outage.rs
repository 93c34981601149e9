//! Redis dies under load, and comes back.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Answer, Client};
use super::golden::ADMIN_PASSWORD;
use super::redis::Redis;
use super::server::{Program, Server};
use super::services::{enqueue, finished};

const TIERS: &str = "/api/v1/tiers";
const ME: &str = "/api/v1/user/me";
const TASKS: &str = "/api/v1/tasks/task?message=0";

/// How often each request was answered with which status.
#[derive(Default)]
struct Tally(Mutex<BTreeMap<(&'static str, u16), u32>>);

impl Tally {
    fn count(&self, request: &'static str, answer: &Answer) {
        let mut counts = self.0.lock().expect("no panic while counting");
        *counts.entry((request, answer.status)).or_default() += 1;
    }

    fn statuses(&self, request: &'static str) -> Vec<u16> {
        let counts = self.0.lock().expect("no panic while counting");
        let keys = counts.keys().filter(|(name, _)| *name == request);
        keys.map(|(_, status)| *status).collect()
    }
}

/// Kills Redis for ten seconds while two servers are asked for all that they do. Only tasks are
/// refused meanwhile, with 503; no task that was taken is lost; and all comes back by itself.
pub(crate) fn outage(program: &Program, redis: &mut Redis) {
    let servers = [program.serve(), program.serve()];
    let worker = program.work();
    let (tally, tasks) = (Tally::default(), Mutex::new(Vec::new()));
    let is_over = AtomicBool::new(false);
    scope(|scope| {
        for server in &servers {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    load(server, &tally, &tasks);
                }
            });
        }
        sleep(Duration::from_secs(2));
        redis.kill();
        sleep(Duration::from_secs(10));
        redis.restart();
        let back = Instant::now();
        while !servers.iter().all(|server| is_back(&server.client())) {
            assert!(back.elapsed() < Duration::from_secs(20), "not back");
            sleep(Duration::from_millis(100));
        }
        println!("    back after {} ms", back.elapsed().as_millis());
        sleep(Duration::from_secs(1));
        is_over.store(true, Ordering::Relaxed);
    });

    println!("    {:?}", tally.0.lock().expect("no panic while counting"));
    assert_eq!(tally.statuses(TIERS), [200]);
    assert_eq!(tally.statuses(ME), [200]);
    assert_eq!(tally.statuses("log-in"), [200]);
    assert_eq!(tally.statuses(TASKS), [201, 503]);
    let client = servers[0].client();
    for task in tasks.into_inner().expect("no panic while enqueueing") {
        finished(&client, &task, 0);
    }
    for server in servers {
        for service in ["cache", "rate limiter", "queue"] {
            assert_eq!(outages(&server, service), 1, "{service}");
        }
        server.stop();
    }
    worker.stop();
}

fn load(server: &Server, tally: &Tally, tasks: &Mutex<Vec<String>>) {
    let mut client = server.client();
    tally.count("log-in", &client.log_in("admin", ADMIN_PASSWORD));
    tally.count(ME, &client.get(ME));
    tally.count(TIERS, &server.client().get(TIERS));
    let answer = server.client().post(TASKS, Value::Null);
    tally.count(TASKS, &answer);
    if let Some(id) = answer.json()["id"].as_str() {
        let task = format!("/api/v1/tasks/task/{id}");
        tasks.lock().expect("no panic while enqueueing").push(task);
    }
}

/// Whether the cache hits again, and a job is taken and done.
fn is_back(client: &Client) -> bool {
    client.get(TIERS);
    let is_ready = client.get("/health/ready").json()["checks"]["cache"] == "ok";
    is_ready && client.get(TIERS).header("x-cache") == "hit" && {
        let is_taken = client.post(TASKS, Value::Null).status == 201;
        is_taken && finished(client, &enqueue(client, 1), 1) > 0
    }
}

/// How often the log says that this service lost its Redis.
fn outages(server: &Server, service: &str) -> usize {
    let text = format!("Redis is away service=\"{service}\"");
    server.process.log().matches(&text).count()
}
