//! Answers kept for a while.
//!
//! A reader calls [`Cache::get_or_set`] with a [`Key`] of its own. Whoever changes what the
//! value is made of calls [`Cache::invalidate`] or [`Cache::invalidate_tag`] once that is
//! committed, and before answering.

mod flight;
pub mod http;
mod key;
mod memory;
mod outcome;
mod redis;
mod store;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::flight::{Flights, Turn};
use self::key::Place;
use self::outcome::{Counts, Recorder};
use self::store::Store;
use crate::config::Config;
use crate::error::Result;

pub use key::{Key, Tag};
pub use outcome::Outcome;

/// No value is kept for longer.
const MAX_TTL: Duration = Duration::from_secs(86_400);

/// The cache of the application. As an argument of a handler, it reports hits and misses in the
/// answer while developing.
#[derive(Clone)]
pub struct Cache {
    shared: Arc<Shared>,
    recorder: Option<Recorder>,
}

struct Shared {
    store: Store,
    flights: Flights,
    counts: Counts,
    ttl: Duration,
    list_ttl: Duration,
}

enum Lookup<V> {
    Hit(V),
    Miss { stamps: String },
    Away,
}

impl Cache {
    /// Keeps its values where the settings say.
    pub fn new(config: &Config) -> Self {
        Self {
            shared: Arc::new(Shared {
                store: Store::new(config),
                flights: Flights::default(),
                counts: Counts::default(),
                ttl: config.cache.ttl,
                list_ttl: config.cache.list_ttl,
            }),
            recorder: None,
        }
    }

    /// How long a value is kept where nothing else is said.
    pub fn ttl(&self) -> Duration {
        self.shared.ttl
    }

    /// How long a list is kept.
    pub fn list_ttl(&self) -> Duration {
        self.shared.list_ttl
    }

    /// How many look-ups had this outcome.
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.shared.counts.get(outcome)
    }

    /// The value of `key`, computed if it is not there.
    ///
    /// Of the requests of this process that miss it at the same time, one computes it and the
    /// others wait. An error is answered and not kept.
    pub async fn get_or_set<K, F>(
        &self,
        key: &K,
        ttl: Duration,
        compute: impl FnOnce() -> F,
    ) -> Result<K::Value>
    where
        K: Key,
        F: Future<Output = Result<K::Value>>,
    {
        let place = Place::of(key);
        let mut flight = None;
        loop {
            let stamps = match self.look_up(&place).await {
                Lookup::Hit(value) => {
                    self.record(Outcome::Hit);
                    return Ok(value);
                }
                Lookup::Away => {
                    self.record(Outcome::Bypass);
                    return compute().await;
                }
                Lookup::Miss { stamps } => stamps,
            };
            if let Some(flight) = flight.take() {
                self.record(Outcome::Miss);
                return self
                    .fill(&place, ttl, stamps, flight, compute().await)
                    .await;
            }
            match self.shared.flights.join(&place.key).await {
                Turn::First(own) => flight = Some(own),
                Turn::Landed => {}
                Turn::Failed => {
                    self.record(Outcome::Miss);
                    return compute().await;
                }
            }
        }
    }

    /// Drops the value of `key`, also one that is being computed at this moment.
    pub async fn invalidate<K: Key>(&self, key: &K) {
        self.shared.store.renew(vec![key::mark(key)]).await;
    }

    /// Drops every value with this tag, also those that are being computed at this moment.
    pub async fn invalidate_tag(&self, tag: &Tag) {
        self.shared.store.renew(vec![tag.mark()]).await;
    }

    async fn look_up<V: DeserializeOwned>(&self, place: &Place) -> Lookup<V> {
        let Some(found) = self.shared.store.read(place).await else {
            return Lookup::Away;
        };
        // A value that cannot be read was written by another version of the application.
        let value = found.value.map(|value| serde_json::from_slice(&value));
        match value {
            Some(Ok(value)) => Lookup::Hit(value),
            _ => Lookup::Miss {
                stamps: found.stamps,
            },
        }
    }

    async fn fill<V: Serialize>(
        &self,
        place: &Place,
        ttl: Duration,
        stamps: String,
        flight: flight::Flight,
        computed: Result<V>,
    ) -> Result<V> {
        match &computed {
            Ok(value) => match serde_json::to_vec(value) {
                Ok(bytes) => {
                    let ttl = ttl.min(MAX_TTL);
                    self.shared
                        .store
                        .write(place, stamps, bytes.into(), ttl)
                        .await;
                }
                Err(error) => tracing::error!(key = place.key, %error, "cannot cache a value"),
            },
            Err(_) => flight.fail(),
        }
        computed
    }

    fn record(&self, outcome: Outcome) {
        self.shared.counts.count(outcome);
        if let Some(recorder) = &self.recorder {
            recorder.record(outcome);
        }
    }
}

impl<S> FromRequestParts<S> for Cache
where
    S: Send + Sync,
    Self: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            recorder: parts.extensions.get::<Recorder>().cloned(),
            ..Self::from_ref(state)
        })
    }
}
