use super::env::Env;

/// The first tier.
#[derive(Clone, Debug)]
pub struct TierConfig {
    /// `TIER_NAME`, created on start if missing, default `free`.
    pub name: String,
}

impl TierConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            name: env.text("TIER_NAME", "free"),
        }
    }
}
