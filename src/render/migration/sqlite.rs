//! An alteration as SQLite is told, which can change few things in place.

use super::body::Item;
use super::column;
use super::postgres::forgets;
use super::sql::{Dialect, fill, name, texts};
use super::work::Work;
use crate::schema::{Column, Type};

/// What only SQLite is told.
pub(super) fn items(work: &Work<'_>) -> Vec<Item> {
    let mut all = Vec::new();
    if work.purges() {
        let table = name(&work.old.name);
        all.push(Item::Sql(vec![format!(
            "DELETE FROM {table} WHERE {}",
            name("is_deleted")
        )]));
    }
    let renamed = work.renamed_indexes.iter().map(|(old, _, _)| old);
    let obsolete = work.dropped_indexes.iter().chain(&work.orphans);
    all.extend(drop_indexes(&work.old.name, obsolete.chain(renamed)));
    let mut rebuild = Rebuild::of(work);
    if rebuild.is_needed(work) {
        all.extend(rebuild.drop_first(work));
    } else {
        let dropped = work.dropped.iter();
        all.extend(dropped.map(|column| drop_column(&work.old.name, column)));
    }
    if work.is_renamed() {
        all.push(Item::Call(format!(
            "manager.rename_table(Table::rename().table({:?}, {:?}).to_owned())",
            work.old.name, work.new.name
        )));
    }
    let renames = work.renames().into_iter();
    all.extend(renames.map(|(old, new)| rename_column(&work.new.name, &old, &new)));
    if rebuild.is_needed(work) {
        all.extend(rebuild.item(&work.new.name));
    } else {
        let added = work.added.iter();
        all.extend(added.map(|column| add_column(&work.new.name, column)));
    }
    let renamed = work.renamed_indexes.iter().map(|(_, _, column)| column);
    all.extend(create_indexes(work, work.indexed.iter().chain(renamed)));
    all
}

/// What both databases are told, if that is possible.
pub(super) fn plain(work: &Work<'_>) -> Vec<Item> {
    let table = &work.old.name;
    let indexes = work.dropped_indexes.iter().chain(&work.orphans);
    let mut all = Vec::from_iter(drop_indexes(table, indexes));
    all.extend(work.dropped.iter().map(|column| drop_column(table, column)));
    let renames = work.renames().into_iter();
    all.extend(renames.map(|(old, new)| rename_column(table, &old, &new)));
    all.extend(work.added.iter().map(|column| add_column(table, column)));
    all.extend(create_indexes(work, work.indexed.iter()));
    all
}

fn alter(table: &str, what: &str) -> Item {
    Item::Call(format!(
        "manager.alter_table(Table::alter().table({table:?}).{what}.to_owned())"
    ))
}

fn add_column(table: &str, column: &Column) -> Item {
    alter(
        table,
        &format!("add_column({})", column::definition(column)),
    )
}

fn drop_column(table: &str, column: &Column) -> Item {
    alter(table, &format!("drop_column({:?})", column.name))
}

fn rename_column(table: &str, old: &str, new: &str) -> Item {
    alter(table, &format!("rename_column({old:?}, {new:?})"))
}

fn drop_indexes<'a>(table: &str, indexes: impl Iterator<Item = &'a String>) -> Option<Item> {
    let names: Vec<_> = indexes.map(|index| format!("{index:?}")).collect();
    let drop = |index: &str| {
        format!("manager.drop_index(Index::drop().name({index}).table({table:?}).to_owned())")
    };
    match names.as_slice() {
        [] => None,
        [one] => Some(Item::Call(drop(one))),
        several => Some(Item::Loop {
            variable: "index",
            values: several.join(", "),
            call: drop("index"),
        }),
    }
}

fn create_indexes<'a>(
    work: &Work<'_>,
    columns: impl Iterator<Item = &'a &'a Column> + Clone,
) -> Vec<Item> {
    let table = &work.new.name;
    let create = |name: &str, column: &str, unique: &str| {
        format!(
            "manager.create_index(Index::create().name({name}).table({table:?}).col({column})\
             {unique}.to_owned())"
        )
    };
    let mut all = Vec::new();
    for (is_unique, suffix, unique) in [(true, "key", ".unique()"), (false, "idx", "")] {
        let columns = columns.clone().filter(|column| column.unique == is_unique);
        let names: Vec<_> = columns.map(|column| column.name.as_str()).collect();
        match names.as_slice() {
            [] => {}
            [one] => {
                let name = format!("\"{table}_{one}_{suffix}\"");
                all.push(Item::Call(create(&name, &format!("{one:?}"), unique)));
            }
            several => {
                let values: Vec<_> = several.iter().map(|name| format!("{name:?}")).collect();
                let name = format!("format!(\"{table}_{{column}}_{suffix}\")");
                all.push(Item::Loop {
                    variable: "column",
                    values: values.join(", "),
                    call: create(&name, "column", unique),
                });
            }
        }
    }
    all
}

/// The calls that make a table anew.
struct Rebuild {
    /// What is defined anew, as calls of the builder of a table.
    defined: Vec<String>,
    /// What goes and what rows get, as calls of the builder of a rebuild.
    calls: Vec<String>,
}

impl Rebuild {
    fn of(work: &Work<'_>) -> Self {
        let mut rebuild = Self {
            defined: Vec::new(),
            calls: Vec::new(),
        };
        for (old, new) in &work.kept {
            if !is_redefined(work, old, new) {
                continue;
            }
            rebuild.define(work, new);
            if old.choices.is_some() && new.choices.is_none() {
                rebuild.call("drop_check", &new.name);
            }
            if old.reference.is_some() && new.reference.is_none() {
                rebuild.call("drop_foreign_key", &new.name);
            }
            rebuild.value(new, converted(work, old, new));
        }
        for column in &work.added {
            rebuild.define(work, column);
            let value = work.fill(column);
            let value = value.map(|one| fill(one, column.kind, work.new.id, Dialect::Sqlite));
            let moment = || {
                column
                    .default
                    .as_ref()
                    .filter(|_| !work.is_plainly_added(column))
            };
            let value = value.or_else(|| {
                let default = moment()?;
                Some(super::sql::literal(column.kind, default, Dialect::Sqlite))
            });
            rebuild.value(column, value);
        }
        for column in &work.dropped {
            rebuild.call("drop_column", &column.name);
        }
        rebuild
    }

    /// Whether the work cannot be done otherwise.
    fn is_needed(&self, work: &Work<'_>) -> bool {
        let is_bound = |column: &&Column| column.choices.is_some() || column.reference.is_some();
        work.kept
            .iter()
            .any(|(old, new)| is_redefined(work, old, new))
            || work.dropped.iter().any(is_bound)
            || work
                .added
                .iter()
                .any(|column| !work.is_plainly_added(column))
    }

    /// Another rebuild for what is in the way of a new name.
    fn drop_first(&mut self, work: &Work<'_>) -> Option<Item> {
        let renames = work.renames();
        let is_in_the_way = |column: &&Column| renames.iter().any(|(_, new)| *new == column.name);
        if !work.dropped.iter().any(is_in_the_way) {
            return None;
        }
        let drop = |column: &&Column| format!(".drop_column({:?})", column.name);
        let calls: Vec<_> = work.dropped.iter().map(drop).collect();
        self.calls.retain(|call| !calls.contains(call));
        let first = Self {
            defined: Vec::new(),
            calls,
        };
        first.item(&work.old.name)
    }

    fn define(&mut self, work: &Work<'_>, column: &Column) {
        self.defined
            .push(format!(".col({})", column::definition(column)));
        let check = column::check(work.new, column);
        self.defined
            .extend(check.map(|check| format!(".check({check})")));
        let key = column::foreign_key(work.new, column);
        let key = key.map(|key| format!(".foreign_key({key})"));
        self.defined.extend(key);
    }

    fn call(&mut self, method: &str, column: &str) {
        self.calls.push(format!(".{method}({column:?})"));
    }

    fn value(&mut self, column: &Column, value: Option<String>) {
        let call = value.map(|value| format!(".value({:?}, {})", column.name, raw(&value)));
        self.calls.extend(call);
    }

    fn item(self, table: &str) -> Option<Item> {
        let Self { defined, calls } = self;
        if defined.is_empty() && calls.is_empty() {
            return None;
        }
        let defined = match defined.is_empty() {
            true => String::new(),
            false => format!(".define(Table::create(){})", defined.concat()),
        };
        let calls = calls.concat();
        Some(Item::Call(format!(
            "Rebuild::new({table:?}){defined}{calls}.run(manager)"
        )))
    }
}

/// Whether SQLite has to be told about a column that stays. Its integers have 64 bits anyway.
fn is_redefined(work: &Work<'_>, old: &Column, new: &Column) -> bool {
    let written = |column: &Column| Column {
        kind: match column.kind {
            Type::BigInteger => Type::Integer,
            kind => kind,
        },
        ..column.clone()
    };
    work.is_redefined(&written(old), &written(new))
}

/// What a column becomes in each row, if that is something else.
fn converted(work: &Work<'_>, old: &Column, new: &Column) -> Option<String> {
    let own = name(&new.name);
    let mut value = own.clone();
    match (old.kind, new.kind) {
        (Type::Date, Type::Timestamp) => value = format!("{own} || 'T00:00:00+00:00'"),
        (Type::Timestamp, Type::Date) => value = format!("substr({own}, 1, 10)"),
        _ => {}
    }
    if let Some(one) = work.fill(new) {
        let fill = fill(one, new.kind, work.new.id, Dialect::Sqlite);
        if forgets(old, new) {
            let choices = texts(new.choices.as_deref().unwrap_or_default());
            value = format!("CASE WHEN {own} NOT IN {choices} THEN {fill} ELSE {own} END");
        }
        if old.null && !new.null {
            value = format!("coalesce({value}, {fill})");
        }
    }
    (value != own).then_some(value)
}

/// A text as a literal of Rust, as plain as possible.
pub(super) fn raw(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        return format!("{text:?}");
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
