//! What a project may be called.

use std::fmt;

use heck::ToKebabCase;

const MAX_LENGTH: usize = 64;

/// Every word that is or may become a keyword.
pub(crate) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
const STANDARD: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];
const ARTIFACTS: &[&str] = &["build", "deps", "examples", "incremental"];
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Why a name is refused, and one that is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    name: String,
    reason: String,
    /// A name close to it that is fine.
    pub suggestion: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, reason, .. } = self;
        write!(f, "`{name}` cannot be the project's name: {reason}")
    }
}

/// Accepts a package name that compiles, next to `dependencies`, on every platform.
pub fn check(name: &str, dependencies: &[String]) -> Result<(), Problem> {
    match reason(name, dependencies) {
        None => Ok(()),
        Some(reason) => Err(Problem {
            name: name.to_owned(),
            reason,
            suggestion: suggestion(name, dependencies),
        }),
    }
}

/// The name of the library in the package `name`.
pub fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}

fn reason(name: &str, dependencies: &[String]) -> Option<String> {
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return Some("it is a path".to_owned());
    }
    if let Some(odd) = name.chars().find(|c| !is_allowed(*c)) {
        return Some(match odd {
            ' ' => "it contains a space".to_owned(),
            'A'..='Z' => "package names are lower case".to_owned(),
            odd => format!("`{odd}` is not allowed, only a-z, 0-9, `-` and `_`"),
        });
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some("it must start with a letter".to_owned());
    }
    if name.len() > MAX_LENGTH {
        return Some(format!("it is longer than {MAX_LENGTH} characters"));
    }
    let module = crate_name(name);
    let reason = if KEYWORDS.contains(&module.as_str()) {
        "it is a Rust keyword"
    } else if STANDARD.contains(&module.as_str()) {
        "it is the name of a standard crate"
    } else if ARTIFACTS.contains(&name) {
        "cargo keeps a folder of that name in target/"
    } else if is_device(name) {
        "it is a device on Windows"
    } else if dependencies.iter().any(|d| crate_name(d) == module) {
        "the project depends on a crate of that name"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'
}

/// Whether Windows keeps files from having that name.
pub(crate) fn is_device(name: &str) -> bool {
    let numbered = name
        .strip_prefix("com")
        .or_else(|| name.strip_prefix("lpt"))
        .is_some_and(|rest| rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_digit()));
    numbered || DEVICES.contains(&name)
}

fn suggestion(name: &str, dependencies: &[String]) -> Option<String> {
    if name.chars().any(|c| c.is_alphanumeric() && !c.is_ascii()) {
        return None;
    }
    let kebab: String = name
        .to_kebab_case()
        .chars()
        .filter(|c| is_allowed(*c))
        .take(MAX_LENGTH)
        .collect();
    let kebab = kebab.trim_matches('-');
    [
        kebab.to_owned(),
        format!("{kebab}-app"),
        format!("app-{kebab}"),
    ]
    .into_iter()
    .find(|candidate| reason(candidate, dependencies).is_none())
    .filter(|_| !kebab.is_empty())
}

#[cfg(test)]
mod tests {
    use super::check;

    fn verdict(name: &str) -> String {
        let dependencies = ["tokio".to_owned(), "sea-orm".to_owned()];
        match check(name, &dependencies) {
            Ok(()) => "fine".to_owned(),
            Err(problem) => format!(
                "{} ({})",
                problem.reason,
                problem.suggestion.as_deref().unwrap_or("-")
            ),
        }
    }

    #[test]
    fn names_that_compile_are_accepted() {
        for name in ["shop", "my-shop", "my_shop", "shop2", "std-x", "a"] {
            assert_eq!(verdict(name), "fine", "{name}");
        }
    }

    #[test]
    fn names_that_would_not_compile_are_refused_with_a_way_out() {
        let long = "x".repeat(65);
        let cases = [
            ("", "it is empty (-)"),
            ("fn", "it is a Rust keyword (fn-app)"),
            ("self", "it is a Rust keyword (self-app)"),
            ("9x", "it must start with a letter (app-9x)"),
            ("-x", "it must start with a letter (x)"),
            ("test", "it is the name of a standard crate (test-app)"),
            (
                "proc-macro",
                "it is the name of a standard crate (proc-macro-app)",
            ),
            (
                "tokio",
                "the project depends on a crate of that name (tokio-app)",
            ),
            (
                "sea_orm",
                "the project depends on a crate of that name (sea-orm-app)",
            ),
            ("a b", "it contains a space (a-b)"),
            ("../x", "it is a path (x)"),
            ("MyShop", "package names are lower case (my-shop)"),
            ("café", "`é` is not allowed, only a-z, 0-9, `-` and `_` (-)"),
            ("con", "it is a device on Windows (con-app)"),
            ("com1", "it is a device on Windows (com1-app)"),
            (
                "build",
                "cargo keeps a folder of that name in target/ (build-app)",
            ),
        ];
        for (name, expected) in cases {
            assert_eq!(verdict(name), expected, "{name}");
        }
        assert!(verdict(&long).starts_with("it is longer than 64 characters"));
    }
}
