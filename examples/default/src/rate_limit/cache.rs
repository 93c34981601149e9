use std::time::Duration;

use super::limiter::Quota;
use crate::cache::{Key, Tag};
use crate::entities::tier::TIERS;

/// For as long, a process with a cache of its own may not notice that a limit was changed.
pub(super) const TTL: Duration = Duration::from_secs(60);

/// The limit that a tier has for a path, if it has one.
pub(super) struct TierQuota<'a>(pub(super) i64, pub(super) &'a str);

impl Key for TierQuota<'_> {
    type Value = Option<Quota>;

    const NAME: &'static str = "tier_quota";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_string(), self.1.to_owned()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![TIERS]
    }
}
