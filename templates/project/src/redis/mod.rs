//! Redis, which may go away and come back at any time.

#[cfg(test)]
pub mod testing;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisResult, cmd};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{sleep, timeout};

/// How long a request waits for Redis.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long Redis is left alone, each time that it does not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// Opens a connection that is made when it is first used, and again when it breaks.
///
/// # Errors
/// If this is not the URL of a Redis. The error does not hold the URL.
pub fn connect(url: &SecretString) -> anyhow::Result<ConnectionManager> {
    let client = Client::open(url.expose_secret()).context("not the URL of a Redis")?;
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE))
        .set_number_of_retries(1)
        .set_pipeline_buffer_size(1024);
    Ok(ConnectionManager::new_lazy_with_config(client, config)?)
}

/// The Redis of a service that works, if less well, without it.
///
/// Once Redis has not answered, nobody asks it and so nobody waits for it, until it is back.
#[derive(Clone)]
pub struct Redis(Arc<Shared>);

struct Shared {
    service: &'static str,
    url: SecretString,
    connection: Mutex<Option<ConnectionManager>>,
    is_away: AtomicBool,
}

/// Redis does not answer. Why stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Redis is away")]
pub struct Away;

impl Redis {
    /// `service` is what the log calls it. Redis may be away.
    pub fn new(url: &SecretString, service: &'static str) -> Self {
        Self(Arc::new(Shared {
            service,
            url: url.clone(),
            connection: Mutex::new(None),
            is_away: AtomicBool::new(false),
        }))
    }

    /// Sends a command, unless Redis is known to be away.
    pub async fn run<T, F>(&self, command: impl Fn(ConnectionManager) -> F) -> Result<T, Away>
    where
        F: Future<Output = RedisResult<T>>,
    {
        if self.0.is_away.load(Ordering::Acquire) {
            return Err(Away);
        }
        let answer = async {
            match command(self.connection()?).await {
                // A connection that was idle may have been closed; the next one is new.
                Err(error) if error.is_connection_dropped() => {
                    Ok(command(self.connection()?).await?)
                }
                answer => Ok(answer?),
            }
        };
        match timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.lost(&error)),
            Err(_) => Err(self.lost(&anyhow!("no answer in time"))),
        }
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> Result<(), Away> {
        let ping = cmd("PING");
        self.run(async |mut connection| ping.exec_async(&mut connection).await)
            .await
    }

    fn lost(&self, error: &anyhow::Error) -> Away {
        if !self.0.is_away.swap(true, Ordering::AcqRel) {
            tracing::warn!(service = self.0.service, %error, "Redis is away");
            tokio::spawn(self.clone().wait_for_return());
        }
        Away
    }

    /// Each attempt is made on a new connection: an old one, whose other end vanished without a
    /// word, would stay open for many minutes.
    async fn wait_for_return(self) {
        loop {
            sleep(PAUSE).await;
            let Ok(mut connection) = connect(&self.0.url) else {
                continue;
            };
            let ping = cmd("PING");
            let answer = timeout(PATIENCE, ping.exec_async(&mut connection)).await;
            if matches!(answer, Ok(Ok(()))) {
                *self.lock() = Some(connection);
                break;
            }
        }
        tracing::info!(service = self.0.service, "Redis is back");
        self.0.is_away.store(false, Ordering::Release);
    }

    fn connection(&self) -> anyhow::Result<ConnectionManager> {
        let mut connection = self.lock();
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        Ok(connection.insert(connect(&self.0.url)?).clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<ConnectionManager>> {
        self.0
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::time::Instant;

    use super::testing::{NOWHERE, Proxy, eventually};
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_redis_that_hangs_is_waited_for_once() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", silent.local_addr().unwrap());
        let redis = Redis::new(&url.as_str().into(), "test");
        let start = Instant::now();
        assert_eq!(redis.ping().await, Err(Away));
        assert!(start.elapsed() < 2 * PATIENCE, "{:?}", start.elapsed());
        while start.elapsed() < 5 * PAUSE {
            let asked = Instant::now();
            assert_eq!(redis.ping().await, Err(Away));
            assert_eq!(asked.elapsed(), Duration::ZERO);
            sleep(PAUSE / 20).await;
        }
    }

    #[tokio::test]
    async fn where_nothing_listens_redis_is_away() {
        let redis = Redis::new(&NOWHERE.into(), "test");
        for _ in 0..2 {
            assert_eq!(redis.ping().await, Err(Away));
        }
    }

    #[tokio::test]
    async fn a_return_is_noticed() {
        let Some(mut proxy) = Proxy::open().await else {
            return;
        };
        let redis = Redis::new(&proxy.url().into(), "test");
        assert_eq!(redis.ping().await, Ok(()));
        proxy.cut().await;
        assert_eq!(redis.ping().await, Err(Away));
        proxy.mend().await;
        eventually(async || redis.ping().await.is_ok()).await;
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_is_no_outage() {
        let Some(mut proxy) = Proxy::open().await else {
            return;
        };
        let redis = Redis::new(&proxy.url().into(), "test");
        assert_eq!(redis.ping().await, Ok(()));
        proxy.cut().await;
        proxy.mend().await;
        assert_eq!(redis.ping().await, Ok(()));
    }

    #[test]
    fn a_bad_url_is_refused_without_being_shown() {
        let error = connect(&"http://:hunter2@localhost".into()).err();
        let text = error.map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(text.starts_with("not the URL of a Redis"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
