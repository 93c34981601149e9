use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{client, limits};
use crate::rate_limit::{Limiter, Quota};
use crate::redis::testing::{NOWHERE, Proxy, eventually};
use crate::testing::TestApp;

const PER_HOUR: Quota = Quota {
    limit: 10,
    period: Duration::from_secs(3600),
};

#[tokio::test]
async fn without_redis_requests_pass_or_are_refused_as_the_settings_say() {
    let redis = ("RATE_LIMIT_URL", NOWHERE);
    let app = TestApp::with(&[redis]).await;
    let open = client(&app);
    for _ in 0..12 {
        let answer = open.get("/limited").await;
        answer.expect(200);
        assert_eq!(limits(&answer), [Some(10), Some(10), Some(3600)]);
    }
    app.user("ada").await;
    let app = TestApp::with(&[redis, ("RATE_LIMIT_FAIL_OPEN", "false")]).await;
    let closed = client(&app);
    for _ in 0..3 {
        let answer = closed.get("/limited").await;
        answer.expect_error(503, "Rate limiter is not available");
    }
}

#[tokio::test]
async fn servers_share_counts_in_redis() {
    let Some(proxy) = Proxy::open().await else {
        return;
    };
    let app = TestApp::with(&[("RATE_LIMIT_URL", &proxy.url())]).await;
    let other = Limiter::new(&app.state.config);
    for expected in 0..10 {
        let limiter = if expected % 2 == 0 {
            &app.state.limiter
        } else {
            &other
        };
        let usage = limiter.count("ada", PER_HOUR).await.unwrap();
        assert_eq!(usage.remaining, 9 - expected);
    }
    assert!(other.count("ada", PER_HOUR).await.unwrap().is_exceeded);
    other.forgive("ada", PER_HOUR).await;
    other.forgive("ada", PER_HOUR).await;
    assert!(!other.count("ada", PER_HOUR).await.unwrap().is_exceeded);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_may_go_away_and_come_back_under_load() {
    let Some(mut proxy) = Proxy::open().await else {
        return;
    };
    let app = TestApp::with(&[
        ("RATE_LIMIT_URL", &proxy.url()),
        ("CACHE_URL", &proxy.url()),
        ("DEFAULT_RATE_LIMIT_LIMIT", "1000000"),
    ])
    .await;
    let client = client(&app);
    client.get("/limited").await.expect(200);
    let mut load = JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        load.spawn(async move {
            for _ in 0..200 {
                client.get("/limited").await.expect(200);
                sleep(Duration::from_millis(5)).await;
            }
        });
    }
    sleep(Duration::from_millis(200)).await;
    proxy.cut().await;
    sleep(Duration::from_millis(500)).await;
    proxy.mend().await;
    load.join_all().await;
    eventually(async || limits(&client.get("/limited").await)[1] < Some(1_000_000)).await;
}
