use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use redis::{cmd, pipe};
use secrecy::SecretString;
use tokio::time::sleep;
use uuid::Uuid;

use super::key::Place;
use super::store::{Found, Store};
use super::{Cache, MAX_TTL};
use crate::redis::Away;

/// A stamp must outlive every value that was kept before it.
const STAMP_TTL: Duration = Duration::from_secs(2 * MAX_TTL.as_secs());

/// The mark of every place.
const EVERYTHING: &str = "everything";

const CATCH_UP_PAUSE: Duration = Duration::from_millis(200);

/// With more marks than this to be renewed, everything is.
const MAX_MISSED: usize = 1_000;

/// The values that all processes share.
#[derive(Clone)]
pub(super) struct Redis {
    redis: crate::redis::Redis,
    prefix: Arc<str>,
    /// Marks that could not be renewed while Redis was away, each with the id of its last
    /// renewal. No value counts until they are.
    missed: Arc<Mutex<HashMap<String, Uuid>>>,
}

impl Cache {
    /// Whether values can be kept, also where that is in Redis.
    pub async fn ping(&self) -> Result<(), Away> {
        match &self.shared.store {
            Store::Memory(_) => Ok(()),
            Store::Redis(store) => store.redis.ping().await,
        }
    }
}

impl Redis {
    pub(super) fn new(url: &SecretString, prefix: &str) -> Self {
        Self {
            redis: crate::redis::Redis::new(url, "cache"),
            prefix: format!("{prefix}:cache").into(),
            missed: Arc::default(),
        }
    }

    pub(super) async fn read(&self, place: &Place) -> Option<Found> {
        if !self.missed().is_empty() {
            return None;
        }
        let mut command = cmd("MGET");
        command.arg(self.key(&place.key));
        command.arg(self.stamp(EVERYTHING));
        for mark in &place.marks {
            command.arg(self.stamp(mark));
        }
        let mut found: Vec<Option<Vec<u8>>> = self
            .redis
            .run(async |mut connection| command.query_async(&mut connection).await)
            .await
            .ok()?;
        let entry = found.first_mut().and_then(Option::take);
        let stamps = stamps(found.get(1..).unwrap_or_default());
        let value = entry.and_then(|entry| {
            let entry = Bytes::from(entry);
            let rest = entry.strip_prefix(stamps.as_bytes())?.strip_prefix(b"\n")?;
            Some(entry.slice_ref(rest))
        });
        Some(Found { value, stamps })
    }

    pub(super) async fn write(&self, place: &Place, stamps: String, value: Bytes, ttl: Duration) {
        let mut entry = stamps.into_bytes();
        entry.push(b'\n');
        entry.extend_from_slice(&value);
        let mut command = cmd("SET");
        command
            .arg(self.key(&place.key))
            .arg(entry)
            .arg("PX")
            .arg(milliseconds(ttl));
        let _: Result<(), Away> = self
            .redis
            .run(async |mut connection| command.query_async(&mut connection).await)
            .await;
    }

    /// Goes on when the request that asks for it is abandoned, since its write is committed.
    pub(super) async fn renew(&self, marks: Vec<String>) {
        let this = self.clone();
        let renewal = tokio::spawn(async move {
            if this.send(&marks).await.is_err() {
                this.miss(marks);
            }
        });
        if let Err(error) = renewal.await {
            tracing::error!(%error, "a renewal of the cache was interrupted");
        }
    }

    /// Keeps marks until Redis is back.
    fn miss(&self, marks: Vec<String>) {
        let mut missed = self.missed();
        if missed.is_empty() {
            tokio::spawn(self.clone().catch_up());
        }
        missed.extend(marks.into_iter().map(|mark| (mark, Uuid::now_v7())));
        if missed.len() > MAX_MISSED {
            missed.clear();
            missed.insert(EVERYTHING.to_owned(), Uuid::now_v7());
        }
    }

    async fn catch_up(self) {
        loop {
            sleep(CATCH_UP_PAUSE).await;
            let missed = self.missed().clone();
            let marks: Vec<_> = missed.keys().cloned().collect();
            if self.send(&marks).await.is_err() {
                continue;
            }
            let mut left = self.missed();
            left.retain(|mark, id| missed.get(mark) != Some(id));
            if left.is_empty() {
                return;
            }
        }
    }

    async fn send(&self, marks: &[String]) -> Result<(), Away> {
        let mut pipeline = pipe();
        for mark in marks {
            pipeline
                .cmd("SET")
                .arg(self.stamp(mark))
                .arg(Uuid::now_v7().simple().to_string())
                .arg("PX")
                .arg(milliseconds(STAMP_TTL))
                .ignore();
        }
        self.redis
            .run(async |mut connection| pipeline.exec_async(&mut connection).await)
            .await
    }

    fn missed(&self) -> MutexGuard<'_, HashMap<String, Uuid>> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, key: &str) -> String {
        format!("{}:{key}", self.prefix)
    }

    fn stamp(&self, mark: &str) -> String {
        format!("{}:stamp:{mark}", self.prefix)
    }
}

fn stamps(found: &[Option<Vec<u8>>]) -> String {
    let stamps: Vec<_> = found
        .iter()
        .map(|stamp| String::from_utf8_lossy(stamp.as_deref().unwrap_or(b"-")))
        .collect();
    stamps.join(" ")
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis())
        .unwrap_or(u64::MAX)
        .max(1)
}
