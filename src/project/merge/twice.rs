//! What is there twice after a merge although each side has it once: an item, a field, a variant, a
//! key. The text is valid and means nothing.

use std::collections::BTreeMap;

use super::{Clash, Sides};
use crate::project::declared::{What, declared};

/// What there can be only one of in a place, and the lines in which it is.
type Found = BTreeMap<(&'static str, String), Vec<usize>>;

/// The names that only the merged text has twice.
pub(super) fn repeated(path: &str, merged: &str, sides: &Sides<'_>) -> Vec<Clash> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let find: fn(&str) -> Found = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("rs") => in_rust,
        Some("yaml" | "yml") => in_yaml,
        _ if name.starts_with(".env") => in_env,
        _ => return Vec::new(),
    };
    let (ours, theirs) = (find(sides.ours), find(sides.theirs));
    let times = |found: &Found, key: &(_, _)| found.get(key).map_or(0, Vec::len);
    let merged = find(merged)
        .into_iter()
        .filter(|(key, lines)| lines.len() > times(&ours, key).max(times(&theirs, key)));
    let line_of = |text: &str, name: &str| {
        let mut lines = text.lines().enumerate();
        let base: Vec<&str> = sides.base.lines().collect();
        lines
            .find(|(_, line)| !base.contains(line) && line.contains(name))
            .map(|(index, line)| (index + 1, format!("{line}\n")))
    };
    let clashes = merged.map(|((_, name), _)| {
        let mine = line_of(sides.ours, &name);
        Clash {
            line: mine.as_ref().map(|(line, _)| *line),
            ours: mine.map(|(_, line)| line).unwrap_or_default(),
            theirs: line_of(sides.theirs, &name)
                .map(|(_, line)| line)
                .unwrap_or_default(),
            about: Some(name),
        }
    });
    clashes.collect()
}

/// The names that one scope has several times, with the second line and those after it.
fn collect(scopes: impl IntoIterator<Item = Found>) -> Found {
    let mut all = Found::new();
    for (key, lines) in scopes.into_iter().flatten() {
        if lines.len() > 1 {
            all.entry(key)
                .or_default()
                .extend(lines.into_iter().skip(1));
        }
    }
    all
}

fn in_rust(text: &str) -> Found {
    let mut scopes: BTreeMap<usize, Found> = BTreeMap::new();
    for one in declared(text) {
        let found = scopes.entry(one.scope).or_default();
        // Types and values may share a name, and so may a struct and its tests.
        let kind = match one.what {
            What::Item(item) => item,
            What::Field => "field",
            What::Variant => "variant",
            What::Entry => "entry",
        };
        found.entry((kind, one.name)).or_default().push(one.line);
    }
    collect(scopes.into_values())
}

/// The keys of mappings, by their indentation.
fn in_yaml(text: &str) -> Found {
    let mut done = Vec::new();
    let mut scopes: Vec<(usize, Found)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let body = line.trim_start();
        let item = body.strip_prefix("- ");
        let depth = line.len() - body.len();
        let Some((key, rest)) = item.unwrap_or(body).split_once(':') else {
            continue;
        };
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.".contains(c));
        if !is_key || !(rest.is_empty() || rest.starts_with(' ')) {
            continue;
        }
        // The keys of an element are a mapping of their own.
        let depth = if item.is_some() { depth + 1 } else { depth };
        while scopes
            .last()
            .is_some_and(|(other, _)| *other > depth || (item.is_some() && *other == depth))
        {
            done.extend(scopes.pop().map(|(_, found)| found));
        }
        if scopes.last().is_none_or(|(other, _)| *other < depth) {
            scopes.push((depth, Found::new()));
        }
        if let Some((_, found)) = scopes.last_mut() {
            found
                .entry(("key", key.to_owned()))
                .or_default()
                .push(index + 1);
        }
    }
    done.extend(scopes.into_iter().map(|(_, found)| found));
    collect(done)
}

fn in_env(text: &str) -> Found {
    let mut found = Found::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((key, _)) = line.split_once('=')
            && !key.trim_start().starts_with('#')
        {
            found
                .entry(("key", key.trim().to_owned()))
                .or_default()
                .push(index + 1);
        }
    }
    collect([found])
}
