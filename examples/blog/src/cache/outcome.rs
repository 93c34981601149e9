use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What came of a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Hit,
    Miss,
    /// The cache was away.
    Bypass,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Hit, Self::Miss, Self::Bypass];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Bypass => "bypass",
        }
    }
}

/// How many look-ups had each outcome.
#[derive(Default)]
pub(super) struct Counts([AtomicU64; Outcome::ALL.len()]);

impl Counts {
    pub(super) fn count(&self, outcome: Outcome) {
        self.0[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize].load(Ordering::Relaxed)
    }
}

/// The outcome of the look-ups of one request: of several, the worst.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<AtomicU8>);

impl Recorder {
    pub(super) fn record(&self, outcome: Outcome) {
        self.0.fetch_max(outcome as u8 + 1, Ordering::Relaxed);
    }

    pub(super) fn outcome(&self) -> Option<Outcome> {
        let worst = self.0.load(Ordering::Relaxed).checked_sub(1)?;
        Outcome::ALL.get(usize::from(worst)).copied()
    }
}
