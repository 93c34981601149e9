//! Reading and writing `boilerplate.toml`.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result};
use toml_edit::{Array, Document, DocumentMut, Item, Key, Table, TableLike, Value, value};

use super::{Implied, Manifest, entities, name, suggest};
use crate::entity::{Problem, alternatives};
use crate::features::Features;
use crate::refusal::Refusal;

/// The manifest's name in a project.
pub const FILE_NAME: &str = "boilerplate.toml";

const BLANK: &str = "\
# What this project is made of.
# Commit it together with boilerplate.lock.

[project]

[features]
";

impl Manifest {
    /// Reads a manifest; whatever is unknown or contradictory is refused.
    pub fn parse(text: &str, table: &Features) -> Result<Self> {
        Reader::new(text)?.manifest(table)
    }

    /// The text of a new `boilerplate.toml`.
    pub fn to_toml(&self) -> Result<String> {
        self.write_into(BLANK)
    }

    /// `text` with this manifest's values; comments, order and everything else stay.
    pub fn write_into(&self, text: &str) -> Result<String> {
        let mut document: DocumentMut = text.parse().context(FILE_NAME)?;
        let project = table_mut(&mut document, "project")?;
        set(project, "name", value(&self.name));
        let databases: Array = self.databases.iter().collect();
        set(project, "databases", value(databases));
        let features = table_mut(&mut document, "features")?;
        for (name, on) in &self.features {
            set(features, name, value(*on));
        }
        entities::write(&mut document, &self.entities, &self.scope())?;
        Ok(document.to_string())
    }
}

fn table_mut<'a>(document: &'a mut DocumentMut, name: &str) -> Result<&'a mut Table> {
    let item = document.entry(name).or_insert(Item::Table(Table::new()));
    item.as_table_mut()
        .with_context(|| format!("{FILE_NAME}: `{name}` is not a table"))
}

/// Sets a value, keeping the spaces and comments around the old one; does nothing if it is equal.
pub(super) fn set(table: &mut Table, key: &str, new: Item) {
    match (
        table.get_mut(key).and_then(Item::as_value_mut),
        new.as_value(),
    ) {
        (Some(old), Some(new)) => {
            if plain(old) != plain(new) {
                let decor = old.decor().clone();
                *old = new.clone();
                *old.decor_mut() = decor;
            }
        }
        _ => {
            table.insert(key, new);
        }
    }
}

/// A value without the spaces, comments and quotes around it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.clone().decorated("", "").to_string(),
    }
}

/// A parsed file and its text, for messages that point into it.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) document: Document<&'a str>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Result<Self> {
        if let Some(marker) = conflict(text) {
            let refusal = Refusal::new(format!("{FILE_NAME} has a conflict that git left"));
            let help = "keep what belongs there, of two new entities both; delete the lines of the \
                        markers; then boilerplate apply";
            return Err(Reader::point(text, refusal, marker).help(help).into());
        }
        let document = Document::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            Reader::point(
                text,
                Refusal::new(format!("{FILE_NAME} is not valid TOML")),
                span,
            )
            .note(error.message())
        })?;
        Ok(Self { text, document })
    }

    fn manifest(&self, table: &Features) -> Result<Manifest> {
        let root = self.document.as_table();
        self.only_keys(root, &["project", "features", "entity"], "table")?;
        let project = self.table("project")?;
        self.only_keys(project, &["name", "databases"], "key")?;
        let (name, name_span) = self.string(project, "name")?;
        name::check(name, &[]).map_err(|problem| self.refuse(problem.to_string(), name_span))?;

        let known: Vec<&str> = table.all().iter().map(|f| f.name.as_str()).collect();
        let features = self.table("features")?;
        self.only_keys(features, &known, "feature")?;
        let mut switches = BTreeMap::new();
        for feature in &known {
            let on = features
                .get(feature)
                .map(|item| self.boolean(feature, item));
            switches.insert((*feature).to_owned(), on.transpose()?.unwrap_or_default());
        }

        let mut manifest = Manifest {
            name: name.to_owned(),
            databases: Vec::new(),
            features: switches,
            entities: Vec::new(),
        };
        manifest.choose_databases(&self.strings(project, "databases")?, table)?;
        if let Some(Implied { feature, because }) = manifest.unmet(table) {
            let needed = alternatives(&because);
            let off = match because.len() {
                1 => "which is off",
                _ => "which are off",
            };
            let message = format!("feature `{feature}` requires {needed}, {off}");
            return Err(self
                .refuse(message, key_span(features, &feature))
                .help(format!("turn {needed} on or `{feature}` off"))
                .into());
        }
        manifest.entities = self.entities(&manifest)?;
        Ok(manifest)
    }

    fn table(&self, name: &str) -> Result<&dyn TableLike> {
        let item = self.document.get(name).and_then(Item::as_table_like);
        item.ok_or_else(|| Refusal::new(format!("{FILE_NAME} has no table `[{name}]`")).into())
    }

    pub(super) fn only_keys(
        &self,
        table: &dyn TableLike,
        known: &[&str],
        what: &str,
    ) -> Result<()> {
        let Some((key, _)) = table.iter().find(|(key, _)| !known.contains(key)) else {
            return Ok(());
        };
        let refusal = self.refuse(format!("unknown {what} `{key}`"), key_span(table, key));
        Err(suggest(refusal, key, known.iter().copied()).into())
    }

    pub(super) fn string<'t>(
        &self,
        table: &'t dyn TableLike,
        key: &str,
    ) -> Result<(&'t str, Range<usize>)> {
        let item = table.get(key).filter(|item| item.is_str());
        let text = item.and_then(Item::as_str);
        text.map(|text| (text, item.and_then(Item::span).unwrap_or_default()))
            .ok_or_else(|| self.wrong(table, key, "a string").into())
    }

    pub(super) fn strings(&self, table: &dyn TableLike, key: &str) -> Result<Vec<String>> {
        let items = table.get(key).and_then(Item::as_array);
        items
            .and_then(|items| {
                items
                    .iter()
                    .map(|v| v.as_str().map(str::to_owned))
                    .collect()
            })
            .ok_or_else(|| self.wrong(table, key, "a list of strings").into())
    }

    pub(super) fn boolean(&self, key: &str, item: &Item) -> Result<bool> {
        item.as_bool().ok_or_else(|| {
            let span = item.span().unwrap_or_default();
            self.refuse(format!("`{key}` must be `true` or `false`"), span)
                .into()
        })
    }

    pub(super) fn wrong(&self, table: &dyn TableLike, key: &str, expected: &str) -> Refusal {
        match table.get(key).and_then(Item::span) {
            Some(span) => self.refuse(format!("`{key}` must be {expected}"), span),
            None => Refusal::new(format!("{FILE_NAME} lacks `{key}`, {expected}")),
        }
    }

    pub(super) fn refuse(&self, message: String, span: Range<usize>) -> Refusal {
        Reader::point(self.text, Refusal::new(message), span)
    }

    /// A problem of an entity, `span` being the text that it is about.
    pub(super) fn problem(&self, problem: &Problem, span: Range<usize>) -> Refusal {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let quoted = written.strip_prefix(['"', '\'']).is_some() && !written.contains('\\');
        let token = match quoted && !problem.token.is_empty() {
            true => span.start + 1 + problem.token.start..span.start + 1 + problem.token.end,
            false => span,
        };
        let refusal = self.refuse(problem.message.to_string(), token);
        let refusal = match (&problem.note, &problem.fix) {
            (Some(note), _) => refusal.note(note.as_ref()),
            (None, Some(fix)) if !fix.is_empty() => refusal.note(format!("`{fix}` would do")),
            _ => refusal,
        };
        match &problem.help {
            Some(help) => refusal.help(help.as_ref()),
            None => refusal,
        }
    }

    /// Points a refusal at a span of the file: its line, with file name and number before it.
    fn point(text: &str, refusal: Refusal, span: Range<usize>) -> Refusal {
        let start = text.get(..span.start).unwrap_or_default();
        let line_start = start.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).and_then(|rest| rest.lines().next());
        let line = line.unwrap_or_default();
        let number = start.matches('\n').count() + 1;
        let prefix = format!("{FILE_NAME}:{number}: ");
        let from = prefix.len() + (span.start - line_start).min(line.len());
        let to = (from + span.len()).min(prefix.len() + line.len());
        refusal.at_range(&format!("{prefix}{line}"), from..to)
    }
}

/// The first of git's conflict markers.
fn conflict(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            return Some(start..start + "<<<<<<<".len());
        }
        start += line.len();
    }
    None
}

pub(super) fn key_span(table: &dyn TableLike, key: &str) -> Range<usize> {
    table.key(key).and_then(Key::span).unwrap_or_default()
}
