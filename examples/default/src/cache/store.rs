use std::time::Duration;

use axum::body::Bytes;

use super::key::Place;
use super::memory::Memory;
use crate::config::Config;

/// Where values are kept.
///
/// Every mark has a stamp, and a value is kept with the stamps that its marks had before it was
/// computed. An invalidation replaces a stamp, after which the value no longer counts; so does
/// one that was computed before the invalidation and arrives after it.
pub(super) enum Store {
    Memory(Memory),
    Redis(super::redis::Redis),
}

/// What a store knows of a place.
pub(super) struct Found {
    /// A value whose stamps are still those of its marks.
    pub(super) value: Option<Bytes>,
    pub(super) stamps: String,
}

impl Store {
    pub(super) fn new(config: &Config) -> Self {
        if let Some(url) = &config.redis.cache {
            return Self::Redis(super::redis::Redis::new(url, &config.redis.prefix));
        }
        Self::Memory(Memory::new(config.cache.capacity))
    }

    /// `None` when the store is away.
    pub(super) async fn read(&self, place: &Place) -> Option<Found> {
        match self {
            Self::Memory(memory) => Some(memory.read(place).await),
            Self::Redis(redis) => redis.read(place).await,
        }
    }

    /// Keeps a value with the stamps that its marks had before it was computed.
    pub(super) async fn write(&self, place: &Place, stamps: String, value: Bytes, ttl: Duration) {
        match self {
            Self::Memory(memory) => memory.write(place, stamps, value, ttl).await,
            Self::Redis(redis) => redis.write(place, stamps, value, ttl).await,
        }
    }

    /// Gives marks new stamps.
    pub(super) async fn renew(&self, marks: Vec<String>) {
        match self {
            Self::Memory(memory) => memory.renew(&marks),
            Self::Redis(redis) => redis.renew(marks).await,
        }
    }
}
