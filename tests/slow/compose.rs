//! A project in containers: its image, and what its compose file starts, used through NGINX.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::docker::{self, Stack, docker, inspect, output};
use super::project::Project;
use super::services::{enqueue, finished};

const PASSWORD: &str = "Correct-Horse-1";
const REPLICAS: usize = 3;

/// Optimized, an image takes minutes more: `benches/image.sh` builds that one.
const PROFILE: &str = "dev";

/// The resources of the blog under `examples/`.
const ENTITIES: [&str; 3] = [
    "Category name:string:50:unique:filter:sort --public --admin",
    "Post title:string:120:filter:sort:search body:text:search slug:slug:unique \
     status:enum:draft,published:default=draft:filter author:references:users \
     category:references:categories:optional:setnull --owner=author --public --soft-delete",
    "Comment body:string:1000 post:references:posts:cascade:filter \
     author:references:users:cascade --owner=author --soft-delete --rate-limit",
];

#[test]
#[ignore = "slow"]
fn a_project_runs_in_containers() {
    if !docker::available() {
        return;
    }
    for options in [&[][..], &["--no-redis"], &["--no-queue"]] {
        println!("  new --name default-example {}", options.join(" "));
        let project = Project::new(&[&["--name", "default-example"], options].concat());
        ENTITIES
            .iter()
            .for_each(|entity| project.add_entity(entity));
        let image = format!("slow-{}", options.join("").replace("--", "default-"));
        let image = image.trim_end_matches('-');
        let time = docker::build(project.path(), image, PROFILE);
        println!("    built in {} s", time.as_secs());
        walk(&project, image, options);
    }
}

fn walk(project: &Project, image: &str, options: &[&str]) {
    let stack = Stack::new(project.path(), image);
    nginx_accepts_its_file(&stack);
    let start = Instant::now();
    stack.up(REPLICAS);
    println!("    up in {} s", start.elapsed().as_secs());
    let replicas = stack.containers("web");
    replicas.iter().for_each(|replica| is_locked_down(replica));

    let ada = user(stack.port, "ada");
    let mut admin = Client::new(stack.port);
    let password = fs::read_to_string(project.path().join("secrets/admin_password"));
    let password = password.expect("a secret");
    admin.log_in("admin", password.trim()).expect(200);
    let category = json!({ "name": "Rust" });
    let category = admin.post("/api/v1/categories", category).expect(201);
    let post = json!({ "title": "One", "body": "…", "slug": "one", "category_id": category["id"] });
    let post = ada.post("/api/v1/posts", post).expect(201);
    if !options.contains(&"--no-queue") {
        let task = enqueue(&ada, 0);
        finished(&ada, &task, 0);
    }
    limited(&ada, &post, !options.contains(&"--no-redis"));

    let written = restarted_under_load(&stack, &ada, &replicas[0]);
    let logs = stack.logs_of("nginx");
    let upstreams: BTreeSet<_> = logs
        .split('"')
        .filter(|word| word.ends_with(":8000"))
        .collect();
    assert!(upstreams.len() >= REPLICAS, "{upstreams:?}");
    stops_in_time(&replicas[1]);

    stack.down();
    stack.up(REPLICAS);
    let again = logged_in(stack.port, "ada");
    let posts = again.get("/api/v1/posts").expect(200);
    assert_eq!(posts["total_count"], written + 1, "after down and up");
}

/// `nginx -t`, in the image that will read it.
fn nginx_accepts_its_file(stack: &Stack) {
    output(
        stack
            .compose()
            .args(["run", "--rm", "--no-deps", "-T", "nginx", "nginx", "-t"]),
    );
}

/// It is not root, and changes nothing but what is meant to be changed.
fn is_locked_down(container: &str) {
    assert_eq!(inspect(container, "{{.HostConfig.ReadonlyRootfs}}"), "true");
    let run = |script: &str| {
        docker()
            .args(["exec", container, "sh", "-c", script])
            .output()
    };
    let run = |script: &str| run(script).expect("docker runs");
    assert_eq!(run("id -u").stdout.trim_ascii(), b"10001");
    assert!(
        !run("touch /x || touch /usr/local/bin/x || touch /data/x")
            .status
            .success()
    );
    assert!(run("touch /tmp/x").status.success());
}

fn user(port: u16, username: &str) -> Client {
    let new = json!({
        "name": "Test User",
        "username": username,
        "email": format!("{username}@example.com"),
        "password": PASSWORD,
    });
    Client::new(port).post("/api/v1/user", new).expect(201);
    logged_in(port, username)
}

fn logged_in(port: u16, username: &str) -> Client {
    let mut client = Client::new(port);
    client.log_in(username, PASSWORD).expect(200);
    client
}

/// Of the comments of a user the eleventh is refused, whichever replicas count them. Without a
/// shared count each of them allows ten, so that a refusal by one says nothing of the next.
fn limited(ada: &Client, post: &Value, is_shared: bool) {
    let comment = || json!({ "body": "Well said", "post_id": post["id"] });
    let most = if is_shared { 10 } else { 10 * REPLICAS };
    let allowed = (0..=most)
        .map(|_| ada.post("/api/v1/comments", comment()))
        .take_while(|answer| answer.status != 429)
        .inspect(|answer| assert_eq!(answer.status, 201, "{}", answer.text))
        .count();
    assert!((10..=most).contains(&allowed), "{allowed} comments");
    if is_shared {
        ada.post("/api/v1/comments", comment()).expect(429);
    }
}

/// Restarts a replica while posts are written and read, of which none fails. Answers how many were
/// written.
fn restarted_under_load(stack: &Stack, ada: &Client, replica: &str) -> usize {
    let done = AtomicBool::new(false);
    let (written, read) = scope(|scope| {
        let writers = ["a", "b"].map(|writer| {
            let (client, done) = (ada.on(Client::new(stack.port)), &done);
            scope.spawn(move || {
                let mut count = 0;
                while !done.load(Ordering::Relaxed) {
                    let slug = format!("{writer}-{count}");
                    let post = json!({ "title": "Load", "body": "…", "slug": slug });
                    client.post("/api/v1/posts", post).expect(201);
                    count += 1;
                }
                count
            })
        });
        let readers = [(); 2].map(|()| {
            let (client, done) = (ada.on(Client::new(stack.port)), &done);
            scope.spawn(move || {
                let mut count = 0;
                while !done.load(Ordering::Relaxed) {
                    client.get("/api/v1/posts").expect(200);
                    count += 1;
                }
                count
            })
        });
        sleep(Duration::from_secs(1));
        let start = Instant::now();
        output(docker().args(["restart", "--time", "40", replica]));
        println!(
            "    a replica restarted in {:.1} s",
            start.elapsed().as_secs_f32()
        );
        stack.healthy(replica);
        sleep(Duration::from_secs(1));
        done.store(true, Ordering::Relaxed);
        let sum = |counts: [std::thread::ScopedJoinHandle<'_, usize>; 2]| -> usize {
            counts
                .map(|count| count.join().expect("no failed request"))
                .iter()
                .sum()
        };
        (sum(writers), sum(readers))
    });
    println!("    meanwhile {written} posts written, {read} lists read, none failed");
    written
}

/// A stop waits for nobody who asks for nothing.
fn stops_in_time(replica: &str) {
    let port = inspect(
        replica,
        r#"{{(index (index .NetworkSettings.Ports "8000/tcp") 0).HostPort}}"#,
    );
    let port: u16 = port.parse().expect("a port");
    let idle = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let start = Instant::now();
    output(docker().args(["stop", "--time", "40", replica]));
    let time = start.elapsed();
    drop(idle);
    assert_eq!(inspect(replica, "{{.State.ExitCode}}"), "0");
    assert!(time < Duration::from_secs(10), "stopped after {time:?}");
    println!(
        "    a replica with an idle connection stopped in {:.1} s",
        time.as_secs_f32()
    );
}
