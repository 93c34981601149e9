use std::sync::OnceLock;

use regex::Regex;
use serde_json::json;

use crate::validation::Problem;

/// A regular expression in a `static`, compiled when it is first used.
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Result<Regex, regex::Error>>,
}

impl Pattern {
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// Nothing matches a pattern that is not a regular expression.
    pub fn check(&self, value: &str) -> Result<(), Problem> {
        match self.compiled.get_or_init(|| Regex::new(self.text)) {
            Ok(regex) if regex.is_match(value) => return Ok(()),
            Ok(_) => {}
            Err(error) => tracing::error!(pattern = self.text, %error, "not a regular expression"),
        }
        let msg = format!("String should match pattern '{}'", self.text);
        Err(Problem::new("string_pattern_mismatch", msg).with(json!({ "pattern": self.text })))
    }
}
