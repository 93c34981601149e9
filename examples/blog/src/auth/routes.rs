use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use sea_orm::DatabaseConnection;
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::current_user::{self, INVALID_TOKEN, NOT_AUTHENTICATED};
use super::sessions::{self, INVALID_REFRESH_TOKEN, Pair};
use super::{Passwords, TokenType, Tokens};
use crate::app::AppState;
use crate::body_schema;
use crate::entities::user;
use crate::error::{Error, Message, Result};
use crate::extract::{Form, Json};
use crate::openapi::responses::Limited;
use crate::openapi::responses::{Invalid, Unauthenticated};
use crate::rate_limit::{Attempts, Login};
use crate::validation::rules::{secret, text};
use crate::validation::{Fields, Input, Rule};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
}

/// A user name, or an email address where it holds an `@`, and the password.
pub struct Credentials {
    pub username: String,
    pub password: SecretString,
}

impl Input for Credentials {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let grant_type = fields.optional("grant_type", text(0, 50));
        let username = fields.required("username", text(1, 254).example("admin"));
        let password = fields.required("password", secret(1, 1024));
        let scope = fields.optional("scope", text(0, 1024));
        let client_id = fields.optional("client_id", text(0, 254));
        let client_secret = fields.optional("client_secret", secret(0, 1024));
        let (_, _, _, _) = (grant_type?, scope?, client_id?, client_secret?);
        Some(Self {
            username: username?,
            password: password?,
        })
    }
}

body_schema!(Credentials);

#[derive(Debug, Serialize, ToSchema)]
pub struct AccessToken {
    pub access_token: String,
    #[schema(example = "bearer")]
    pub token_type: &'static str,
}

const COOKIE: &str = "refresh_token";

/// Log in
///
/// Answers an access token, and sets the refresh token as a cookie.
#[utoipa::path(
    post,
    path = "/login",
    tag = "login",
    request_body(content(
        (Credentials = "application/x-www-form-urlencoded"),
        (Credentials = "multipart/form-data"),
        (Credentials = "application/json"),
    )),
    responses(
        (status = 200, body = AccessToken),
        Unauthenticated,
        Invalid,
        Limited,
    ),
)]
async fn login(
    State(db): State<DatabaseConnection>,
    State(tokens): State<Tokens>,
    State(passwords): State<Passwords>,
    attempts: Attempts<Login>,
    Form(credentials): Form<Credentials>,
) -> Result<WithCookie<AccessToken>> {
    let attempt = attempts.on(&credentials.username).await?;
    let user = user::authenticate(
        &db,
        &passwords,
        &credentials.username,
        &credentials.password,
    )
    .await?
    .ok_or(Error::Unauthorized("Wrong username, email or password."))?;
    attempt.forgive().await;
    let pair = sessions::start(&db, &tokens, user.id).await?;
    Ok(answer(&tokens, pair))
}

/// Refresh the access token
///
/// Exchanges the refresh token, which serves once, for a new pair of tokens.
#[utoipa::path(
    post,
    path = "/refresh",
    tag = "login",
    params(("refresh_token" = Option<String>, Cookie, description = "Set by the log-in")),
    responses((status = 200, body = AccessToken), Unauthenticated),
)]
async fn refresh(
    State(db): State<DatabaseConnection>,
    State(tokens): State<Tokens>,
    jar: CookieJar,
) -> Result<WithCookie<AccessToken>> {
    let cookie = jar
        .get(COOKIE)
        .ok_or(Error::Unauthorized("Refresh token missing."))?;
    let claims = tokens
        .verify(cookie.value(), TokenType::Refresh)
        .ok_or(INVALID_REFRESH_TOKEN)?;
    sessions::user(&db, &claims)
        .await?
        .ok_or(INVALID_REFRESH_TOKEN)?;
    let pair = sessions::rotate(&db, &tokens, &claims).await?;
    Ok(answer(&tokens, pair))
}

/// Log out
///
/// Revokes the access token and the refresh token, and clears the cookie.
#[utoipa::path(
    post,
    path = "/logout",
    tag = "login",
    security(("oauth2" = [])),
    params(("refresh_token" = Option<String>, Cookie, description = "Set by the log-in")),
    responses((status = 200, body = Message), Unauthenticated),
)]
async fn logout(
    State(db): State<DatabaseConnection>,
    State(tokens): State<Tokens>,
    jar: CookieJar,
    parts: Parts,
) -> Result<WithCookie<Message>> {
    let access = current_user::bearer(&parts);
    let refresh = jar.get(COOKIE).map(Cookie::value);
    if access.is_none() && refresh.is_none() {
        return Err(NOT_AUTHENTICATED);
    }
    let sent = [(access, TokenType::Access), (refresh, TokenType::Refresh)];
    let claims: Vec<_> = sent
        .into_iter()
        .filter_map(|(token, token_type)| tokens.verify(token?, token_type))
        .collect();
    if claims.is_empty() {
        return Err(INVALID_TOKEN);
    }
    for claims in claims {
        sessions::revoke_session(&db, &tokens, claims.family).await?;
    }
    let expired = cookie("", Duration::ZERO);
    Ok((
        [(SET_COOKIE, expired)],
        Json(Message::new("Logged out successfully")),
    ))
}

/// An answer that sets the cookie.
type WithCookie<T> = ([(HeaderName, String); 1], Json<T>);

fn answer(tokens: &Tokens, pair: Pair) -> WithCookie<AccessToken> {
    let cookie = cookie(&pair.refresh, tokens.lifetime(TokenType::Refresh));
    let body = AccessToken {
        access_token: pair.access,
        token_type: "bearer",
    };
    ([(SET_COOKIE, cookie)], Json(body))
}

fn cookie(value: &str, max_age: Duration) -> String {
    let max_age = max_age.as_secs();
    format!("{COOKIE}={value}; HttpOnly; Secure; SameSite=Lax; Path=/; Max-Age={max_age}")
}
