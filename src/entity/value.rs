//! Values in the spelling of a field: what fits a type.

use std::cmp::Ordering;

use regex::Regex;

use super::Kind;

/// Why a value is none of that type, if it is none.
pub(super) fn misfit(kind: &Kind, value: &str) -> Option<String> {
    let reason = match kind {
        Kind::Int => whole(value, i32::MIN.into(), i32::MAX.into()),
        Kind::BigInt => whole(value, i64::MIN, i64::MAX),
        Kind::SmallInt => whole(value, i16::MIN.into(), i16::MAX.into()),
        Kind::Float => fraction(value, f64::from(f32::MAX)),
        Kind::Double => fraction(value, f64::MAX),
        Kind::Decimal { precision, scale } => return decimal(value, *precision, *scale),
        Kind::Bool => ["true", "false"]
            .contains(&value)
            .then_some(())
            .ok_or("`true` or `false`"),
        Kind::Uuid => is_uuid(value)
            .then_some(())
            .ok_or("a UUID, as in `8-4-4-4-12` hexadecimal digits"),
        Kind::Date => is_date(value)
            .then_some(())
            .ok_or("a day such as `2026-01-31`"),
        Kind::Time => is_time(value)
            .then_some(())
            .ok_or("a time such as `09:30:00`"),
        Kind::DateTime => (value == "now" || is_moment(value))
            .then_some(())
            .ok_or("`now` or a moment such as `2026-01-31T09:30:00Z`"),
        Kind::Json => serde_json::from_str::<serde_json::Value>(value)
            .map(drop)
            .map_err(|_| "JSON"),
        Kind::Email => is_email(value).then_some(()).ok_or("an email address"),
        Kind::Url => is_url(value)
            .then_some(())
            .ok_or("an address with `http://` or `https://`"),
        Kind::Slug => is_slug(value)
            .then_some(())
            .ok_or("lower-case words with hyphens, such as `first-post`"),
        Kind::String(length) => return too_long(value, *length),
        Kind::Text | Kind::References { .. } => Ok(()),
        Kind::Enum(values) => {
            let known = values.iter().any(|known| known == value);
            return (!known).then(|| format!("must be one of `{}`", values.join("`, `")));
        }
    };
    reason.err().map(|expected| format!("must be {expected}"))
}

/// Which of two values of a number is greater.
pub(super) fn compare(kind: &Kind, one: &str, other: &str) -> Option<Ordering> {
    match kind {
        Kind::Int | Kind::BigInt | Kind::SmallInt => {
            Some(one.parse::<i64>().ok()?.cmp(&other.parse().ok()?))
        }
        Kind::Decimal { .. } => Some(scaled(one)?.cmp(&scaled(other)?)),
        _ => one.parse::<f64>().ok()?.partial_cmp(&other.parse().ok()?),
    }
}

/// Whether a text matches a pattern that compiles.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// Why a pattern does not compile, if it does not.
pub(super) fn broken_pattern(pattern: &str) -> Option<String> {
    let error = Regex::new(pattern).err()?.to_string();
    let line = error.lines().last().unwrap_or_default();
    Some(line.trim_start_matches("error: ").to_owned())
}

fn whole(value: &str, least: i64, greatest: i64) -> Result<(), &'static str> {
    let expected = match greatest {
        32_767 => "a whole number from -32768 to 32767",
        2_147_483_647 => "a whole number from -2147483648 to 2147483647",
        _ => "a whole number of at most 64 bits",
    };
    let number: i64 = value.parse().map_err(|_| expected)?;
    let plain = !value.starts_with('+');
    ((least..=greatest).contains(&number) && plain)
        .then_some(())
        .ok_or(expected)
}

fn fraction(value: &str, greatest: f64) -> Result<(), &'static str> {
    let plain = value
        .chars()
        .all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    let number: f64 = value.parse().map_err(|_| "a number")?;
    (plain && number.abs() <= greatest)
        .then_some(())
        .ok_or("a number")
}

fn decimal(value: &str, precision: u32, scale: u32) -> Option<String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Some("must be a number such as `9.99`".to_owned());
    }
    let room = usize::try_from(precision.saturating_sub(scale)).unwrap_or_default();
    if whole.trim_start_matches('0').len() > room {
        return Some(format!("has more than {room} digits before the point"));
    }
    let fraction = fraction.trim_end_matches('0').len();
    let too_fine = fraction > usize::try_from(scale).unwrap_or_default();
    too_fine.then(|| format!("has more than {scale} digits after the point"))
}

/// A decimal of at most 28 digits in units of its 28th digit after the point.
fn scaled(value: &str) -> Option<(i128, i128)> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, value),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let fraction: i128 = format!("{fraction:0<28}").get(..28)?.parse().ok()?;
    Some((sign * whole.parse::<i128>().ok()?, sign * fraction))
}

/// Why a text does not fit a length, if it does not.
pub(super) fn too_long(value: &str, length: u32) -> Option<String> {
    let long = value.chars().count() > usize::try_from(length).unwrap_or(usize::MAX);
    long.then(|| format!("is longer than {length} characters"))
}

fn is_uuid(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12]) && groups.concat().chars().all(|c| c.is_ascii_hexdigit())
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    if !lengths.eq([4, 2, 2]) {
        return false;
    }
    let numbers: Vec<u32> = parts.iter().filter_map(|part| digits(part)).collect();
    let [year, month, day] = numbers.as_slice() else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(day)
}

fn digits(text: &str) -> Option<u32> {
    let all = text.chars().all(|c| c.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

fn is_time(value: &str) -> bool {
    let (clock, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let within =
        |part: &&str, limit: u32| part.len() == 2 && digits(part).is_some_and(|n| n < limit);
    let limits = [24, 60, 60];
    parts.len() == 3
        && parts
            .iter()
            .zip(limits)
            .all(|(part, limit)| within(part, limit))
        && (1..=6).contains(&fraction.len())
        && digits(fraction).is_some()
}

fn is_moment(value: &str) -> bool {
    let zoned = value
        .strip_suffix('Z')
        .and_then(|local| local.split_once('T'));
    zoned.is_some_and(|(date, time)| is_date(date) && is_time(time))
}

fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let dotted = |part: &str| part.split('.').all(|label| !label.is_empty());
    value.chars().all(|c| plain(c) || c == '@')
        && dotted(local)
        && dotted(domain)
        && domain.contains('.')
        && domain
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
}

fn is_url(value: &str) -> bool {
    let rest = value
        .strip_prefix("http://")
        .or_else(|| value.strip_prefix("https://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let host = host
        .and_then(|host| host.split(':').next())
        .unwrap_or_default();
    !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
        && value.chars().all(|c| c.is_ascii_graphic())
}

fn is_slug(value: &str) -> bool {
    let word = |word: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !word.is_empty() && word.chars().all(plain)
    };
    value.split('-').all(word)
}
