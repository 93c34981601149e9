//! Nothing is written that its own language would not accept.

use anyhow::{Context, Result};
use granit_parser::Parser;

use super::plan::Plan;

/// Parses every file that the plan writes.
pub fn verify(plan: &Plan) -> Result<()> {
    for (path, change) in plan.changes() {
        if let Some(file) = change.after {
            parse(path, &file.contents)
                .with_context(|| format!("the new {path} would be broken"))?;
        }
    }
    Ok(())
}

fn parse(path: &str, contents: &[u8]) -> Result<()> {
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
