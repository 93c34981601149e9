//! Typed settings from the process environment over an optional `.env` file.

mod problem;
mod read;
mod source;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs, path::Path};

use self::{
    problem::Problem,
    source::{Entry, Source},
};

pub use self::problem::ConfigError;

/// Reads settings and collects every problem, so that one start shows them all.
///
/// A variable of the process environment wins over the same one in `.env`; neither is changed.
#[derive(Debug)]
pub struct Env {
    sources: Vec<Source>,
    origins: BTreeMap<&'static str, Option<String>>,
    problems: Vec<Problem>,
}

impl Env {
    /// The process environment over the file `.env` of the working directory, if there is one.
    pub fn load() -> Self {
        let mut problems = Vec::new();
        let dotenv = Source::dotenv(Path::new(".env"), &mut problems);
        Self {
            sources: vec![Source::process(), dotenv],
            origins: BTreeMap::new(),
            problems,
        }
    }

    /// Exactly these variables and no others.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            sources: vec![Source::from_pairs("given pairs", pairs)],
            origins: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Every name that was asked for, whether it was set or not.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.origins.keys().copied()
    }

    /// Refuses the value of a setting that was already read.
    pub fn reject(&mut self, name: &'static str, why: impl Into<String>) {
        let why = why.into();
        let message = match self.origins.get(name) {
            Some(Some(origin)) => format!("{why} ({origin})"),
            _ => why,
        };
        self.problems.push(Problem {
            name: name.to_owned(),
            message,
        });
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Lists every problem found since the start.
    pub fn finish(self) -> Result<(), ConfigError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::new(self.problems))
        }
    }

    fn find(&mut self, name: &'static str) -> Option<Entry> {
        let entry = self
            .sources
            .iter()
            .find_map(|source| source.get(name))
            .cloned();
        self.remember(name, entry.as_ref());
        entry
    }

    /// Like `find`, but `<NAME>_FILE` may name a file that holds the value.
    fn find_secret(&mut self, name: &'static str) -> Option<Entry> {
        let variable = format!("{name}_FILE");
        for source in &self.sources {
            let entry = match (source.get(name), source.get(&variable)) {
                (None, None) => continue,
                (Some(entry), None) => Some(entry.clone()),
                (Some(_), Some(file)) => {
                    self.problems.push(Problem {
                        name: name.to_owned(),
                        message: format!("set together with {variable} ({})", file.origin),
                    });
                    None
                }
                (None, Some(file)) => match fs::read_to_string(&file.value) {
                    Ok(text) => Some(Entry {
                        value: text.trim_end_matches(['\r', '\n']).to_owned(),
                        origin: format!("file {} of {variable}, {}", file.value, file.origin),
                    }),
                    Err(error) => {
                        self.problems.push(Problem {
                            name: variable,
                            message: format!(
                                "cannot read `{}`: {error} ({})",
                                file.value, file.origin
                            ),
                        });
                        None
                    }
                },
            };
            self.remember(name, entry.as_ref());
            return entry;
        }
        self.remember(name, None);
        None
    }

    fn remember(&mut self, name: &'static str, entry: Option<&Entry>) {
        self.origins
            .insert(name, entry.map(|entry| entry.origin.clone()));
    }
}
