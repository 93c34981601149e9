//! The `[entity.…]` tables of `boilerplate.toml`.

use std::ops::Range;

use anyhow::{Context, Result};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

use super::file::{FILE_NAME, Reader, key_span, set};
use super::{Manifest, suggest};
use crate::entity::{Entity, Names, Place, Request, Scope, parse};

const KEYS: &[&str] = &[
    "fields",
    "plural",
    "owner",
    "public",
    "admin",
    "soft_delete",
    "only",
    "cache",
    "rate_limit",
    "id",
    "timestamps",
];

impl Reader<'_> {
    /// The entities of a manifest whose features are known.
    pub(super) fn entities(&self, manifest: &Manifest) -> Result<Vec<Entity>> {
        let Some(item) = self.document.get("entity") else {
            return Ok(Vec::new());
        };
        let tables = item.as_table_like().with_context(|| {
            format!("{FILE_NAME}: `entity` is not a table, write `[entity.Post]`")
        })?;
        let mut requests = Vec::new();
        let mut scope = manifest.scope();
        for (name, item) in tables.iter() {
            let span = key_span(tables, name);
            let table = item.as_table_like().ok_or_else(|| {
                self.refuse(format!("`entity.{name}` must be a table"), span.clone())
            })?;
            let request = self.request(name, table)?;
            scope.names.push(self.names(&request, table, &span)?);
            requests.push((request, table, span));
        }
        let mut entities = Vec::new();
        for (request, table, span) in requests {
            let entity = request.entity(&scope, &entities).map_err(|refused| {
                let problem = refused.problem;
                let span = match problem.place {
                    Place::Name => span,
                    Place::Field(index) => field_span(table, index).unwrap_or(span),
                    Place::Option(key) => value_span(table, key).unwrap_or(span),
                };
                self.problem(&problem, span)
            })?;
            entities.push(entity);
        }
        Ok(entities)
    }

    /// The names of an entity, whose table must be called as it is.
    fn names(
        &self,
        request: &Request,
        table: &dyn TableLike,
        span: &Range<usize>,
    ) -> Result<Names> {
        let names = request.names().map_err(|problem| {
            let span = match problem.place {
                Place::Option(key) => value_span(table, key),
                _ => None,
            };
            self.problem(&problem, span.unwrap_or_else(|| key_span_of(self, request)))
        })?;
        if names.name == request.name {
            return Ok(names);
        }
        let message = format!(
            "an entity is named in Pascal case and in the singular, not `{}`",
            request.name
        );
        let refusal = self.refuse(message, span.clone());
        Err(refusal.note(format!("how about `{}`?", names.name)).into())
    }

    fn request(&self, name: &str, table: &dyn TableLike) -> Result<Request> {
        if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
            let refusal = self.refuse(format!("unknown key `{key}`"), key_span(table, key));
            return Err(suggest(refusal, key, KEYS.iter().copied()).into());
        }
        let text = |key| -> Result<Option<String>> {
            let there = table.contains_key(key);
            there
                .then(|| Ok(self.string(table, key)?.0.to_owned()))
                .transpose()
        };
        let flag = |key| -> Result<Option<bool>> {
            table
                .get(key)
                .map(|item| self.boolean(key, item))
                .transpose()
        };
        let only = table.contains_key("only");
        Ok(Request {
            name: name.to_owned(),
            fields: self.strings(table, "fields")?,
            plural: text("plural")?,
            owner: text("owner")?,
            public: flag("public")?.unwrap_or_default(),
            admin: flag("admin")?.unwrap_or_default(),
            soft_delete: flag("soft_delete")?.unwrap_or_default(),
            only: only.then(|| self.strings(table, "only")).transpose()?,
            cache: text("cache")?,
            rate_limit: flag("rate_limit")?.unwrap_or_default(),
            id: text("id")?,
            no_timestamps: !flag("timestamps")?.unwrap_or(true),
        })
    }
}

fn key_span_of(reader: &Reader<'_>, request: &Request) -> Range<usize> {
    let tables = reader.document.get("entity").and_then(Item::as_table_like);
    tables.map_or(0..0, |tables| key_span(tables, &request.name))
}

fn value_span(table: &dyn TableLike, key: &str) -> Option<Range<usize>> {
    table.get(key).and_then(Item::span)
}

fn field_span(table: &dyn TableLike, index: usize) -> Option<Range<usize>> {
    table.get("fields")?.as_array()?.get(index)?.span()
}

/// For each table that goes, the entity that takes its place with all comments: the one that stands
/// where it stood, so that a renamed entity keeps its table.
fn successors<'e>(
    gone: &[String],
    new: &[&'e Entity],
    entities: &[Entity],
    tables: &Table,
) -> Vec<Option<&'e Entity>> {
    let before: Vec<&str> = tables.iter().map(|(name, _)| name).collect();
    let is_renamed = before.len() == entities.len() && gone.len() == new.len();
    let successor = |name: &String| {
        let place = before.iter().position(|other| other == name)?;
        let there = entities.get(place)?;
        new.iter().find(|entity| entity.name == there.name).copied()
    };
    let all = gone.iter().map(|name| is_renamed.then(|| successor(name))?);
    all.collect()
}

/// Brings the tables of `document` in line with `entities`; what says the same already stays.
pub(super) fn write(document: &mut DocumentMut, entities: &[Entity], scope: &Scope) -> Result<()> {
    if entities.is_empty() && !document.contains_key("entity") {
        return Ok(());
    }
    let item = document.entry("entity").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let tables = item
        .as_table_mut()
        .with_context(|| format!("{FILE_NAME}: `entity` is not a table"))?;
    let is_there = |name: &str| entities.iter().any(|entity| entity.name == name);
    let (kept, gone): (Vec<_>, Vec<_>) = tables
        .iter()
        .map(|(name, _)| name.to_owned())
        .partition(|name| is_there(name));
    let new = entities
        .iter()
        .filter(|entity| !kept.contains(&entity.name));
    let new: Vec<&Entity> = new.collect();
    for (name, successor) in gone.iter().zip(successors(&gone, &new, entities, tables)) {
        let item = tables.remove(name);
        if let (Some(item), Some(entity)) = (item, successor) {
            tables.insert(&entity.name, item);
        }
    }
    for entity in entities {
        let item = tables.entry(&entity.name).or_insert_with(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        let table = item
            .as_table_mut()
            .with_context(|| format!("{FILE_NAME}: `entity.{}` is not a table", entity.name))?;
        write_entity(table, entity, scope);
    }
    Ok(())
}

fn write_entity(table: &mut Table, entity: &Entity, scope: &Scope) {
    let request = Request::of(entity);
    if !says_the_same(table, &request.fields, scope) {
        write_fields(table, &request.fields, scope);
    }
    let only = request.only.map(|only| only.iter().collect::<Array>());
    let options = [
        ("plural", request.plural.map(value)),
        ("owner", request.owner.map(value)),
        ("public", request.public.then(|| value(true))),
        ("admin", request.admin.then(|| value(true))),
        ("soft_delete", request.soft_delete.then(|| value(true))),
        ("only", only.map(value)),
        ("cache", request.cache.map(value)),
        ("rate_limit", request.rate_limit.then(|| value(true))),
        ("id", request.id.map(value)),
        ("timestamps", request.no_timestamps.then(|| value(false))),
    ];
    let default = Request {
        name: request.name,
        fields: request.fields,
        ..Request::default()
    };
    for (key, option) in options {
        match option {
            Some(new) if !is_same(key, table, &new) => set(table, key, new),
            None if !is_default(key, table, &default) => drop(table.remove(key)),
            _ => {}
        }
    }
}

/// Whether a key of the table has that meaning already, in whichever spelling.
fn is_same(key: &str, table: &Table, new: &Item) -> bool {
    let text = |item: &Item| item.as_str().map(str::to_owned);
    let old = table.get(key).and_then(text);
    match (key, old, text(new)) {
        ("cache", Some(old), Some(new)) => {
            seconds(&old).is_some() && seconds(&old) == seconds(&new)
        }
        _ => false,
    }
}

fn seconds(text: &str) -> Option<u64> {
    crate::entity::seconds(text).ok()
}

/// Whether a key says what would be so without it.
fn is_default(key: &str, table: &Table, request: &Request) -> bool {
    let Some(item) = table.get(key) else {
        return true;
    };
    match key {
        "timestamps" => item.as_bool() == Some(true),
        "id" => item.as_str() == Some("bigint"),
        "plural" => request
            .names()
            .is_ok_and(|n| item.as_str() == Some(n.plural.as_str())),
        "only" => item.as_array().is_some_and(|only| only.len() == 5),
        _ => item.as_bool() == Some(false),
    }
}

fn says_the_same(table: &Table, fields: &[String], scope: &Scope) -> bool {
    let Some(there) = table.get("fields").and_then(Item::as_array) else {
        return false;
    };
    let canonical = |text: &Value| {
        let field = parse(text.as_str()?, scope).ok()?;
        Some(field.to_string())
    };
    let there: Option<Vec<_>> = there.iter().map(canonical).collect();
    there.is_some_and(|there| there == fields)
}

/// Brings the list of fields in line, one by one, so that the comments between them stay.
fn write_fields(table: &mut Table, wanted: &[String], scope: &Scope) {
    let there = table.get_mut("fields").and_then(Item::as_array_mut);
    let by_hand = |array: &&mut Array| {
        (is_multiline(array) || array.len() == wanted.len()) && !is_as_written(array)
    };
    let Some(array) = there.filter(by_hand) else {
        return set(table, "fields", fields(wanted));
    };
    let name = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
    let canonical = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        parse(text, scope).map_or_else(|_| text.to_owned(), |field| field.to_string())
    };
    let names: Vec<String> = wanted.iter().map(|text| name(text)).collect();
    let old: Vec<String> = array.iter().map(|value| name(&canonical(value))).collect();
    // Of as many as before, those that have another name stand where they stood.
    let is_renamed = old.len() == names.len();
    if !is_renamed {
        for index in (0..old.len()).rev() {
            if old.get(index).is_some_and(|name| !names.contains(name)) {
                remove_item(array, index);
            }
        }
    }
    for (index, text) in wanted.iter().enumerate() {
        match array.get_mut(index) {
            Some(there) if canonical(there) == *text => {}
            Some(there) if is_renamed || name(&canonical(there)) == name(text) => {
                let decor = there.decor().clone();
                *there = text.as_str().into();
                *there.decor_mut() = decor;
            }
            Some(_) => return set(table, "fields", fields(wanted)),
            None => push_item(array, text),
        }
    }
}

/// Adds an item on a line of its own, after the remark on the line before.
fn push_item(array: &mut Array, text: &str) {
    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
    let (remark, _) = trailing.split_once('\n').unwrap_or_default();
    let had_comma = array.trailing_comma();
    let prefix = match had_comma {
        true => format!("{}\n    ", remark.trim_end()),
        false => "\n    ".to_owned(),
    };
    array.push(text);
    let last = array.len().saturating_sub(1);
    if let Some(pushed) = array.get_mut(last) {
        pushed.decor_mut().set_prefix(prefix);
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}

/// Removes an item with the remark on its line; that on the line before is the next one's.
fn remove_item(array: &mut Array, index: usize) {
    let text = |value: &Value| {
        let prefix = value.decor().prefix().and_then(|prefix| prefix.as_str());
        prefix.unwrap_or_default().to_owned()
    };
    let before = array.get(index).map(text).unwrap_or_default();
    let before = before.split('\n').next().unwrap_or_default().to_owned();
    let joined = |after: &str| match after.split_once('\n') {
        Some((_, after)) => format!("{before}\n{after}"),
        None => before.clone(),
    };
    array.remove(index);
    match array.get_mut(index) {
        Some(next) => {
            let prefix = joined(&text(next));
            next.decor_mut().set_prefix(prefix);
        }
        None => {
            let trailing = joined(array.trailing().as_str().unwrap_or_default());
            array.set_trailing(trailing);
        }
    }
}

/// Whether a list looks as this tool writes it.
fn is_as_written(array: &Array) -> bool {
    let texts: Option<Vec<String>> = array
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    let written = texts.map(|texts| fields(&texts).to_string());
    written.is_some_and(|written| written.trim() == array.to_string().trim())
}

/// Whether each item has a line of its own.
fn is_multiline(array: &Array) -> bool {
    let mut prefixes = array.iter().filter_map(|value| value.decor().prefix());
    prefixes.any(|prefix| prefix.as_str().is_some_and(|text| text.contains('\n')))
}

/// The fields on one line if they fit, else a line each.
fn fields(fields: &[String]) -> Item {
    let mut array: Array = fields.iter().collect();
    let width: usize = fields.iter().map(|field| field.len() + 4).sum();
    if width > 80 {
        for item in array.iter_mut() {
            item.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    value(array)
}
