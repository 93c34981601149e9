use super::model::TierRead;
use crate::cache::{Key, Tag};
use crate::pagination::{Listing, Paging};

/// Tiers and all that hangs on them.
pub const TIERS: Tag = Tag::new("tiers");

/// A tier, by its name.
pub(super) struct TierByName<'a>(pub(super) &'a str);

impl Key for TierByName<'_> {
    type Value = TierRead;

    const NAME: &'static str = "tier";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_owned()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![TIERS]
    }
}

/// A page of the tiers.
pub(super) struct TierPage(pub(super) Paging);

impl Key for TierPage {
    type Value = Listing<TierRead>;

    const NAME: &'static str = "tiers";

    fn parts(&self) -> Vec<String> {
        vec![self.0.to_string()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![TIERS]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn tiers_are_cached_until_one_changes() {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        let read = async |path: &str| {
            let answer = app.anonymous().get(path).await;
            answer.expect(200);
            answer.header("x-cache").to_owned()
        };
        let paths = ["/api/v1/tiers", "/api/v1/tier/pro"];
        let tier = json!({ "name": "pro" });
        admin.post("/api/v1/tier", tier.clone()).await.expect(201);
        for path in paths {
            assert_eq!(read(path).await, "miss");
            assert_eq!(read(path).await, "hit");
        }
        admin.patch("/api/v1/tier/pro", tier).await.expect(200);
        for path in paths {
            assert_eq!(read(path).await, "miss");
        }
    }
}
