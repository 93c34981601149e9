use std::{collections::HashMap, env, fs, io, path::Path};

use super::problem::Problem;

/// A value and where it came from, as an error message tells it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) value: String,
    pub(super) origin: String,
}

/// The variables of one source. An empty value counts as unset.
#[derive(Debug, Default)]
pub(super) struct Source {
    entries: HashMap<String, Entry>,
}

impl Source {
    pub(super) fn process() -> Self {
        Self::from_pairs(
            "process environment",
            env::vars_os().map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            }),
        )
    }

    pub(super) fn from_pairs(
        origin: &str,
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let entries = pairs
            .into_iter()
            .map(|(name, value)| {
                let origin = origin.to_owned();
                (name, Entry { value, origin })
            })
            .collect();
        Self { entries }
    }

    /// Reads a `.env` file; a file that does not exist is an empty source.
    pub(super) fn dotenv(path: &Path, problems: &mut Vec<Problem>) -> Self {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse_dotenv(&path.display().to_string(), &text, problems),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    problems.push(Problem {
                        name: path.display().to_string(),
                        message: format!("cannot be read: {error}"),
                    });
                }
                Self::default()
            }
        }
    }

    /// Parses the text of a `.env` file. When a name stands in it twice, the last one counts.
    pub(super) fn parse_dotenv(file: &str, text: &str, problems: &mut Vec<Problem>) -> Self {
        let mut entries = HashMap::new();
        for pair in dotenvy::from_read_iter(text.as_bytes()) {
            match pair {
                Ok((name, value)) => {
                    let origin = match line_of(text, &name) {
                        Some(line) => format!("{file} line {line}"),
                        None => file.to_owned(),
                    };
                    entries.insert(name, Entry { value, origin });
                }
                Err(_) => problems.push(Problem {
                    name: file.to_owned(),
                    message: "holds a line that is not `NAME=value`".to_owned(),
                }),
            }
        }
        Self { entries }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries
            .get(name)
            .filter(|entry| !entry.value.trim().is_empty())
    }
}

fn line_of(text: &str, name: &str) -> Option<usize> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| {
            let line = line.trim_start();
            let line = line.strip_prefix("export ").unwrap_or(line);
            line.split_once('=')
                .is_some_and(|(key, _)| key.trim() == name)
        })
        .last()
        .map(|(index, _)| index + 1)
}
