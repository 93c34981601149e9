use serde_json::Value;

use super::http::{create, read};
use crate::testing::TestApp;

#[tokio::test]
async fn a_task_of_a_user_is_read_by_that_user_and_superusers() {
    let app = TestApp::new().await;
    let (ada, bob, admin) = (
        app.user("ada").await,
        app.user("bob").await,
        app.admin().await,
    );
    let id = create(&ada, "secret").await;
    read(&ada, id).await;
    read(&admin, id).await;
    for client in [bob, app.anonymous()] {
        let answer = client.get(&format!("/api/v1/tasks/task/{id}")).await;
        answer.expect_error(404, "Task not found");
    }
}

#[tokio::test]
async fn an_anonymous_task_is_read_by_anyone_with_its_id() {
    let app = TestApp::new().await;
    let id = create(&app.anonymous(), "hello").await;
    read(&app.anonymous(), id).await;
    read(&app.user("ada").await, id).await;
}

#[tokio::test]
async fn a_bad_token_is_not_anonymous() {
    let app = TestApp::new().await;
    let client = app.anonymous().with_token(Some("bad"));
    let answer = client
        .post("/api/v1/tasks/task?message=hello", Value::Null)
        .await;
    answer.expect_error(401, "User not authenticated.");
}
