//! The paths that a Rust file names, from the root of its crate.

use crate::project::tokens::Token;

/// A path, such as `crate::entities::post`, and the line where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
    pub(super) is_import: bool,
}

/// The module of a file, such as `crate::entities::post`; outside of `src` it is a crate of its own.
pub(super) fn module(file: &str) -> Option<Vec<String>> {
    let path = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let parts = path
        .split('/')
        .filter(|part| !matches!(*part, "lib" | "main" | "mod"));
    Some(
        ["crate"]
            .into_iter()
            .chain(parts)
            .map(str::to_owned)
            .collect(),
    )
}

/// The paths in the tokens of a file that stand for themselves: from `crate`, `self`, `super`, or the
/// name of the crate where that is another one. Others come as they are.
pub(super) fn paths(file: &str, tokens: &[Token]) -> Vec<Path> {
    let module = module(file);
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if token.is("use") && token.is_word() {
            let mut found = Vec::new();
            at = import(tokens, at + 1, &Vec::new(), &mut found);
            all.extend(found);
        } else if token.is_word() && before.is_none_or(|before| !before.is("::")) {
            let (path, next) = inline(tokens, at);
            all.extend(path);
            at = next;
        } else {
            at += 1;
        }
    }
    for path in &mut all {
        path.segments = resolve(&path.segments, module.as_deref());
    }
    all
}

/// A path in an expression or type that begins at a word, if it has several parts.
fn inline(tokens: &[Token], start: usize) -> (Option<Path>, usize) {
    let mut segments = Vec::new();
    let mut at = start;
    let mut line = 0;
    while let Some(word) = tokens.get(at).filter(|token| token.is_word()) {
        segments.push(word.text.clone());
        line = word.line;
        at += 1;
        match tokens.get(at) {
            Some(colons) if colons.is("::") => at += 1,
            _ => break,
        }
    }
    let path = Path {
        segments,
        line,
        is_import: false,
    };
    ((path.segments.len() > 1).then_some(path), at.max(start + 1))
}

/// The paths of a `use`, from behind the word; returns where they end.
fn import(tokens: &[Token], start: usize, prefix: &[String], found: &mut Vec<Path>) -> usize {
    let mut at = start;
    let mut segments = prefix.to_vec();
    let mut line = 0;
    let end = |segments: &[String], line: usize, found: &mut Vec<Path>| {
        if segments.len() > prefix.len() {
            found.push(Path {
                segments: segments.to_vec(),
                line,
                is_import: true,
            });
        }
    };
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" => {
                at = import(tokens, at + 1, &segments, found);
                segments.truncate(prefix.len());
                continue;
            }
            "}" | ";" => {
                end(&segments, line, found);
                return at + 1;
            }
            "," => {
                end(&segments, line, found);
                segments.truncate(prefix.len());
            }
            // The other name does not matter.
            "as" => at += 1,
            "self" if !segments.is_empty() => line = token.line,
            _ if token.is_word() => {
                segments.push(token.text.clone());
                line = token.line;
            }
            _ => {}
        }
        at += 1;
    }
    end(&segments, line, found);
    at
}

fn resolve(segments: &[String], module: Option<&[String]>) -> Vec<String> {
    let Some(module) = module else {
        // In a test or an example the library is a crate like others.
        let is_local = matches!(
            segments.first().map(String::as_str),
            Some("crate" | "self" | "super")
        );
        return if is_local {
            Vec::new()
        } else {
            segments.to_vec()
        };
    };
    let supers = segments.iter().take_while(|part| *part == "super").count();
    let is_self = segments.first().is_some_and(|part| part == "self");
    if supers == 0 && !is_self {
        return segments.to_vec();
    }
    let base = module
        .get(..module.len().saturating_sub(supers).max(1))
        .unwrap_or_default();
    let rest = segments
        .get(supers + usize::from(is_self)..)
        .unwrap_or_default();
    [base, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::paths;
    use crate::project::tokens::tokens;

    #[test]
    fn paths_are_found_and_resolved() {
        let text = "use super::{model::{A, B as C}, tag};
use crate::cache;
fn x() { self::y::z(); super::super::post::w(); redis::Client }";
        let tokens = tokens(text).unwrap_or_default();
        let all = paths("src/entities/tag/routes.rs", &tokens);
        let all: Vec<_> = all.iter().map(|path| path.segments.join("::")).collect();
        assert_eq!(
            all,
            [
                "crate::entities::tag::model::A",
                "crate::entities::tag::model::B",
                "crate::entities::tag::tag",
                "crate::cache",
                "crate::entities::tag::routes::y::z",
                "crate::entities::post::w",
                "redis::Client",
            ]
        );
    }
}
