use std::cmp::Reverse;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::limiter::{Limiter, Quota, Usage};
use crate::error::{Error, Result};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// The limits that a request was counted against: of several, the tightest.
#[derive(Clone, Default)]
pub(super) struct Report(Arc<Mutex<Option<Usage>>>);

impl Report {
    /// The report of a request, which [`headers`] began.
    pub(super) fn of(parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or_default()
    }

    /// Counts a request of `client`.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub(super) async fn count(&self, limiter: &Limiter, client: &str, quota: Quota) -> Result<()> {
        let usage = limiter.count(client, quota).await?;
        self.add(usage);
        if usage.is_exceeded {
            return Err(Error::TooManyRequests {
                retry_after: seconds(usage.reset),
            });
        }
        Ok(())
    }

    fn add(&self, usage: Usage) {
        let mut tightest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = tightest.into_iter().chain([usage]);
        *tightest = all.min_by_key(|usage| {
            let Usage {
                is_exceeded,
                remaining,
                reset,
                ..
            } = *usage;
            (Reverse(is_exceeded), remaining, Reverse(reset))
        });
    }

    fn usage(&self) -> Option<Usage> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells clients what is left of their limit, in every answer to a request that was counted.
pub async fn headers(mut request: Request, next: Next) -> Response {
    let report = Report::default();
    request.extensions_mut().insert(report.clone());
    let mut response = next.run(request).await;
    if let Some(usage) = report.usage() {
        let headers = response.headers_mut();
        headers.insert(LIMIT, HeaderValue::from(usage.limit));
        headers.insert(REMAINING, HeaderValue::from(usage.remaining));
        headers.insert(RESET, HeaderValue::from(seconds(usage.reset)));
    }
    response
}

/// Whole seconds, rounded up: nobody is told to come back too early.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
