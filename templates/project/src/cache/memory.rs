use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use moka::Expiry;
use moka::future::Cache;

use super::key::Place;
use super::store::Found;

/// Marks that fall into one slot share a stamp: renewing one costs the others a miss.
const SLOTS: usize = 4_096;

/// The values of this process.
pub(super) struct Memory {
    entries: Cache<String, Entry>,
    stamps: Box<[AtomicU64]>,
}

#[derive(Clone)]
struct Entry {
    stamps: String,
    value: Bytes,
    ttl: Duration,
}

impl Memory {
    pub(super) fn new(capacity: u64) -> Self {
        Self {
            entries: Cache::builder()
                .max_capacity(capacity)
                .weigher(|key: &String, entry: &Entry| entry.weight(key))
                .expire_after(AfterTtl)
                .build(),
            stamps: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    pub(super) async fn read(&self, place: &Place) -> Found {
        let stamps = self.stamps(place);
        let entry = self.entries.get(&place.key).await;
        Found {
            value: entry
                .filter(|entry| entry.stamps == stamps)
                .map(|entry| entry.value),
            stamps,
        }
    }

    pub(super) async fn write(&self, place: &Place, stamps: String, value: Bytes, ttl: Duration) {
        let entry = Entry { stamps, value, ttl };
        self.entries.insert(place.key.clone(), entry).await;
    }

    pub(super) fn renew(&self, marks: &[String]) {
        for mark in marks {
            self.stamp(mark).fetch_add(1, Ordering::AcqRel);
        }
    }

    fn stamps(&self, place: &Place) -> String {
        let stamps = place.marks.iter().map(|mark| self.stamp(mark));
        let stamps: Vec<_> = stamps
            .map(|stamp| stamp.load(Ordering::Acquire).to_string())
            .collect();
        stamps.join(" ")
    }

    fn stamp(&self, mark: &str) -> &AtomicU64 {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(mark);
        &self.stamps[hash as usize % SLOTS]
    }
}

impl Entry {
    fn weight(&self, key: &str) -> u32 {
        let bytes = key.len() + self.stamps.len() + self.value.len();
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

struct AfterTtl;

impl Expiry<String, Entry> for AfterTtl {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &String,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}
