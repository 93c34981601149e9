use serde_json::{Value, json};
use uuid::Uuid;

use super::jobs::{Flaky, Panicking};
use super::{Worker, finished, in_progress};
use crate::testing::{Client, TestApp};

const QUICK: (&str, &str) = ("TASK_DELAY", "0");

pub(super) async fn create(client: &Client, message: &str) -> Uuid {
    let path = format!("/api/v1/tasks/task?message={message}");
    let created = client.post(&path, Value::Null).await.expect(201);
    assert_eq!(created.as_object().unwrap().len(), 1);
    created["id"].as_str().unwrap().parse().unwrap()
}

pub(super) async fn read(client: &Client, id: Uuid) -> Value {
    let path = format!("/api/v1/tasks/task/{id}");
    client.get(&path).await.expect(200)
}

#[tokio::test]
async fn the_sample_job_is_run_and_its_result_read() {
    let app = TestApp::with(&[QUICK]).await;
    let client = app.anonymous();
    let id = create(&client, "hello").await;
    let queued = read(&client, id).await;
    assert_eq!(
        queued,
        json!({
            "id": id,
            "function": "sample_background_task",
            "status": "queued",
            "enqueue_time": queued["enqueue_time"],
            "start_time": null,
            "finish_time": null,
            "attempts": 0,
            "success": null,
            "result": null,
            "error": null,
        })
    );

    let worker = Worker::start(&app);
    finished(&app, id).await;
    let complete = read(&client, id).await;
    assert_eq!(
        complete,
        json!({
            "id": id,
            "function": "sample_background_task",
            "status": "complete",
            "enqueue_time": queued["enqueue_time"],
            "start_time": complete["start_time"],
            "finish_time": complete["finish_time"],
            "attempts": 1,
            "success": true,
            "result": "Task hello is complete!",
            "error": null,
        })
    );
    for time in ["enqueue_time", "start_time", "finish_time"] {
        assert!(complete[time].as_str().unwrap().ends_with('Z'), "{time}");
    }
    worker.stop().await;
}

#[tokio::test]
async fn a_running_task_says_so() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let id = create(&client, "hello").await;
    let worker = Worker::start(&app);
    in_progress(&app, id).await;
    let running = read(&client, id).await;
    assert_eq!(running["status"], "in_progress");
    assert_eq!(running["attempts"], 1);
    assert!(running["start_time"].is_string());
    assert_eq!(running["success"], Value::Null);
    worker.kill().await;
}

#[tokio::test]
async fn a_failing_task_says_why() {
    let app = TestApp::with(&[("QUEUE_MAX_ATTEMPTS", "2"), ("QUEUE_RETRY_DELAY", "0")]).await;
    let flaky = app
        .state
        .queue
        .enqueue(Flaky { failures: 9 })
        .await
        .unwrap();
    let panicking = app.state.queue.enqueue(Panicking).await.unwrap();
    let worker = Worker::start(&app);
    for (id, error) in [
        (flaky, "failed at attempt 2"),
        (panicking, "panicked: attempt 2 went up in smoke"),
    ] {
        finished(&app, id).await;
        let dead = read(&app.anonymous(), id).await;
        assert_eq!(dead["status"], "dead");
        assert_eq!(dead["attempts"], 2);
        assert_eq!(dead["success"], false);
        assert_eq!(dead["result"], Value::Null);
        assert_eq!(dead["error"], error);
    }
    worker.stop().await;
}

#[tokio::test]
async fn an_unknown_task_is_not_found() {
    let app = TestApp::new().await;
    for id in ["0190a9c4-2f5e-7cc3-98c4-dc0c0c07398f", "nothing"] {
        let answer = app
            .anonymous()
            .get(&format!("/api/v1/tasks/task/{id}"))
            .await;
        answer.expect_error(404, "Task not found");
    }
}

#[tokio::test]
async fn a_task_needs_a_message() {
    let app = TestApp::new().await;
    let answer = app
        .anonymous()
        .post("/api/v1/tasks/task", Value::Null)
        .await;
    assert_eq!(answer.failures(), ["query.message: missing"]);
}
