use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::address::client_address;
use super::headers::Report;
use super::limiter::{Limiter, Quota};
use crate::app::AppState;
use crate::config::RateLimitConfig;
use crate::error::{Error, Result};

/// Something that is tried from an address, with the name of an account.
pub trait Attempt: Send + Sync {
    const NAME: &'static str;

    fn of_address(config: &RateLimitConfig) -> Quota;

    fn of_account(config: &RateLimitConfig) -> Quota;
}

/// A log-in.
pub struct Login;

impl Attempt for Login {
    const NAME: &'static str = "login";

    fn of_address(config: &RateLimitConfig) -> Quota {
        config.login_address
    }

    fn of_account(config: &RateLimitConfig) -> Quota {
        config.login
    }
}

/// A registration.
pub struct Registration;

impl Attempt for Registration {
    const NAME: &'static str = "registration";

    fn of_address(config: &RateLimitConfig) -> Quota {
        config.registration
    }

    fn of_account(config: &RateLimitConfig) -> Quota {
        config.registration
    }
}

/// Limits the attempts from each address; [`Attempts::on`] limits those on each account.
pub struct Attempts<A> {
    limiter: Limiter,
    report: Report,
    quota: Quota,
    kind: PhantomData<A>,
}

/// An attempt on an account that was counted.
pub struct Counted {
    limiter: Limiter,
    account: String,
    quota: Quota,
}

impl<A: Attempt> Attempts<A> {
    /// Counts an attempt on the account of this name.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub async fn on(&self, username: &str) -> Result<Counted> {
        let digest = Sha256::digest(username.to_lowercase());
        let digest = BASE64_URL_SAFE_NO_PAD.encode(digest);
        let account = format!("{}:account:{digest}", A::NAME);
        self.report
            .count(&self.limiter, &account, self.quota)
            .await?;
        Ok(Counted {
            limiter: self.limiter.clone(),
            account,
            quota: self.quota,
        })
    }
}

impl Counted {
    /// Takes the attempt back, since it was the owner's.
    pub async fn forgive(self) {
        self.limiter.forgive(&self.account, self.quota).await;
    }
}

impl<A: Attempt> FromRequestParts<AppState> for Attempts<A> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let config = &state.config.rate_limit;
        let report = Report::of(parts);
        let address = client_address(parts, &config.trusted_proxies);
        let client = format!("{}:ip:{address}", A::NAME);
        report
            .count(&state.limiter, &client, A::of_address(config))
            .await?;
        Ok(Self {
            limiter: state.limiter.clone(),
            report,
            quota: A::of_account(config),
            kind: PhantomData,
        })
    }
}
