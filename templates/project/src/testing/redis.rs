//! Keys of its own on Redis for each test, where `TEST_REDIS_URL` names a server.

use std::env;

use redis::{Client, Commands};
use uuid::Uuid;

/// The keys of one test, which are deleted with this value.
#[derive(Debug)]
pub(super) struct TestRedis {
    server: Option<String>,
    prefix: String,
}

impl TestRedis {
    pub(super) fn create() -> Self {
        Self {
            server: env::var("TEST_REDIS_URL").ok(),
            prefix: format!("test_{}", Uuid::now_v7().simple()),
        }
    }

    /// These settings, after those that name Redis.
    pub(super) fn with<'a>(&'a self, settings: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut all = Vec::new();
        if let Some(server) = &self.server {
            all.extend([
                ("QUEUE_URL", server.as_str()),
                ("QUEUE_PREFIX", &self.prefix),
            ]);
        }
        all.extend(settings);
        all
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        let Some(server) = &self.server else {
            return;
        };
        let client = Client::open(server.as_str()).expect("TEST_REDIS_URL is a URL");
        let mut connection = client.get_connection().expect("Redis answers");
        let keys: Vec<String> = connection
            .keys(format!("{{{}:*", self.prefix))
            .expect("Redis lists the keys");
        if !keys.is_empty() {
            let _: () = connection.del(keys).expect("Redis deletes the keys");
        }
    }
}
