//! Jobs that go wrong in every way.

use std::time::Duration;

use anyhow::bail;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::jobs;
use crate::queue::{Job, JobContext, Registry};

pub(super) fn registry() -> Registry {
    jobs::registry()
        .with::<Flaky>()
        .with::<Panicking>()
        .with::<Slow>()
        .with::<Mark>()
}

/// Fails as often as it is told, then succeeds.
#[derive(Serialize, Deserialize)]
pub(super) struct Flaky {
    pub(super) failures: i32,
}

impl Job for Flaky {
    const NAME: &'static str = "flaky";
    type Output = i32;

    async fn run(self, context: JobContext) -> anyhow::Result<i32> {
        if context.attempt <= self.failures {
            bail!("failed at attempt {}", context.attempt);
        }
        Ok(context.attempt)
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Panicking;

impl Job for Panicking {
    const NAME: &'static str = "panicking";
    type Output = ();

    async fn run(self, context: JobContext) -> anyhow::Result<()> {
        panic!("attempt {} went up in smoke", context.attempt);
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Slow {
    pub(super) milliseconds: u64,
}

impl Job for Slow {
    const NAME: &'static str = "slow";
    type Output = ();

    async fn run(self, _: JobContext) -> anyhow::Result<()> {
        sleep(Duration::from_millis(self.milliseconds)).await;
        Ok(())
    }
}

/// Leaves a row, so that a job that is done twice leaves two.
#[derive(Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) number: i32,
}

impl Mark {
    pub(super) const TABLE: &'static str = "CREATE TABLE mark (number integer NOT NULL)";
    pub(super) const ALL: &'static str = "SELECT number FROM mark";
}

impl Job for Mark {
    const NAME: &'static str = "mark";
    type Output = i32;

    async fn run(self, context: JobContext) -> anyhow::Result<i32> {
        let number = self.number;
        context
            .db
            .execute_unprepared(&format!("INSERT INTO mark VALUES ({number})"))
            .await?;
        Ok(number)
    }
}
