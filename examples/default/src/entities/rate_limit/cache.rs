use super::model::RateLimitRead;
use crate::cache::{Key, Tag};
use crate::entities::tier::TIERS;
use crate::pagination::{Listing, Paging};

/// A rate limit, by the name of its tier and its id.
pub(super) struct RateLimitById<'a>(pub(super) &'a str, pub(super) i64);

impl Key for RateLimitById<'_> {
    type Value = RateLimitRead;

    const NAME: &'static str = "rate_limit";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_owned(), self.1.to_string()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![TIERS]
    }
}

/// A page of the rate limits of a tier, by its name.
pub(super) struct RateLimitPage<'a>(pub(super) &'a str, pub(super) Paging);

impl Key for RateLimitPage<'_> {
    type Value = Listing<RateLimitRead>;

    const NAME: &'static str = "rate_limits";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_owned(), self.1.to_string()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![TIERS]
    }
}
