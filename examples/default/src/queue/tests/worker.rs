use std::time::Duration;

use chrono::{TimeDelta, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use tokio::time::sleep;
use uuid::Uuid;

use super::jobs::{Flaky, Mark, Panicking, Slow};
use super::{Worker, find, finished, in_progress, wait_for};
use crate::db;
use crate::queue::task::Settlement;
use crate::queue::{Status, Store, Task};
use crate::testing::TestApp;

#[derive(FromQueryResult)]
struct Marked {
    number: i32,
}

async fn marks(app: &TestApp) -> Vec<i32> {
    let statement = Statement::from_string(app.db().get_database_backend(), Mark::ALL);
    let marks = Marked::find_by_statement(statement).all(app.db()).await;
    let mut marks: Vec<_> = marks.unwrap().iter().map(|mark| mark.number).collect();
    marks.sort_unstable();
    marks
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again() {
    let app = TestApp::with(&[("QUEUE_RETRY_DELAY", "1")]).await;
    let id = app
        .state
        .queue
        .enqueue(Flaky { failures: 1 })
        .await
        .unwrap();
    let worker = Worker::start(&app);
    let retrying = wait_for(&app, id, |task| task.status == Status::Retrying).await;
    assert_eq!(retrying.error.as_deref(), Some("failed at attempt 1"));
    assert_eq!(retrying.finish_time, None);
    let complete = finished(&app, id).await;
    assert_eq!(complete.status, Status::Complete);
    assert_eq!(complete.attempts, 2);
    assert_eq!(complete.result.as_deref(), Some("2"));
    assert_eq!(complete.error, None);
    let took = complete.finish_time.unwrap() - complete.enqueue_time;
    assert!(took >= TimeDelta::seconds(1), "tried again after {took}");
    worker.stop().await;
}

#[tokio::test]
async fn a_panic_leaves_the_worker_at_work() {
    let app = TestApp::with(&[("QUEUE_MAX_ATTEMPTS", "1")]).await;
    let worker = Worker::start(&app);
    let bad = app.state.queue.enqueue(Panicking).await.unwrap();
    assert_eq!(finished(&app, bad).await.status, Status::Dead);
    let good = app
        .state
        .queue
        .enqueue(Flaky { failures: 0 })
        .await
        .unwrap();
    assert_eq!(finished(&app, good).await.status, Status::Complete);
    worker.stop().await;
}

#[tokio::test]
async fn a_job_that_takes_too_long_is_stopped() {
    let app = TestApp::with(&[("QUEUE_MAX_ATTEMPTS", "1"), ("QUEUE_JOB_TIMEOUT", "1")]).await;
    let job = Slow {
        milliseconds: 60_000,
    };
    let id = app.state.queue.enqueue(job).await.unwrap();
    let worker = Worker::start(&app);
    let dead = finished(&app, id).await;
    assert_eq!(dead.error.as_deref(), Some("not done after 1 seconds"));
    worker.stop().await;
}

#[tokio::test]
async fn a_transaction_enqueues_when_it_is_committed() {
    let app = TestApp::new().await;
    let worker = Worker::start(&app);
    let tx = db::begin(app.db()).await.unwrap();
    let lost = app
        .state
        .queue
        .enqueue_in(&tx, Flaky { failures: 0 })
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    let tx = db::begin(app.db()).await.unwrap();
    let kept = app
        .state
        .queue
        .enqueue_in(&tx, Flaky { failures: 0 })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(finished(&app, kept).await.status, Status::Complete);
    assert_eq!(app.state.queue.find(lost).await.unwrap(), None);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_share_the_jobs_and_do_none_twice() {
    const JOBS: i32 = 200;
    let app = TestApp::new().await;
    app.db().execute_unprepared(Mark::TABLE).await.unwrap();
    let workers = [Worker::start(&app), Worker::start(&app)];
    let mut ids = Vec::new();
    for number in 0..JOBS {
        ids.push(app.state.queue.enqueue(Mark { number }).await.unwrap());
    }
    for id in ids {
        let task = finished(&app, id).await;
        assert_eq!((task.status, task.attempts), (Status::Complete, 1));
    }
    assert_eq!(marks(&app).await, (0..JOBS).collect::<Vec<_>>());
    for worker in workers {
        worker.stop().await;
    }
}

#[tokio::test]
async fn a_shutdown_waits_for_running_jobs_and_begins_no_others() {
    let app = TestApp::with(&[("WORKER_CONCURRENCY", "1")]).await;
    let job = || Slow { milliseconds: 700 };
    let running = app.state.queue.enqueue(job()).await.unwrap();
    let waiting = app.state.queue.enqueue(job()).await.unwrap();
    let worker = Worker::start(&app);
    in_progress(&app, running).await;
    worker.stop().await;
    assert_eq!(find(&app, running).await.status, Status::Complete);
    let waiting = find(&app, waiting).await;
    assert_eq!((waiting.status, waiting.attempts), (Status::Queued, 0));
}

#[tokio::test]
async fn a_shutdown_gives_back_what_takes_too_long() {
    let app = TestApp::with(&[("WORKER_SHUTDOWN_TIMEOUT", "1")]).await;
    let job = Slow {
        milliseconds: 60_000,
    };
    let id = app.state.queue.enqueue(job).await.unwrap();
    let worker = Worker::start(&app);
    in_progress(&app, id).await;
    worker.stop().await;
    let task = find(&app, id).await;
    assert_eq!((task.status, task.attempts), (Status::Queued, 0));
    let other = Worker::start(&app);
    in_progress(&app, id).await;
    other.kill().await;
}

#[tokio::test]
async fn the_job_of_a_killed_worker_is_done_by_another() {
    let app = TestApp::with(&[("QUEUE_LEASE", "1")]).await;
    let id = app
        .state
        .queue
        .enqueue(Slow { milliseconds: 300 })
        .await
        .unwrap();
    let worker = Worker::start(&app);
    in_progress(&app, id).await;
    worker.kill().await;
    let other = Worker::start(&app);
    let task = finished(&app, id).await;
    assert_eq!((task.status, task.attempts), (Status::Complete, 2));
    other.stop().await;
}

#[tokio::test]
async fn a_lease_is_kept_while_the_job_runs() {
    let app = TestApp::with(&[("QUEUE_LEASE", "1")]).await;
    let job = Slow {
        milliseconds: 2_500,
    };
    let id = app.state.queue.enqueue(job).await.unwrap();
    let workers = [Worker::start(&app), Worker::start(&app)];
    let task = finished(&app, id).await;
    assert_eq!((task.status, task.attempts), (Status::Complete, 1));
    for worker in workers {
        worker.stop().await;
    }
}

#[tokio::test]
async fn a_job_that_loses_every_worker_is_dead() {
    let app = TestApp::with(&[("QUEUE_MAX_ATTEMPTS", "1")]).await;
    let id = app
        .state
        .queue
        .enqueue(Flaky { failures: 0 })
        .await
        .unwrap();
    claim(&app, id).await;
    let worker = Worker::start(&app);
    let task = finished(&app, id).await;
    assert_eq!(task.status, Status::Dead);
    assert_eq!(task.error.as_deref(), Some("every attempt lost its worker"));
    worker.stop().await;
}

#[tokio::test]
async fn a_result_that_comes_late_is_dropped() {
    let app = TestApp::new().await;
    let id = app
        .state
        .queue
        .enqueue(Flaky { failures: 0 })
        .await
        .unwrap();
    let (store, late) = claim(&app, id).await;
    let worker = Worker::start(&app);
    let done = finished(&app, id).await;
    assert_eq!((done.attempts, done.result.as_deref()), (2, Some("2")));
    let end = Settlement::complete(&late, "1".to_owned());
    assert!(!store.settle(&late, &end).await.unwrap());
    assert!(!store.renew(&late, Duration::ZERO).await.unwrap());
    assert_eq!(find(&app, id).await, done);
    worker.stop().await;
}

#[tokio::test]
async fn finished_tasks_are_purged() {
    let app = TestApp::new().await;
    let queue = &app.state.queue;
    let tx = db::begin(app.db()).await.unwrap();
    let done = queue.enqueue_in(&tx, Flaky { failures: 0 }).await.unwrap();
    tx.commit().await.unwrap();
    let worker = Worker::start(&app);
    finished(&app, done).await;
    worker.stop().await;
    let waiting = queue.enqueue(Flaky { failures: 0 }).await.unwrap();
    queue
        .purge(Utc::now() - TimeDelta::minutes(1))
        .await
        .unwrap();
    assert!(queue.find(done).await.unwrap().is_some());
    queue.purge(Utc::now()).await.unwrap();
    assert!(queue.find(done).await.unwrap().is_none());
    assert!(queue.find(waiting).await.unwrap().is_some());
}

#[tokio::test]
async fn a_job_of_a_name_unknown_to_the_worker_waits_for_one_that_knows_it() {
    let app = TestApp::new().await;
    let store = &app.state.queue.stores[0];
    let task = Task::new("renamed", "{}".to_owned());
    let id = task.id;
    store.insert(task).await.unwrap();
    let worker = Worker::start(&app);
    let retrying = wait_for(&app, id, |task| task.status == Status::Retrying).await;
    assert_eq!(
        retrying.error.as_deref(),
        Some("this worker knows no job `renamed`")
    );
    worker.stop().await;
}

/// Claims the only task as a worker would that dies at once.
async fn claim(app: &TestApp, id: Uuid) -> (Store, Task) {
    let store = app.state.queue.stores[0].clone();
    let task = store.claim(Duration::ZERO).await.unwrap().unwrap();
    assert_eq!(task.id, id);
    sleep(Duration::from_millis(5)).await;
    (store, task)
}
