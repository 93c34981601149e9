use std::time::Duration;

use super::env::Env;

/// How long answers are kept, by the server and by its clients.
#[derive(Clone, Debug)]
pub struct CacheConfig {
    /// `CACHE_TTL` in seconds, default 3600.
    pub ttl: Duration,
    /// `CACHE_LIST_TTL` in seconds, for lists, default 60.
    pub list_ttl: Duration,
    /// `CACHE_CAPACITY` in bytes, of a cache in memory, default 64 MiB.
    pub capacity: u64,
    /// `CLIENT_CACHE_MAX_AGE` in seconds, for what is the same for everyone, default 60.
    pub client_max_age: Duration,
}

impl CacheConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            ttl: env.seconds("CACHE_TTL", 3_600),
            list_ttl: env.seconds("CACHE_LIST_TTL", 60),
            capacity: env.integer("CACHE_CAPACITY", 1_024..=1_099_511_627_776, 67_108_864),
            client_max_age: Duration::from_secs(env.integer(
                "CLIENT_CACHE_MAX_AGE",
                0..=31_536_000,
                60,
            )),
        }
    }
}
