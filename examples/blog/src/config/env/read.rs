use std::{fmt::Display, ops::RangeInclusive, str::FromStr, time::Duration};

use secrecy::SecretString;

use super::{Env, source::Entry};

impl Env {
    /// A text, or `default` if unset.
    pub fn text(&mut self, name: &'static str, default: &str) -> String {
        self.optional(name).unwrap_or_else(|| default.to_owned())
    }

    /// A text that may be unset.
    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        self.find(name).map(|entry| entry.value)
    }

    /// A secret that may be unset; `<NAME>_FILE` may name the file that holds it.
    pub fn secret(&mut self, name: &'static str) -> Option<SecretString> {
        self.find_secret(name)
            .map(|entry| SecretString::from(entry.value))
    }

    /// Any value with a textual form; `form` says in an error what was expected.
    pub fn parse<T: FromStr>(&mut self, name: &'static str, form: &str, default: T) -> T {
        self.parse_with(name, form, default, |text| text.parse().ok())
    }

    /// An integer within `range`.
    pub fn integer<T>(&mut self, name: &'static str, range: RangeInclusive<T>, default: T) -> T
    where
        T: FromStr + PartialOrd + Display,
    {
        let form = format!("an integer from {} to {}", range.start(), range.end());
        self.parse_with(name, &form, default, |text| {
            text.parse().ok().filter(|value| range.contains(value))
        })
    }

    /// `true` or `false`, also written `1`/`0`, `yes`/`no`, `on`/`off`.
    pub fn bool(&mut self, name: &'static str, default: bool) -> bool {
        self.parse_with(name, "`true` or `false`", default, |text| {
            match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "on" => Some(true),
                "false" | "0" | "no" | "off" => Some(false),
                _ => None,
            }
        })
    }

    /// One of the named values, in lower or upper case.
    pub fn choice<T: Copy>(&mut self, name: &'static str, options: &[(&str, T)], default: T) -> T {
        let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
        let form = format!("one of {}", names.join(", "));
        self.parse_with(name, &form, default, |text| {
            options
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(text))
                .map(|(_, value)| *value)
        })
    }

    /// A comma separated list; `form` describes one item.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        form: &str,
        default: Vec<T>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let form = format!("a comma separated list of {form}");
        self.parse_with(name, &form, default, |text| {
            text.split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(&parse)
                .collect()
        })
    }

    /// A number of seconds, from one second to a day.
    pub fn seconds(&mut self, name: &'static str, default: u64) -> Duration {
        Duration::from_secs(self.integer(name, 1..=86_400, default))
    }

    /// A number of minutes, from one minute to a year.
    pub fn minutes(&mut self, name: &'static str, default: u64) -> Duration {
        Duration::from_secs(60 * self.integer(name, 1..=525_600, default))
    }

    /// A number of days, from one day to ten years.
    pub fn days(&mut self, name: &'static str, default: u64) -> Duration {
        Duration::from_secs(86_400 * self.integer(name, 1..=3_650, default))
    }

    fn parse_with<T>(
        &mut self,
        name: &'static str,
        form: &str,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        let Some(Entry { value, .. }) = self.find(name) else {
            return default;
        };
        parse(value.trim()).unwrap_or_else(|| {
            self.reject(name, format!("expected {form}, got `{value}`"));
            default
        })
    }
}
