//! The user's formatting, which is not an edit.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// Formats the text of a Rust file, if it can.
type Format = dyn Fn(&str) -> Option<String> + Send + Sync;

/// How Rust files are formatted in the project; by default not at all.
#[derive(Clone, Default)]
pub struct Tidy {
    format: Option<Arc<Format>>,
    /// What was formatted before.
    known: Arc<Mutex<BTreeMap<String, Option<String>>>>,
}

impl Tidy {
    /// Formats with a function, which answers nothing if a text cannot be formatted.
    pub fn new(format: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self {
            format: Some(Arc::new(format)),
            known: Arc::default(),
        }
    }

    /// The text of the file `path` as it would be formatted, if that is known.
    pub(in crate::project) fn format(&self, path: &str, text: &str) -> Option<String> {
        let format = self.format.as_ref().filter(|_| path.ends_with(".rs"))?;
        let Ok(mut known) = self.known.lock() else {
            return format(text);
        };
        if let Some(formatted) = known.get(text) {
            return formatted.clone();
        }
        let formatted = format(text);
        known.insert(text.to_owned(), formatted.clone());
        formatted
    }
}

impl fmt::Debug for Tidy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tidy").field(&self.format.is_some()).finish()
    }
}
