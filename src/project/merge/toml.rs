//! TOML: merged by key. The user's order, comments and formatting stay.
//!
//! Arrays are sets of which each side may add and remove. A dependency that is only a version is a
//! table with that version.

use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{Clash, Draft, Pick, Sides};

/// Merges three versions, unless one of them is not TOML.
pub(super) fn merge(sides: &Sides<'_>, pick: Pick) -> Option<Draft> {
    let base: DocumentMut = sides.base.parse().ok()?;
    let mut ours: DocumentMut = sides.ours.parse().ok()?;
    let theirs: DocumentMut = sides.theirs.parse().ok()?;
    let mut merge = Merge {
        pick,
        path: Vec::new(),
        clashes: Vec::new(),
        places: Document::parse(sides.ours).ok()?,
    };
    merge.tables(
        Some(base.as_table()),
        ours.as_table_mut(),
        theirs.as_table(),
    );
    let text = match (pick, merge.clashes.is_empty()) {
        // Keys cannot be marked; lines can.
        (Pick::Both, false) => {
            let marked = super::lines::merge(sides, pick);
            match marked.clashes.is_empty() {
                true => super::lines::merge_two(sides.ours, sides.theirs, pick).text,
                false => marked.text,
            }
        }
        _ => ours.to_string(),
    };
    Some(Draft {
        text,
        clashes: merge.clashes,
    })
}

struct Merge<'a> {
    pick: Pick,
    path: Vec<String>,
    clashes: Vec<Clash>,
    /// The user's text, with the places of its keys.
    places: Document<&'a str>,
}

impl Merge<'_> {
    fn tables(
        &mut self,
        base: Option<&dyn TableLike>,
        ours: &mut dyn TableLike,
        theirs: &dyn TableLike,
    ) {
        let had = base.into_iter().flat_map(TableLike::iter);
        let mut keys: Vec<&str> = theirs.iter().map(|(key, _)| key).collect();
        keys.extend(
            had.map(|(key, _)| key)
                .filter(|key| get(theirs, key).is_none()),
        );
        for key in keys {
            self.path.push(key.to_owned());
            self.key(key, base.and_then(|base| get(base, key)), ours, theirs);
            self.path.pop();
        }
    }

    fn key(
        &mut self,
        key: &str,
        base: Option<&Item>,
        ours: &mut dyn TableLike,
        theirs: &dyn TableLike,
    ) {
        let (mine, new) = (get(ours, key), get(theirs, key));
        if is_same(base, new) || is_same(mine, new) {
            return;
        }
        // What has parts is merged part by part: the user may have ordered or explained them.
        let has_parts =
            |item: Option<&Item>| item.is_some_and(|item| item.is_table_like() || item.is_array());
        if is_same(base, mine) && !(has_parts(mine) && has_parts(new)) {
            take(key, ours, theirs);
            return;
        }
        if let (Some(_), Some(new)) = (mine, new) {
            if let (Some(had), Some(new)) = (base.and_then(as_array), as_array(new)) {
                if let Some(mine) = ours.get_mut(key).and_then(Item::as_array_mut) {
                    unite(had, mine, new);
                    return;
                }
            } else if let (None, Some(new)) = (base, as_array(new))
                && let Some(mine) = ours.get_mut(key).and_then(Item::as_array_mut)
            {
                unite(&Array::new(), mine, new);
                return;
            }
            if self.nested(key, base, ours, new) {
                return;
            }
        }
        match is_same(base, get(ours, key)) {
            true => take(key, ours, theirs),
            false => self.clash(key, ours, theirs),
        }
    }

    /// Merges two tables, or a table and a version; says whether they are that.
    fn nested(
        &mut self,
        key: &str,
        base: Option<&Item>,
        ours: &mut dyn TableLike,
        new: &Item,
    ) -> bool {
        let widened = new.as_str().map(version);
        let new: Option<&dyn TableLike> = match &widened {
            Some(table) => Some(table),
            None => new.as_table_like(),
        };
        let had_version = base.and_then(Item::as_str).map(version);
        let had: Option<&dyn TableLike> = match &had_version {
            Some(table) => Some(table),
            None => base.and_then(Item::as_table_like),
        };
        let (Some(new), Some(mine)) = (new, ours.get_mut(key)) else {
            return false;
        };
        if mine.as_str().is_some() && widened.is_some() {
            return false;
        }
        if let Some(text) = mine.as_str() {
            let mut table = version(text);
            table.fmt();
            *mine = Item::Value(Value::InlineTable(table));
        }
        let Some(mine) = mine.as_table_like_mut() else {
            return false;
        };
        self.tables(had, mine, new);
        true
    }

    fn clash(&mut self, key: &str, ours: &mut dyn TableLike, theirs: &dyn TableLike) {
        let print = |item: Option<&Item>| {
            item.map_or_else(String::new, |item| format!("{key} = {}\n", plain(item)))
        };
        self.clashes.push(Clash {
            line: self.line(),
            about: Some(self.path.join(".")),
            ours: print(get(ours, key)),
            theirs: print(get(theirs, key)),
        });
        if self.pick == Pick::Theirs {
            take(key, ours, theirs);
        }
    }

    /// The line of the user's text in which the current key is.
    fn line(&self) -> Option<usize> {
        let mut item = self.places.as_item();
        let mut start = None;
        for key in &self.path {
            let Some(next) = item.get(key) else { break };
            start = next.span().map(|span| span.start).or(start);
            item = next;
        }
        let before = self.places.raw().get(..start?)?;
        Some(before.matches('\n').count() + 1)
    }
}

fn get<'t>(table: &'t dyn TableLike, key: &str) -> Option<&'t Item> {
    table.get(key).filter(|item| !item.is_none())
}

/// A table with nothing but that version.
fn version(text: &str) -> InlineTable {
    InlineTable::from_iter([("version", text)])
}

fn as_array(item: &Item) -> Option<&Array> {
    item.as_array()
}

/// Does to the user's array what the project did to its own.
fn unite(base: &Array, ours: &mut Array, theirs: &Array) {
    let holds = |array: &Array, value: &Value| {
        let text = plain_value(value);
        array.iter().any(|other| plain_value(other) == text)
    };
    ours.retain(|value| !holds(base, value) || holds(theirs, value));
    let is_broken = ours.iter().any(|value| {
        let prefix = value.decor().prefix().and_then(|prefix| prefix.as_str());
        prefix.is_some_and(|prefix| prefix.contains('\n'))
    });
    for value in theirs {
        if holds(base, value) || holds(ours, value) {
            continue;
        }
        if is_broken {
            let decor = ours.iter().last().map(|last| last.decor().clone());
            let prefix = decor.and_then(|decor| decor.prefix()?.as_str().map(indent));
            let value = value.clone().decorated(prefix.unwrap_or_default(), "");
            ours.push_formatted(value);
        } else {
            ours.push(plain_of(value));
        }
    }
}

/// The space before a value without the comments in it.
fn indent(prefix: &str) -> String {
    prefix
        .rfind('\n')
        .map_or_else(String::new, |at| prefix[at..].to_owned())
}

fn plain_of(value: &Value) -> Value {
    let mut value = value.clone();
    value.decor_mut().clear();
    value
}

/// Gives the user's table what the project's has under that key, or takes it away.
fn take(key: &str, ours: &mut dyn TableLike, theirs: &dyn TableLike) {
    let Some(new) = get(theirs, key) else {
        ours.remove(key);
        return;
    };
    let mut new = new.clone();
    if let Some(mine) = ours.get_mut(key).filter(|mine| !mine.is_none()) {
        if let (Some(old), Some(new)) = (mine.as_value(), new.as_value_mut()) {
            *new.decor_mut() = old.decor().clone();
        }
        if let (Some(old), Some(new)) = (mine.as_table(), new.as_table_mut()) {
            *new.decor_mut() = old.decor().clone();
            new.set_position(old.position());
        }
        *mine = new;
        return;
    }
    let order: Vec<&str> = theirs.iter().map(|(key, _)| key).collect();
    let earlier = order.iter().take_while(|other| **other != key);
    let before = earlier
        .copied()
        .filter(|other| get(ours, other).is_some())
        .last()
        .map(str::to_owned);
    let position = before
        .as_deref()
        .and_then(|before| last_position(get(ours, before)?));
    move_to(&mut new, position);
    let formatted = theirs.key(key).cloned();
    match formatted {
        Some(formatted) => drop(ours.entry_format(&formatted).or_insert(new)),
        None => drop(ours.insert(key, new)),
    }
    reorder(ours, key, before.as_deref());
}

/// Puts the last key behind `before`, or first.
fn reorder(table: &mut dyn TableLike, key: &str, before: Option<&str>) {
    let keys: Vec<String> = table.iter().map(|(other, _)| other.to_owned()).collect();
    let mut wanted: Vec<&str> = keys
        .iter()
        .map(String::as_str)
        .filter(|other| *other != key)
        .collect();
    let at = before.and_then(|before| wanted.iter().position(|other| *other == before));
    wanted.insert(at.map_or(0, |at| at + 1), key);
    let mut items: Vec<_> = Vec::new();
    for name in &keys {
        let formatted = table.key(name).cloned();
        if let (Some(formatted), Some(item)) = (formatted, table.remove(name)) {
            items.push((name.clone(), formatted, item));
        }
    }
    for name in wanted {
        if let Some(found) = items.iter().position(|(other, ..)| other == name) {
            let (_, formatted, item) = items.remove(found);
            table.entry_format(&formatted).or_insert(item);
        }
    }
}

/// Where a table of a document ends, counted in its tables.
fn last_position(item: &Item) -> Option<isize> {
    let table = item.as_table()?;
    let inner = table.iter().filter_map(|(_, item)| last_position(item));
    table.position().into_iter().chain(inner).max()
}

/// Gives tables of another document a place in this one.
fn move_to(item: &mut Item, position: Option<isize>) {
    if let Some(table) = item.as_table_mut() {
        table.set_position(position);
        for (_, item) in table.iter_mut() {
            move_to(item, position);
        }
    }
}

fn is_same(one: Option<&Item>, other: Option<&Item>) -> bool {
    one.map(plain) == other.map(plain)
}

/// What an item says, however it is written.
fn plain(item: &Item) -> String {
    match item {
        Item::None => String::new(),
        Item::Value(value) => plain_value(value),
        Item::Table(table) => plain_table(table),
        Item::ArrayOfTables(tables) => {
            let tables: Vec<_> = tables
                .iter()
                .map(|table: &Table| plain_table(table))
                .collect();
            format!("[{}]", tables.join(", "))
        }
    }
}

fn plain_value(value: &Value) -> String {
    match value {
        Value::String(text) => Value::from(text.value().as_str()).to_string(),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => number.value().to_string(),
        Value::Boolean(is) => is.value().to_string(),
        Value::Datetime(time) => time.value().to_string(),
        Value::Array(array) => {
            let values: Vec<_> = array.iter().map(plain_value).collect();
            format!("[{}]", values.join(", "))
        }
        Value::InlineTable(table) => plain_table(table),
    }
}

fn plain_table(table: &dyn TableLike) -> String {
    let mut keys: Vec<_> = table.iter().filter(|(_, item)| !item.is_none()).collect();
    keys.sort_by_key(|(key, _)| *key);
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, item)| format!("{key} = {}", plain(item)))
        .collect();
    format!("{{ {} }}", keys.join(", "))
}
