use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// Somebody who sends requests to a server.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: HeaderMap,
}

impl Client {
    pub(super) fn new(router: Router) -> Self {
        Self {
            router,
            headers: HeaderMap::new(),
        }
    }

    /// The same client, who sends this header too.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Self {
        let mut client = self.clone();
        let value = HeaderValue::from_str(value).expect("a valid header");
        client.headers.insert(name, value);
        client
    }

    /// The same client, who does not send this header.
    pub fn without_header(&self, name: HeaderName) -> Self {
        let mut client = self.clone();
        client.headers.remove(name);
        client
    }

    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The same headers, sent to another server.
    pub fn on(&self, server: &Client) -> Self {
        Self {
            router: server.router.clone(),
            headers: self.headers.clone(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.body(Method::POST, path, "application/json", body.to_string())
            .await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.body(Method::PATCH, path, "application/json", body.to_string())
            .await
    }

    /// A request without a body.
    pub async fn request(&self, method: Method, path: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty());
        self.send(request.expect("a valid request")).await
    }

    /// A request without a body, with other headers.
    pub async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).expect("a valid request"))
            .await
    }

    /// A request with a body of any kind.
    pub async fn body(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, content_type)
            .body(body.into());
        self.send(request.expect("a valid request")).await
    }

    async fn send(&self, mut request: Request) -> Answer {
        request.headers_mut().extend(self.headers.clone());
        let Ok(response) = self.router.clone().oneshot(request).await;
        Answer::read(response).await
    }
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a complete body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }

    /// The text of a header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap_or_default())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON body")
    }

    /// The JSON body, where the status is the expected one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Asserts an error in words.
    #[track_caller]
    pub fn expect_error(&self, status: u16, detail: &str) {
        assert_eq!(self.expect(status), json!({ "detail": detail }));
    }

    /// Where each failure of a 422 is, and its type.
    #[track_caller]
    pub fn failures(&self) -> Vec<String> {
        let failure = |failure: &Value| {
            let loc = failure["loc"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            let loc: Vec<_> = loc.iter().map(text).collect();
            format!("{}: {}", loc.join("."), text(&failure["type"]))
        };
        let body = self.expect(422);
        body["detail"]
            .as_array()
            .expect(&self.text)
            .iter()
            .map(failure)
            .collect()
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
