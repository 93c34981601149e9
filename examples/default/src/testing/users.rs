use axum::http::header::{AUTHORIZATION, COOKIE};
use serde_json::json;

use super::{Answer, Client, TestApp};
use crate::app::AppState;
use crate::entities::tier;
use crate::entities::user;

/// The password of every test user.
pub const PASSWORD: &str = "Correct-Horse-1";

/// The settings that have no default.
pub(super) const SETTINGS: [(&str, &str); 2] = [
    ("SECRET_KEY", "0123456789abcdef0123456789abcdef"),
    ("ADMIN_PASSWORD", PASSWORD),
];

/// Limits that tests with many users do not reach.
pub(super) const LIMITS: &[(&str, &str)] = &[
    ("LOGIN_RATE_LIMIT_LIMIT", "1000"),
    ("LOGIN_IP_RATE_LIMIT_LIMIT", "1000"),
    ("REGISTRATION_RATE_LIMIT_LIMIT", "1000"),
];

impl TestApp {
    /// A new user of this name, logged in.
    pub async fn user(&self, username: &str) -> Client {
        let new = json!({
            "name": "Test User",
            "username": username,
            "email": format!("{username}@example.com"),
            "password": PASSWORD,
        });
        self.anonymous().post("/api/v1/user", new).await.expect(201);
        self.anonymous().log_in(username).await
    }

    /// The id of the user of this name, who is created if there is none.
    pub async fn user_id(&self, username: &str) -> i64 {
        let find = async || user::find(self.db(), username).await;
        if find().await.expect("users can be read").is_none() {
            self.user(username).await;
        }
        let user = find().await.expect("users can be read");
        user.expect("the user is there").id
    }

    /// The first superuser, logged in.
    pub async fn admin(&self) -> Client {
        let AppState {
            db,
            passwords,
            config,
            ..
        } = &self.state;
        let admin = user::ensure_superuser(db, passwords, &config.admin).await;
        admin.expect("the superuser can be created");
        self.anonymous().log_in(&config.admin.username).await
    }
}

impl TestApp {
    /// The id of the tier of this name, which is created if there is none.
    pub async fn tier_id(&self, name: &str) -> i64 {
        let ensured = tier::ensure(self.db(), name).await;
        ensured.expect("the tier can be created");
        let tier = tier::find(self.db(), name).await;
        tier.expect("tiers can be read")
            .expect("the tier is there")
            .id
    }
}

impl Client {
    /// The same server, asked with the tokens of a new log-in.
    pub async fn log_in(&self, username: &str) -> Self {
        let credentials = json!({ "username": username, "password": PASSWORD });
        let answer = self.post("/api/v1/login", credentials).await;
        let token = answer.expect(200)["access_token"]
            .as_str()
            .map(str::to_owned);
        self.with_token(token.as_deref())
            .with_cookie(answer.cookie().as_deref())
    }

    pub fn with_token(&self, token: Option<&str>) -> Self {
        match token {
            Some(token) => self.with_header(AUTHORIZATION, &format!("Bearer {token}")),
            None => self.without_header(AUTHORIZATION),
        }
    }

    pub fn with_cookie(&self, cookie: Option<&str>) -> Self {
        match cookie {
            Some(cookie) => self.with_header(COOKIE, &format!("refresh_token={cookie}")),
            None => self.without_header(COOKIE),
        }
    }

    pub fn token(&self) -> Option<&str> {
        self.header(AUTHORIZATION)?.strip_prefix("Bearer ")
    }

    pub fn cookie(&self) -> Option<&str> {
        self.header(COOKIE)?.strip_prefix("refresh_token=")
    }
}

impl Answer {
    /// The refresh token that the answer sets.
    pub fn cookie(&self) -> Option<String> {
        let (name, value) = self
            .header("set-cookie")
            .split(';')
            .next()?
            .split_once('=')?;
        (name == "refresh_token" && !value.is_empty()).then(|| value.to_owned())
    }
}
