use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::queue::{Job, JobContext};

/// Waits for `TASK_DELAY`, then says that it is done.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sample {
    pub message: String,
}

impl Job for Sample {
    const NAME: &'static str = "sample_background_task";
    type Output = String;

    async fn run(self, context: JobContext) -> anyhow::Result<String> {
        sleep(context.config.queue.task_delay).await;
        Ok(format!("Task {} is complete!", self.message))
    }
}
