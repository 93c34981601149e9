use serde_json::Value;

use crate::redis::testing::NOWHERE;
use crate::testing::TestApp;

#[tokio::test]
async fn a_queue_that_is_away_is_unavailable() {
    let app = TestApp::with(&[("QUEUE_URL", NOWHERE)]).await;
    let answer = app
        .anonymous()
        .post("/api/v1/tasks/task?message=hello", Value::Null)
        .await;
    answer.expect_error(503, "Queue is not available");
    let answer = app
        .anonymous()
        .get("/api/v1/tasks/task/0190a9c4-2f5e-7cc3-98c4-dc0c0c07398f")
        .await;
    answer.expect_error(503, "Queue is not available");
    let answer = app.anonymous().get("/health/ready").await;
    assert_eq!(answer.expect(503)["checks"]["queue"], "unavailable");
}
