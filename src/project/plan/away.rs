//! Where a file is that is not where it was.

use std::collections::BTreeMap;

use super::decide::Decide;
use crate::project::disk::Entry;
use crate::project::tree::File;

/// How much of a file must be in another one, by lines, to be the same: less under the same name.
const ALIKE: f64 = 0.8;
const NAMESAKE: f64 = 0.6;

/// The path of the user's file that was once `path`, if there is one.
pub(super) fn away(decide: &Decide<'_>, path: &str, old: &File) -> Option<String> {
    let old_text = std::str::from_utf8(&old.contents).ok()?;
    let extension = |path: &str| {
        path.rsplit_once('.')
            .map(|(_, extension)| extension.to_owned())
    };
    let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
    let candidates = decide.own().filter_map(|(other, entry)| {
        let Entry::File(contents) = entry else {
            return None;
        };
        if extension(other) != extension(path) {
            return None;
        }
        let score = alike(old_text, std::str::from_utf8(contents).ok()?);
        let needed = if name(other) == name(path) {
            NAMESAKE
        } else {
            ALIKE
        };
        (score >= needed).then_some((score, other))
    });
    let best = candidates.max_by(|(one, a), (other, b)| one.total_cmp(other).then(b.cmp(a)));
    best.map(|(_, path)| path.clone())
}

/// The part of the lines that two texts share.
fn alike(one: &str, other: &str) -> f64 {
    let lines = |text: &'_ str| {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.filter(|line| line.len() > 1).collect::<Vec<_>>()
    };
    let (one, other) = (lines(one), lines(other));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &one {
        *counts.entry(line).or_default() += 1;
    }
    let shared = other.iter().filter(|line| {
        let left = counts.get_mut(line.as_str()).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    });
    let (shared, longer) = (shared.count(), one.len().max(other.len()));
    if longer == 0 {
        return 0.0;
    }
    let [shared, longer] = [shared, longer].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    f64::from(shared) / f64::from(longer)
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn files_are_alike_by_their_lines() {
        assert!(alike("aa\nbb\ncc\n", "bb\naa\n  cc\n") > 0.99);
        assert!(alike("aa\nbb\ncc\ndd\n", "aa\nbb\nxx\nyy\n") < 0.6);
        assert!(alike("", "") < 0.1);
    }
}
