//! A way to Redis that can be cut.

use std::env;
use std::net::SocketAddr;
use std::time::Duration;

use redis::{Client, Commands};
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

/// The keys of one test, which are deleted with this value.
pub struct TestRedis {
    server: Option<String>,
    prefix: String,
}

impl TestRedis {
    /// On the Redis of `TEST_REDIS_URL`, if it is set.
    pub fn create() -> Self {
        Self {
            server: env::var("TEST_REDIS_URL").ok(),
            prefix: format!("test:{}", Uuid::now_v7().simple()),
        }
    }

    /// The same with these keys, and with this Redis for services that have none.
    pub fn config(&self, config: RedisConfig) -> RedisConfig {
        let server = || self.server.clone().map(SecretString::from);
        RedisConfig {
            prefix: self.prefix.clone(),
            cache: config.cache.or_else(server),
            rate_limit: config.rate_limit.or_else(server),
            queue: config.queue.or_else(server),
        }
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        let Some(server) = self.server.as_deref() else {
            return;
        };
        let client = Client::open(server).expect("TEST_REDIS_URL is a URL");
        let mut connection = client.get_connection().expect("Redis answers");
        let keys: Vec<String> = connection
            .keys(format!("*{}*", self.prefix))
            .expect("Redis lists the keys");
        if !keys.is_empty() {
            let _: () = connection.del(keys).expect("Redis deletes the keys");
        }
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
