use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::store::Window;

/// With more windows than this, those that end first are forgotten.
const CAPACITY: usize = 100_000;

/// The windows of this process.
#[derive(Default)]
pub(super) struct Memory {
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    counts: HashMap<String, Count>,
    /// How many there were after the last look for those that have ended.
    running: usize,
}

struct Count {
    count: u64,
    ends: Instant,
}

impl Memory {
    pub(super) fn count(&self, key: &str, period: Duration) -> Window {
        let now = Instant::now();
        let mut windows = self.windows();
        let window = match windows.counts.get_mut(key) {
            Some(window) if window.ends > now => window,
            _ => windows.begin(key, now, period),
        };
        window.count += 1;
        Window {
            count: window.count,
            ends_in: window.ends - now,
        }
    }

    pub(super) fn forgive(&self, key: &str) {
        if let Some(window) = self.windows().counts.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Windows {
    fn begin(&mut self, key: &str, now: Instant, period: Duration) -> &mut Count {
        if self.counts.len() >= (2 * self.running).clamp(1_024, CAPACITY) {
            self.make_room(now);
        }
        let begun = Count {
            count: 0,
            ends: now + period,
        };
        self.counts
            .entry(key.to_owned())
            .insert_entry(begun)
            .into_mut()
    }

    fn make_room(&mut self, now: Instant) {
        self.counts.retain(|_, window| window.ends > now);
        if self.counts.len() >= CAPACITY {
            let mut ends: Vec<_> = self.counts.values().map(|window| window.ends).collect();
            let (_, middle, _) = ends.select_nth_unstable(CAPACITY / 2);
            self.counts.retain(|_, window| window.ends > *middle);
        }
        self.running = self.counts.len();
    }
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;
    use std::time::Duration;

    use super::{CAPACITY, Memory};

    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn a_window_ends() {
        let memory = Memory::default();
        let period = Duration::from_millis(30);
        assert_eq!(memory.count("a", period).count, 1);
        assert_eq!(memory.count("a", period).count, 2);
        assert_eq!(memory.count("b", period).count, 1);
        sleep(period);
        assert_eq!(memory.count("a", period).count, 1);
    }

    #[test]
    fn what_is_forgiven_was_not_counted() {
        let memory = Memory::default();
        memory.count("a", LONG);
        memory.forgive("a");
        memory.forgive("a");
        memory.forgive("b");
        assert_eq!(memory.count("a", LONG).count, 1);
    }

    #[test]
    fn the_windows_are_bounded() {
        let memory = Memory::default();
        for client in 0..3 * CAPACITY {
            memory.count(&client.to_string(), LONG);
        }
        assert!(memory.windows().counts.len() <= CAPACITY);
        let last = (3 * CAPACITY - 1).to_string();
        assert_eq!(memory.count(&last, LONG).count, 2);
    }
}
