mod http;
mod jobs;
mod owners;
mod redis;
mod worker;

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::{Status, Task, run_worker};
use crate::app::AppState;
use crate::config::Config;
use crate::testing::TestApp;

/// Longer than anything takes that these tests wait for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A worker in the background of a test, with a queue of its own as in another process.
struct Worker {
    stop: oneshot::Sender<()>,
    running: JoinHandle<anyhow::Result<()>>,
}

impl Worker {
    fn start(app: &TestApp) -> Self {
        let config = Config::clone(&app.state.config);
        let state = AppState::new(config, app.db().clone());
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let running = tokio::spawn(run_worker(state, jobs::registry(), shutdown));
        Self { stop, running }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        let ended = timeout(PATIENCE, self.running).await;
        ended.unwrap().unwrap().unwrap();
    }

    /// What `kill -9` does to a process.
    async fn kill(self) {
        self.running.abort();
        assert!(self.running.await.unwrap_err().is_cancelled());
    }
}

async fn find(app: &TestApp, id: Uuid) -> Task {
    app.state.queue.find(id).await.unwrap().unwrap()
}

/// The task, once `is_there_yet` says so of it.
async fn wait_for(app: &TestApp, id: Uuid, is_there_yet: impl Fn(&Task) -> bool) -> Task {
    let waiting = async {
        loop {
            let task = find(app, id).await;
            if is_there_yet(&task) {
                return task;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap()
}

async fn finished(app: &TestApp, id: Uuid) -> Task {
    wait_for(app, id, |task| task.finish_time.is_some()).await
}

async fn in_progress(app: &TestApp, id: Uuid) -> Task {
    wait_for(app, id, |task| task.status == Status::InProgress).await
}
