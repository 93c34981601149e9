use crate::testing::TestApp;

const PAGES: [&str; 5] = [
    "/docs",
    "/docs/",
    "/redoc",
    "/openapi.json",
    "/docs/swagger-ui-bundle.js",
];

#[tokio::test]
async fn local_pages_are_open_and_restricted_by_a_policy() {
    let app = TestApp::new().await;
    for page in PAGES {
        assert_eq!(app.anonymous().get(page).await.status, 200, "{page}");
    }
    let page = app.anonymous().get("/docs").await;
    for source in page
        .text
        .split('"')
        .filter(|text| text.starts_with("/docs/"))
    {
        assert_eq!(app.anonymous().get(source).await.status, 200, "{source}");
    }
    assert!(!page.text.contains("http"), "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    for file in ["nothing.js", "index.html", "swagger-initializer.js"] {
        assert_eq!(
            app.anonymous().get(&format!("/docs/{file}")).await.status,
            404,
            "{file}"
        );
    }
}

#[tokio::test]
async fn production_has_no_pages() {
    let production = [
        ("ENVIRONMENT", "production"),
        ("ALLOWED_HOSTS", "example.com"),
    ];
    let app = TestApp::with(&production).await;
    for page in PAGES {
        let answer = app
            .anonymous()
            .call("GET", page, &[("host", "example.com")])
            .await;
        assert_eq!(answer.status, 404, "{page}");
    }
}
