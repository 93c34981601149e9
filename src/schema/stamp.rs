//! The numbers of migrations: moments, to the second, in UTC.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

const DAY: u64 = 24 * 60 * 60;
/// The last second of the year 9999: what is later has no number.
const LAST: u64 = 253_402_300_799;

/// The number of a migration, such as `20261121_120000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(u64);

impl Stamp {
    /// A moment in seconds since 1970.
    pub fn new(seconds: u64) -> Self {
        Self(seconds.min(LAST))
    }

    /// This moment, or that of `SOURCE_DATE_EPOCH`.
    pub fn now() -> Result<Self> {
        if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
            let text = epoch.to_string_lossy();
            let seconds = text.trim().parse();
            return seconds.map(Self::new).with_context(|| {
                format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds")
            });
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Ok(Self::new(
            since.context("the clock is before 1970")?.as_secs(),
        ))
    }

    /// The number in the name of a migration's module, such as `m20261121_120000_create_posts`.
    pub fn of(module: &str) -> Option<Self> {
        let digits = module.strip_prefix('m')?;
        let (date, time) = (digits.get(..8)?, digits.get(9..15)?);
        if digits.get(8..9)? != "_" || !date.chars().chain(time.chars()).all(|c| c.is_ascii_digit())
        {
            return None;
        }
        let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
        let days = days(
            number(date, 0, 4)?,
            number(date, 4, 6)?,
            number(date, 6, 8)?,
        )?;
        let (hour, minute) = (number(time, 0, 2)?, number(time, 2, 4)?);
        Some(Self(
            days * DAY + hour * 3600 + minute * 60 + number(time, 4, 6)?,
        ))
    }

    /// This number, or the first one after all of `modules`.
    #[must_use]
    pub fn after<'a>(self, modules: impl Iterator<Item = &'a String>) -> Self {
        let last = modules.filter_map(|module| Self::of(module)).max();
        last.map_or(self, |last| self.max(Self::new(last.0 + 1)))
    }
}

/// The days from 1970 to a day of the Gregorian calendar.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the day that comes and goes is the last one.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year / 4 - year / 100 + year / 400;
    (365 * year + leaps + (153 * month + 2) / 5 + day).checked_sub(719_469)
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, seconds) = (self.0 / DAY + 719_468, self.0 % DAY);
        let era = days / 146_097;
        let day = days % 146_097;
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (year, month) = match month < 10 {
            true => (era * 400 + year, month + 3),
            false => (era * 400 + year + 1, month - 9),
        };
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(
            f,
            "{year:04}{month:02}{day:02}_{hour:02}{minute:02}{second:02}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn moments_are_numbers_and_back() {
        for (seconds, text) in [
            (0, "19700101_000000"),
            (951_782_400, "20000229_000000"),
            (1_772_323_199, "20260228_235959"),
            (4_107_542_400, "21000301_000000"),
            (253_402_300_799, "99991231_235959"),
        ] {
            let stamp = Stamp::new(seconds);
            assert_eq!(stamp.to_string(), text);
            assert_eq!(Stamp::of(&format!("m{text}_create_posts")), Some(stamp));
        }
        assert_eq!(Stamp::new(u64::MAX).to_string(), "99991231_235959");
        for odd in [
            "mod",
            "m2026",
            "m20261301_000000_x",
            "m20260101-000000_x",
            "mé0260101_000000",
        ] {
            assert_eq!(Stamp::of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_number_comes_after_all_others() {
        let modules = [
            "m20260101_000059_a".to_owned(),
            "m20250101_000000_b".to_owned(),
        ];
        let after = Stamp::new(0).after(modules.iter());
        assert_eq!(after.to_string(), "20260101_000100");
        let now = Stamp::new(1_900_000_000);
        assert_eq!(now.after(modules.iter()), now);
    }
}
