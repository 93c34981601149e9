//! A way to Redis that can be cut.

use std::env;
use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;
use url::Url;
use uuid::Uuid;

use crate::config::RedisConfig;

/// A URL where no Redis is.
pub const NOWHERE: &str = "redis://127.0.0.1:1";

/// The same with keys of its own, and for services without a URL the Redis of `TEST_REDIS_URL`.
pub fn config(config: RedisConfig) -> RedisConfig {
    let shared = env::var("TEST_REDIS_URL").ok().map(SecretString::from);
    RedisConfig {
        prefix: format!("test:{}", Uuid::now_v7().simple()),
        cache: config.cache.or_else(|| shared.clone()),
        rate_limit: config.rate_limit.or_else(|| shared.clone()),
    }
}

/// Forwards to the Redis of `TEST_REDIS_URL`, while it is open.
pub struct Proxy {
    address: SocketAddr,
    target: Url,
    task: JoinHandle<()>,
}

impl Proxy {
    /// `None` without `TEST_REDIS_URL`.
    pub async fn open() -> Option<Self> {
        let target: Url = env::var("TEST_REDIS_URL").ok()?.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Some(Self {
            address: listener.local_addr().unwrap(),
            task: tokio::spawn(forward(listener, target.clone())),
            target,
        })
    }

    pub fn url(&self) -> String {
        let mut url = self.target.clone();
        url.set_ip_host(self.address.ip()).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.into()
    }

    /// Breaks every connection and refuses new ones.
    pub async fn cut(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// Lets connections through again.
    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.task = tokio::spawn(forward(listener, self.target.clone()));
    }
}

async fn forward(listener: TcpListener, target: Url) {
    let address = format!(
        "{}:{}",
        target.host_str().unwrap(),
        target.port().unwrap_or(6379)
    );
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let mut server = TcpStream::connect(&address).await.unwrap();
        connections.spawn(async move { copy_bidirectional(&mut client, &mut server).await });
    }
}

/// Waits until `condition` holds, for ten seconds at most.
pub async fn eventually(condition: impl AsyncFn() -> bool) {
    for _ in 0..100 {
        if condition().await {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not happen in time");
}
