//! A client of a generated server.

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

pub(crate) struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
    cookie: Option<String>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Client {
    pub(crate) fn new(port: u16) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).build();
        let base = format!("http://127.0.0.1:{port}");
        Self {
            agent: config.into(),
            base,
            token: None,
            cookie: None,
        }
    }

    /// The same tokens, sent to another server.
    pub(crate) fn on(&self, server: Client) -> Self {
        Self {
            token: self.token.clone(),
            cookie: self.cookie.clone(),
            ..server
        }
    }

    pub(crate) fn log_in(&mut self, username: &str, password: &str) -> Answer {
        let form = format!("username={username}&password={password}");
        let answer = self.send(
            "POST",
            "/api/v1/login",
            "application/x-www-form-urlencoded",
            form,
        );
        self.keep_tokens(&answer);
        answer
    }

    pub(crate) fn refresh(&mut self) -> Answer {
        let answer = self.post("/api/v1/refresh", Value::Null);
        self.keep_tokens(&answer);
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", String::new())
    }

    /// Asks for what changed since the answer with this `ETag`.
    pub(crate) fn get_if_changed(&self, path: &str, etag: &str) -> Answer {
        let url = format!("{}{path}", self.base);
        let request = Request::get(url).header("if-none-match", etag);
        let request = request.body(()).expect("a request");
        let mut response = self.agent.run(request).expect("an answer");
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.body_mut().read_to_string().unwrap_or_default(),
        }
    }

    /// `None` when nothing answers.
    pub(crate) fn try_get(&self, path: &str) -> Option<Answer> {
        self.try_send("GET", path, "", String::new()).ok()
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, "application/json", body.to_string())
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, "application/json", body.to_string())
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, "", String::new())
    }

    fn keep_tokens(&mut self, answer: &Answer) {
        if answer.status == 200 {
            self.token = answer.json()["access_token"].as_str().map(str::to_owned);
            let cookie = answer
                .headers
                .get("set-cookie")
                .and_then(|value| value.to_str().ok());
            self.cookie = cookie
                .and_then(|text| text.split(';').next())
                .map(str::to_owned);
        }
    }

    fn send(&self, method: &str, path: &str, content_type: &str, body: String) -> Answer {
        self.try_send(method, path, content_type, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_send(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: String,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let mut response = self.agent.run(request.body(body)?)?;
        let text = response.body_mut().read_to_string()?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text,
        })
    }
}

impl Answer {
    /// The header of this name, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The body, where the status is the expected one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }
}
