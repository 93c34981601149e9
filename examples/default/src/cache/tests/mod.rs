mod http;
mod redis;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{Cache, Key, Outcome, Tag};
use crate::error::{Error, Result};
use crate::testing::TestApp;

const COLOURS: Tag = Tag::new("colours");
const LONG: Duration = Duration::from_secs(60);

struct Colour(&'static str);

impl Key for Colour {
    type Value = u64;

    const NAME: &'static str = "colour";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_owned()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![COLOURS]
    }
}

/// A value that changes whenever it is computed.
#[derive(Clone, Default)]
struct Source(Arc<AtomicU64>);

impl Source {
    async fn next(&self) -> Result<u64> {
        Ok(self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }

    async fn through(&self, cache: &Cache, key: &'static str) -> u64 {
        let read = || self.next();
        cache.get_or_set(&Colour(key), LONG, read).await.unwrap()
    }
}

#[tokio::test]
async fn a_value_is_computed_once() {
    let app = TestApp::new().await;
    let (cache, source) = (&app.state.cache, Source::default());
    assert_eq!(source.through(cache, "red").await, 1);
    assert_eq!(source.through(cache, "red").await, 1);
    assert_eq!(source.through(cache, "blue").await, 2);
    assert_eq!(cache.count(Outcome::Hit), 1);
    assert_eq!(cache.count(Outcome::Miss), 2);
}

#[tokio::test]
async fn a_value_ends_with_its_time() {
    let app = TestApp::new().await;
    let (cache, source) = (&app.state.cache, Source::default());
    let ttl = Duration::from_millis(50);
    let read = || cache.get_or_set(&Colour("red"), ttl, || source.next());
    assert_eq!(read().await.unwrap(), 1);
    sleep(2 * ttl).await;
    assert_eq!(read().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_simultaneous_misses_one_computes() {
    let app = TestApp::new().await;
    let source = Source::default();
    let mut reads = JoinSet::new();
    for _ in 0..200 {
        let (cache, source) = (app.state.cache.clone(), source.clone());
        let read = async move || {
            sleep(Duration::from_millis(20)).await;
            source.next().await
        };
        reads.spawn(async move { cache.get_or_set(&Colour("red"), LONG, read).await });
    }
    for value in reads.join_all().await {
        assert_eq!(value.unwrap(), 1);
    }
}

#[tokio::test]
async fn an_error_is_not_kept() {
    let app = TestApp::new().await;
    let source = Source::default();
    let pause = Duration::from_millis(100);
    let start = Instant::now();
    let mut reads = JoinSet::new();
    for _ in 0..20 {
        let (cache, source) = (app.state.cache.clone(), source.clone());
        let fail = async move || {
            source.next().await?;
            sleep(pause).await;
            Err(Error::NotFound("Colour not found"))
        };
        reads.spawn(async move { cache.get_or_set(&Colour("red"), LONG, fail).await });
    }
    for value in reads.join_all().await {
        assert!(matches!(value, Err(Error::NotFound(_))));
    }
    assert!(start.elapsed() < 10 * pause, "one after the other");
    assert_eq!(source.through(&app.state.cache, "red").await, 21);
}

#[tokio::test]
async fn a_reader_who_goes_away_holds_nobody_up() {
    let app = TestApp::new().await;
    let (cache, source) = (app.state.cache.clone(), Source::default());
    let never = {
        let cache = cache.clone();
        async move {
            cache
                .get_or_set(&Colour("red"), LONG, std::future::pending)
                .await
        }
    };
    let reader = tokio::spawn(never);
    sleep(Duration::from_millis(50)).await;
    reader.abort();
    assert_eq!(source.through(&cache, "red").await, 1);
}

#[tokio::test]
async fn an_invalidation_drops_a_key_or_a_tag() {
    let app = TestApp::new().await;
    let (cache, source) = (&app.state.cache, Source::default());
    for (key, value) in [("red", 1), ("blue", 2)] {
        assert_eq!(source.through(cache, key).await, value);
    }
    cache.invalidate(&Colour("red")).await;
    for (key, value) in [("red", 3), ("blue", 2)] {
        assert_eq!(source.through(cache, key).await, value);
    }
    cache.invalidate_tag(&COLOURS).await;
    for (key, value) in [("red", 4), ("blue", 5)] {
        assert_eq!(source.through(cache, key).await, value);
    }
    cache.invalidate_tag(&Tag::of("colours", "red")).await;
    assert_eq!(source.through(cache, "red").await, 4);
}

#[tokio::test]
async fn what_was_read_before_a_write_is_not_kept_after_it() {
    let app = TestApp::new().await;
    let (cache, source) = (app.state.cache.clone(), Source::default());
    let (started, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let reader = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        let (started, go_on) = (started.clone(), go_on.clone());
        let read = async move || {
            let value = source.next().await;
            started.notify_one();
            go_on.notified().await;
            value
        };
        async move { cache.get_or_set(&Colour("red"), LONG, read).await }
    });
    started.notified().await;
    cache.invalidate_tag(&COLOURS).await;
    let writer = {
        let (cache, source) = (cache.clone(), source.clone());
        tokio::spawn(async move { source.through(&cache, "red").await })
    };
    sleep(Duration::from_millis(20)).await;
    go_on.notify_one();
    assert_eq!(reader.await.unwrap().unwrap(), 1);
    assert_eq!(writer.await.unwrap(), 2);
    assert_eq!(source.through(&cache, "red").await, 2);
}
