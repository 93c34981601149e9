use super::{COLOURS, Colour, Source};
use crate::cache::{Cache, Outcome};
use crate::redis::testing::{NOWHERE, Proxy, eventually};
use crate::testing::TestApp;

#[tokio::test]
async fn without_redis_values_are_computed_each_time() {
    let app = TestApp::with(&[("CACHE_URL", NOWHERE)]).await;
    let (cache, source) = (&app.state.cache, Source::default());
    assert_eq!(source.through(cache, "red").await, 1);
    for value in 2..50 {
        assert_eq!(source.through(cache, "red").await, value);
        cache.invalidate(&Colour("red")).await;
    }
    assert_eq!(cache.count(Outcome::Bypass), 49);

    let answer = app.anonymous().get("/health/ready").await;
    assert_eq!(answer.expect(200)["checks"]["cache"], "unavailable");
}

#[tokio::test]
async fn servers_share_values_and_invalidations_in_redis() {
    let Some(proxy) = Proxy::open().await else {
        return;
    };
    let app = TestApp::with(&[("CACHE_URL", &proxy.url())]).await;
    let other = Cache::new(&app.state.config);
    let (cache, source) = (&app.state.cache, Source::default());
    assert_eq!(source.through(cache, "red").await, 1);
    assert_eq!(source.through(&other, "red").await, 1);
    other.invalidate_tag(&COLOURS).await;
    assert_eq!(source.through(cache, "red").await, 2);
}

#[tokio::test]
async fn a_write_while_redis_is_away_counts_when_it_is_back() {
    let Some(mut proxy) = Proxy::open().await else {
        return;
    };
    let app = TestApp::with(&[("CACHE_URL", &proxy.url())]).await;
    let (cache, source) = (&app.state.cache, Source::default());
    assert_eq!(source.through(cache, "red").await, 1);
    assert_eq!(source.through(cache, "red").await, 1);
    proxy.cut().await;
    assert_eq!(source.through(cache, "red").await, 2);
    cache.invalidate_tag(&COLOURS).await;
    proxy.mend().await;
    eventually(async || {
        assert_ne!(source.through(cache, "red").await, 1);
        cache.count(Outcome::Hit) > 1
    })
    .await;
}
