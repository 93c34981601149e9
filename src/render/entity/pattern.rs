//! A text that a regular expression matches.

use anyhow::{Result, bail};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A text of `min` to `max` characters for the pattern, another one for another `seed` where the
/// pattern has room for it.
pub(super) fn sample(pattern: &str, min: usize, max: Option<usize>, seed: usize) -> Result<String> {
    let hir = regex_syntax::parse(pattern)?;
    // More and more repetitions, until the text is long enough.
    for repetitions in 1..=64 {
        let mut text = String::new();
        let mut left = seed;
        write(&hir, repetitions, &mut left, &mut text);
        let length = text.chars().count();
        if max.is_some_and(|max| length > max) {
            break;
        }
        if length >= min && left == 0 {
            return Ok(text);
        }
    }
    bail!("cannot make a text of that length for `{pattern}`")
}

fn write(hir: &Hir, repetitions: u32, seed: &mut usize, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(choose(class, seed)),
        HirKind::Repetition(repetition) => {
            let max = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetitions.clamp(repetition.min, max) {
                write(&repetition.sub, repetitions, seed, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repetitions, seed, text),
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, repetitions, seed, text);
            }
        }
        HirKind::Alternation(choices) => {
            if let Some(choice) = choices.get(*seed % choices.len().max(1)) {
                *seed /= choices.len().max(1);
                write(choice, repetitions, seed, text);
            }
        }
    }
}

/// A character of the class, preferably one that reads well.
fn choose(class: &Class, seed: &mut usize) -> Option<char> {
    let matches = |c: &char| match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .any(|r| (r.start()..=r.end()).contains(c)),
        Class::Bytes(class) => {
            let ranges = class.ranges().iter();
            u8::try_from(*c)
                .is_ok_and(|c| ranges.clone().any(|r| (r.start()..=r.end()).contains(&c)))
        }
    };
    let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let mut found: Vec<char> = plain.filter(matches).collect();
    if found.is_empty() {
        found = (' '..='~').filter(matches).collect();
    }
    if found.is_empty()
        && let Class::Unicode(class) = class
    {
        found.extend(class.ranges().first().map(|range| range.start()));
    }
    let chosen = found.get(*seed % found.len().max(1)).copied();
    *seed /= found.len().max(1);
    chosen
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn samples_match_their_patterns() -> anyhow::Result<()> {
        assert_eq!(sample("^[A-Z]{3}-[0-9]{4}$", 1, Some(8), 0)?, "AAA-0000");
        assert_eq!(sample("^[A-Z]{3}-[0-9]{4}$", 1, Some(8), 27)?, "BBA-0000");
        assert_eq!(sample("^(red|green)$", 1, None, 1)?, "green");
        assert_eq!(sample("^[a-z]+$", 5, Some(9), 0)?, "aaaaa");
        assert!(sample("^[a-z]+$", 5, Some(4), 0).is_err());
        Ok(())
    }
}
