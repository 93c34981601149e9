//! `templates/features.toml`: every optional part of a project, in one table.

use anyhow::{Context, Result};
use serde::Deserialize;

/// The whole table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    #[serde(rename = "feature")]
    features: Vec<Feature>,
    #[serde(rename = "database")]
    databases: Vec<Database>,
    #[serde(rename = "preset")]
    presets: Vec<Preset>,
    /// Which files are not simply managed.
    pub policy: Policies,
}

/// A part that a project may leave out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// The name in `[features]` and, after `--no-` or alone, on the command line.
    pub name: String,
    /// What it is, on one line.
    pub summary: String,
    /// When one wants it, on one line.
    pub when: String,
    /// The features without which it makes no sense.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The features of which at least one must be on for it to make sense; none if it stands alone.
    #[serde(default)]
    pub serves: Vec<String>,
    /// Whether it is left out unless it is asked for.
    #[serde(default)]
    pub opt_in: bool,
    /// The files and folders (ending in `/`) that only it needs.
    #[serde(default)]
    pub files: Vec<String>,
}

/// How the command line names a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// By `--no-<name>`.
    LeaveOut,
    /// By `--<name>`.
    Add,
}

impl Flag {
    /// The flag for the feature of that name, without the leading dashes.
    pub fn of(self, name: &str) -> String {
        match self {
            Self::LeaveOut => format!("no-{name}"),
            Self::Add => name.to_owned(),
        }
    }
}

/// A database that a project may run on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The name in `databases` and after `--database`.
    pub name: String,
    /// What it is, on one line.
    pub summary: String,
    /// The files and folders (ending in `/`) that only it needs.
    #[serde(default)]
    pub files: Vec<String>,
}

/// A named choice of features.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The name after `--preset`.
    pub name: String,
    /// What it is, on one line.
    pub summary: String,
    /// The features that it leaves out.
    #[serde(default)]
    pub without: Vec<String>,
}

/// Patterns for the files that need another treatment than the rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// Regenerated whenever anything changes.
    pub registry: Vec<String>,
    /// Written once, then the user's.
    pub once: Vec<String>,
    /// Readable by their owner only.
    pub private: Vec<String>,
    /// Readable by everyone, in a folder that only its owner may enter.
    pub sheltered: Vec<String>,
    /// Scripts.
    pub executable: Vec<String>,
}

impl Features {
    /// The table that this version was built with.
    pub fn load() -> Result<Self> {
        toml::from_str(include_str!("../templates/features.toml")).context("features.toml")
    }

    /// All features, in the order in which they are offered.
    pub fn all(&self) -> &[Feature] {
        &self.features
    }

    /// All databases, the default one first.
    pub fn databases(&self) -> &[Database] {
        &self.databases
    }

    /// All presets, the default one first.
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    /// The feature of that name.
    pub fn get(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.name == name)
    }

    /// The features that `flag` is there for: those that can be left out, or those to ask for.
    pub fn by_flag(&self, flag: Flag) -> impl Iterator<Item = &Feature> {
        let opt_in = flag == Flag::Add;
        self.features.iter().filter(move |f| f.opt_in == opt_in)
    }

    /// The preset of that name.
    pub fn preset(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.name == name)
    }
}

/// Whether a path falls under a pattern: a file, a folder ending in `/`, or a prefix ending in `*`.
pub fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None if pattern.ends_with('/') => path.starts_with(pattern),
        None => path == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_files_folders_or_prefixes() {
        assert!(matches("src/auth/", "src/auth/mod.rs"));
        assert!(!matches("src/auth/", "src/auth.rs"));
        assert!(matches(
            "src/migrations/m2*",
            "src/migrations/m20260101_000000_create_users.rs"
        ));
        assert!(!matches("src/migrations/m2*", "src/migrations/mod.rs"));
        assert!(matches(".env", ".env"));
        assert!(!matches(".env", ".env.example"));
    }
}
