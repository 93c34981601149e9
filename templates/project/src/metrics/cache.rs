use std::sync::atomic::Ordering;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

use crate::cache::{Cache, Outcome};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    result: &'static str,
}

/// The look-ups of the cache, by what came of them.
#[derive(Clone)]
pub(super) struct CacheRequests(Family<Labels, Counter>);

impl CacheRequests {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let requests = Family::default();
        registry.register("cache_requests", "Look-ups of the cache", requests.clone());
        Self(requests)
    }

    pub(super) fn update(&self, cache: &Cache) {
        for outcome in Outcome::ALL {
            let result = outcome.as_str();
            let counter = self.0.get_or_create(&Labels { result });
            counter
                .inner()
                .store(cache.count(outcome), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, routing::get};

    use crate::cache::{Cache, Key, Tag};
    use crate::error::Result;
    use crate::testing::TestApp;

    struct Greeting;

    impl Key for Greeting {
        type Value = String;

        const NAME: &'static str = "greeting";

        fn parts(&self) -> Vec<String> {
            Vec::new()
        }

        fn tags(&self) -> Vec<Tag> {
            Vec::new()
        }
    }

    async fn greet(cache: Cache) -> Result<String> {
        let greeting = async || Ok("hello".to_owned());
        cache.get_or_set(&Greeting, cache.ttl(), greeting).await
    }

    #[tokio::test]
    async fn hits_and_misses_are_counted() {
        let app = TestApp::new().await;
        let greeting = Router::new().route("/greeting", get(greet));
        let client = app.around(greeting.merge(crate::metrics::routes()));
        for _ in 0..3 {
            client.get("/greeting").await.expect(200);
        }
        let answer = client.get("/metrics").await;
        for line in [
            r#"cache_requests_total{result="hit"} 2"#,
            r#"cache_requests_total{result="miss"} 1"#,
            r#"cache_requests_total{result="bypass"} 0"#,
        ] {
            assert!(answer.text.contains(line), "{line} in {}", answer.text);
        }
    }
}
