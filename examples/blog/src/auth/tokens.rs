use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::AuthConfig;
use crate::error::Result;

/// What a token says. Its signature makes it true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The id of the user.
    #[serde(with = "as_text")]
    pub sub: i64,
    /// Unix time in seconds.
    pub exp: i64,
    /// Unix time in seconds.
    pub iat: i64,
    pub jti: Uuid,
    /// The log-in that this token descends from, so that all its tokens can be revoked at once.
    pub family: Uuid,
    pub token_type: TokenType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenType {
    Access,
    Refresh,
}

impl Claims {
    pub fn expires_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.exp, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// Signs and verifies tokens with the one configured algorithm.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    algorithm: Algorithm,
    access_lifetime: Duration,
    refresh_lifetime: Duration,
}

impl Tokens {
    pub fn new(config: &AuthConfig) -> Self {
        let secret = config.secret_key.expose_secret().as_bytes();
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            algorithm: config.algorithm,
            access_lifetime: config.access_token_lifetime,
            refresh_lifetime: config.refresh_token_lifetime,
        }
    }

    pub fn lifetime(&self, token_type: TokenType) -> Duration {
        match token_type {
            TokenType::Access => self.access_lifetime,
            TokenType::Refresh => self.refresh_lifetime,
        }
    }

    /// New claims for `user_id`, from now on.
    pub fn claims(&self, token_type: TokenType, user_id: i64, family: Uuid) -> Claims {
        let now = Utc::now();
        Claims {
            sub: user_id,
            exp: (now + self.lifetime(token_type)).timestamp(),
            iat: now.timestamp(),
            jti: Uuid::now_v7(),
            family,
            token_type,
        }
    }

    pub fn sign(&self, claims: &Claims) -> Result<String> {
        jsonwebtoken::encode(&Header::new(self.algorithm), claims, &self.encoding).map_err(
            |error| {
                anyhow::Error::new(error)
                    .context("cannot sign a token")
                    .into()
            },
        )
    }

    /// The claims of a token that is signed by us, is of this type, and has not expired.
    pub fn verify(&self, token: &str, token_type: TokenType) -> Option<Claims> {
        let mut validation = Validation::new(self.algorithm);
        validation.leeway = 0;
        validation.set_required_spec_claims(&["exp", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)
            .ok()?
            .claims;
        (claims.token_type == token_type).then_some(claims)
    }
}

/// Ids are text in a token, as RFC 7519 has `sub`.
mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
