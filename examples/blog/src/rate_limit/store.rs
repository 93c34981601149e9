use std::time::Duration;

use super::memory::Memory;
use crate::error::Result;

/// Where requests are counted.
pub(super) enum Store {
    Memory(Memory),
    Redis(super::redis::Redis),
}

/// How many requests were counted, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) count: u64,
    pub(super) ends_in: Duration,
}

impl Store {
    pub(super) fn new(config: &crate::config::Config) -> Self {
        if let Some(url) = &config.redis.rate_limit {
            return Self::Redis(super::redis::Redis::new(url, config));
        }
        Self::Memory(Memory::default())
    }

    /// Counts a request; the first one begins a window of this length.
    pub(super) async fn count(&self, key: &str, period: Duration) -> Result<Window> {
        match self {
            Self::Memory(memory) => Ok(memory.count(key, period)),
            Self::Redis(redis) => redis.count(key, period).await,
        }
    }

    pub(super) async fn forgive(&self, key: &str) {
        match self {
            Self::Memory(memory) => memory.forgive(key),
            Self::Redis(redis) => redis.forgive(key).await,
        }
    }
}
