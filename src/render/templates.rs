//! The templates: embedded in the binary, overlaid by the user's own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use include_dir::{Dir, DirEntry, include_dir};
use walkdir::WalkDir;

use crate::refusal::Refusal;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/project");

static ENTITY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/entity");

/// Where a project keeps templates that replace the embedded ones, by the same path.
pub const OVERLAY: &str = ".boilerplate/templates";

/// The suffix of files with tags; other files are copied as they are.
const SUFFIX: &str = ".tera";

/// The templates of a project, by the path that they render to.
#[derive(Debug, Clone)]
pub struct Templates {
    project: BTreeMap<String, Template>,
    /// Those of an entity, by the name of the file that they render to.
    entity: BTreeMap<String, Template>,
}

/// One template.
#[derive(Debug, Clone)]
pub struct Template {
    /// The bytes of the file.
    pub contents: Cow<'static, [u8]>,
    /// Whether it has tags.
    pub tagged: bool,
}

impl Templates {
    /// The templates of this version.
    pub fn embedded() -> Self {
        let mut templates = Self {
            project: BTreeMap::new(),
            entity: BTreeMap::new(),
        };
        collect(&mut templates.project, &EMBEDDED);
        collect(&mut templates.entity, &ENTITY);
        templates
    }

    /// The same under the user's own, read from the folder `overlay` if it exists.
    pub fn with_overlay(overlay: &Path) -> Result<Self> {
        let mut templates = Self::embedded();
        if !overlay.is_dir() {
            return Ok(templates);
        }
        for entry in WalkDir::new(overlay).sort_by_file_name() {
            let entry = entry.with_context(|| format!("could not read {}", overlay.display()))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = slashed(entry.path().strip_prefix(overlay)?);
            let (set, path) = match path.split_once('/') {
                Some(("project", path)) => (&mut templates.project, path),
                Some(("entity", file)) if ENTITY.contains(file) => (&mut templates.entity, file),
                _ => {
                    let files = ENTITY.files().map(|file| slashed(file.path()));
                    let files = files.collect::<Vec<_>>().join(" ");
                    let refusal = Refusal::new(format!("`{OVERLAY}/{path}` replaces no template"));
                    let help = format!(
                        "{OVERLAY}/project/ holds those of a project, at the path that they \
                         render to, and {OVERLAY}/entity/ those of an entity: {files}"
                    );
                    return Err(refusal.help(help).into());
                }
            };
            let contents = fs::read(entry.path())
                .with_context(|| format!("could not read {}", entry.path().display()))?;
            insert(set, path, contents.into());
        }
        Ok(templates)
    }

    /// The templates by the path that they render to.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.project
            .iter()
            .map(|(path, template)| (path.as_str(), template))
    }

    /// The crates that the project depends on, as its `Cargo.toml` template lists them.
    pub fn dependencies(&self) -> Vec<String> {
        let manifest = self.project.get("Cargo.toml").map(|t| t.contents.as_ref());
        let text = String::from_utf8_lossy(manifest.unwrap_or_default());
        let mut dependencies = Vec::new();
        let mut listed = false;
        for line in text.lines() {
            if let Some(table) = line.strip_prefix('[') {
                let table = table.trim_end().trim_end_matches(']');
                listed = table.ends_with("dependencies");
                if let Some((_, name)) = table.rsplit_once("dependencies.") {
                    dependencies.push(name.to_owned());
                }
            } else if let (true, Some((name, _))) = (listed, line.split_once('=')) {
                let name = name.split('.').next().unwrap_or(name).trim();
                if name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                    dependencies.push(name.to_owned());
                }
            }
        }
        dependencies
    }

    /// The template of one of an entity's files, such as `model.rs`.
    pub(super) fn entity(&self, name: &str) -> Result<&str> {
        let template = self.entity.get(name);
        let template = template.with_context(|| format!("no template entity/{name}"))?;
        std::str::from_utf8(&template.contents)
            .with_context(|| format!("template entity/{name} is not UTF-8"))
    }
}

fn collect(set: &mut BTreeMap<String, Template>, dir: &Dir<'static>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(set, dir),
            DirEntry::File(file) => insert(set, &slashed(file.path()), file.contents().into()),
        }
    }
}

fn insert(set: &mut BTreeMap<String, Template>, path: &str, contents: Cow<'static, [u8]>) {
    let output = path.strip_suffix(SUFFIX);
    let tagged = output.is_some();
    set.insert(
        output.unwrap_or(path).to_owned(),
        Template { contents, tagged },
    );
}

/// A relative path with `/` between its parts, on every platform.
pub fn slashed(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
