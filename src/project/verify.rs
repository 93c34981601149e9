//! Nothing is written that its own language would not accept.

use std::thread;

use anyhow::{Context, Result, anyhow};
use granit_parser::Parser;

use super::plan::Plan;

/// Parses every file that the plan writes, on all cores: that is most of the work of `new`.
///
/// Files with the markers of a conflict are not valid, and are written on purpose.
pub fn verify(plan: &Plan) -> Result<()> {
    let marked: Vec<&str> = plan.marked().collect();
    let written: Vec<(&str, &[u8])> = plan
        .changes()
        .filter(|(path, _)| !marked.contains(path))
        .filter_map(|(path, change)| Some((path, change.after?.contents.as_slice())))
        .collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = written.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let shares: Vec<_> = written
            .chunks(share)
            .map(|files| scope.spawn(|| parse_all(files)))
            .collect();
        shares
            .into_iter()
            .try_for_each(|share| share.join().map_err(|_| anyhow!("a parser panicked"))?)
    })
}

fn parse_all(files: &[(&str, &[u8])]) -> Result<()> {
    files.iter().try_for_each(|(path, contents)| {
        parse(path, contents).with_context(|| format!("the new {path} would be broken"))
    })
}

pub(super) fn parse(path: &str, contents: &[u8]) -> Result<()> {
    let (name, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let text = || std::str::from_utf8(contents).context("not UTF-8");
    match extension {
        "rs" => drop(syn::parse_file(text()?)?),
        "toml" => drop(toml::from_str::<toml::Table>(text()?)?),
        "lock" if name == "Cargo" || name == "boilerplate" => {
            drop(toml::from_str::<toml::Table>(text()?)?);
        }
        "json" => drop(serde_json::from_str::<serde_json::Value>(text()?)?),
        "yaml" | "yml" => Parser::new_from_str(text()?).try_for_each(|event| event.map(drop))?,
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn broken_files_are_told_by_their_name() {
        for (path, good, bad) in [
            ("src/main.rs", "fn main() {}", "fn main() {"),
            ("Cargo.toml", "a = 1", "a = "),
            ("Cargo.lock", "version = 4", "[[package]"),
            ("a.json", "{}", "{,}"),
            ("compose.yaml", "a: [1]", "a: [1"),
        ] {
            assert!(parse(path, good.as_bytes()).is_ok(), "{path}");
            assert!(parse(path, bad.as_bytes()).is_err(), "{path}");
        }
        assert!(parse("README.md", b"{{").is_ok());
    }
}
