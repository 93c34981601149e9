//! `boilerplate.lock`: the manifest as last applied, and the version that applied it.

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, value};

use super::Manifest;
use crate::features::Features;

/// The lock's name in a project.
pub const LOCK_NAME: &str = "boilerplate.lock";

const HEADER: &str = "\
# Written by boilerplate: the manifest as last applied. Commit it, do not edit it.
version = \"\"

[project]

[features]
";

/// The state of a project after the last command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The version of the command that wrote the project.
    pub version: String,
    /// What it was asked for.
    pub manifest: Manifest,
}

impl Lock {
    /// The lock that this version writes for a manifest.
    pub fn new(manifest: &Manifest) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            manifest: manifest.clone(),
        }
    }

    /// Reads a lock.
    pub fn parse(text: &str, table: &Features) -> Result<Self> {
        let mut document: DocumentMut = text.parse().context(LOCK_NAME)?;
        let version = document
            .remove("version")
            .and_then(|item| item.as_str().map(str::to_owned))
            .with_context(|| format!("{LOCK_NAME} has no `version`"))?;
        let manifest = Manifest::parse(&document.to_string(), table).context(LOCK_NAME)?;
        Ok(Self { version, manifest })
    }

    /// The text of the lock.
    pub fn to_toml(&self) -> Result<String> {
        let mut document: DocumentMut = self.manifest.write_into(HEADER)?.parse()?;
        if let Some(version) = document.get_mut("version") {
            let decor = version.as_value().map(|old| old.decor().clone());
            *version = value(&self.version);
            if let (Some(new), Some(decor)) = (version.as_value_mut(), decor) {
                *new.decor_mut() = decor;
            }
        }
        Ok(document.to_string())
    }
}
