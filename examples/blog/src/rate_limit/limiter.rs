use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::store::Store;
use crate::error::Result;

/// So many requests in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub limit: u64,
    pub period: Duration,
}

/// How much of a quota is left, the request that asks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub limit: u64,
    pub remaining: u64,
    /// When the whole quota is there again.
    pub reset: Duration,
    pub is_exceeded: bool,
}

/// Counts requests in windows that begin with the first one.
#[derive(Clone)]
pub struct Limiter(Arc<Store>);

impl Limiter {
    /// In Redis if the settings name one, else in memory.
    pub fn new(config: &crate::config::Config) -> Self {
        Self(Arc::new(Store::new(config)))
    }

    /// Counts a request of `client`, whose form decides what is counted together.
    ///
    /// # Errors
    /// 503 when the place where requests are counted is away and that is not to be overlooked.
    pub async fn count(&self, client: &str, quota: Quota) -> Result<Usage> {
        let Quota { limit, period } = quota;
        let window = self.0.count(&key(client, quota), period).await?;
        Ok(Usage {
            limit,
            remaining: limit.saturating_sub(window.count),
            reset: window.ends_in,
            is_exceeded: window.count > limit,
        })
    }

    /// Takes back one request of `client` that was counted.
    pub async fn forgive(&self, client: &str, quota: Quota) {
        self.0.forgive(&key(client, quota)).await;
    }
}

/// A period that changes begins a new window.
fn key(client: &str, quota: Quota) -> String {
    format!("{}:{client}", quota.period.as_secs())
}
