//! An alteration as PostgreSQL is told: one statement after the other, in place.

use super::column::index_name;
use super::renames;
use super::sql::{Dialect, fill, literal, name, texts};
use super::work::Work;
use crate::entity::OnDelete;
use crate::schema::{Column, Fill, Table, Type};

/// The statements of an alteration.
pub(super) fn statements(work: &Work<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let (old, new) = (name(&work.old.name), name(&work.new.name));
    if work.purges() {
        all.push(format!("DELETE FROM {old} WHERE {}", name("is_deleted")));
    }
    let drop =
        |constraint: String| format!("ALTER TABLE {old} DROP CONSTRAINT {}", name(&constraint));
    for (before, after) in &work.kept {
        if before.choices.is_some() && work.other_check(before, after) {
            all.push(drop(work.old.check(before)));
        }
        if before.reference.is_some() && work.other_foreign_key(before, after) {
            all.push(drop(work.old.foreign_key(before)));
        }
    }
    let indexes = work.dropped_indexes.iter();
    all.extend(indexes.map(|index| format!("DROP INDEX {}", name(index))));
    let dropped = work.dropped.iter();
    all.extend(dropped.map(|one| format!("ALTER TABLE {old} DROP COLUMN {}", name(&one.name))));
    all.extend(renamed(work));
    for (before, after) in &work.kept {
        all.extend(altered(work, before, after));
    }
    for column in &work.added {
        all.extend(added(work, column));
    }
    for (before, after) in &work.kept {
        let other_check = work.other_check(before, after);
        all.extend(check(work.new, after).filter(|_| other_check));
        let other_key = work.other_foreign_key(before, after);
        all.extend(foreign_key(work.new, after).filter(|_| other_key));
    }
    for column in &work.added {
        all.extend(check(work.new, column));
        all.extend(foreign_key(work.new, column));
    }
    for column in &work.indexed {
        if let Some((index, is_unique)) = index_name(work.new, column) {
            let unique = if is_unique { "UNIQUE " } else { "" };
            let (index, column) = (name(&index), name(&column.name));
            all.push(format!("CREATE {unique}INDEX {index} ON {new} ({column})"));
        }
    }
    all
}

/// The table, its columns and all that is named after them under their new names.
fn renamed(work: &Work<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let (old, new) = (name(&work.old.name), name(&work.new.name));
    if work.is_renamed() {
        all.push(format!("ALTER TABLE {old} RENAME TO {new}"));
        for (kind, suffix) in [("INDEX", "pkey"), ("SEQUENCE", "id_seq")] {
            let one = |table: &Table| name(&format!("{}_{suffix}", table.name));
            let (old, new) = (one(work.old), one(work.new));
            all.push(format!("ALTER {kind} IF EXISTS {old} RENAME TO {new}"));
        }
    }
    for (old, to) in work.renames() {
        let (old, to) = (name(&old), name(&to));
        all.push(format!("ALTER TABLE {new} RENAME COLUMN {old} TO {to}"));
    }
    let mut constraints = Vec::new();
    for (before, after) in &work.kept {
        if before.choices.is_some() && !work.other_check(before, after) {
            constraints.push((work.old.check(before), work.new.check(after)));
        }
        if before.reference.is_some() && !work.other_foreign_key(before, after) {
            constraints.push((work.old.foreign_key(before), work.new.foreign_key(after)));
        }
    }
    for (old, to) in renames::in_order(constraints) {
        let (old, to) = (name(&old), name(&to));
        all.push(format!("ALTER TABLE {new} RENAME CONSTRAINT {old} TO {to}"));
    }
    let indexes = work.renamed_indexes.iter();
    let indexes = indexes.map(|(old, new, _)| (old.clone(), new.clone()));
    for (old, to) in renames::in_order(indexes.collect()) {
        all.push(format!(
            "ALTER INDEX {} RENAME TO {}",
            name(&old),
            name(&to)
        ));
    }
    all
}

/// A column that stays, with another type, default or need of a value.
fn altered(work: &Work<'_>, before: &Column, after: &Column) -> Vec<String> {
    let mut all = Vec::new();
    let (table, own) = (name(&work.new.name), name(&after.name));
    let alter = |what: String| format!("ALTER TABLE {table} ALTER COLUMN {own} {what}");
    let value = work.fill(after);
    let value = value.map(|one| fill(one, after.kind, work.new.id, Dialect::Postgres));
    if let (Some(value), true) = (&value, forgets(before, after)) {
        let choices = texts(after.choices.as_deref().unwrap_or_default());
        all.push(format!(
            "UPDATE {table} SET {own} = {value} WHERE {own} NOT IN {choices}"
        ));
    }
    let other_default = before.default != after.default;
    if other_default && before.default.is_some() {
        all.push(alter("DROP DEFAULT".to_owned()));
    }
    if before.kind != after.kind {
        let using = match (before.kind, after.kind) {
            (Type::Date, Type::Timestamp) => {
                format!(" USING {own}::timestamp AT TIME ZONE 'UTC'")
            }
            (Type::Timestamp, Type::Date) => format!(" USING ({own} AT TIME ZONE 'UTC')::date"),
            _ => String::new(),
        };
        all.push(alter(format!("TYPE {}{using}", kind(after.kind))));
    }
    match (before.null, after.null) {
        (true, false) => {
            all.extend(
                value
                    .map(|value| format!("UPDATE {table} SET {own} = {value} WHERE {own} IS NULL")),
            );
            all.push(alter("SET NOT NULL".to_owned()));
        }
        (false, true) => all.push(alter("DROP NOT NULL".to_owned())),
        _ => {}
    }
    if let (Some(default), true) = (&after.default, other_default) {
        let default = literal(after.kind, default, Dialect::Postgres);
        all.push(alter(format!("SET DEFAULT {default}")));
    }
    all
}

/// Whether an enum has fewer values than before.
pub(super) fn forgets(before: &Column, after: &Column) -> bool {
    match (&before.choices, &after.choices) {
        (Some(before), Some(after)) => before.iter().any(|value| !after.contains(value)),
        _ => false,
    }
}

/// A new column. What only the rows that are there get is its default for a moment.
fn added(work: &Work<'_>, column: &Column) -> Vec<String> {
    let (table, own) = (name(&work.new.name), name(&column.name));
    let alter = |what: &str| format!("ALTER TABLE {table} ALTER COLUMN {own} {what}");
    let add = |more: &str| {
        let kind = kind(column.kind);
        format!("ALTER TABLE {table} ADD COLUMN {own} {kind}{more}")
    };
    let null = if column.null { "" } else { " NOT NULL" };
    let written = |text: &String| literal(column.kind, text, Dialect::Postgres);
    let default = column.default.as_ref().map(written);
    match (work.fill(column), default) {
        (None, None) => vec![add(null)],
        (None, Some(default)) => vec![add(&format!("{null} DEFAULT {default}"))],
        (Some(Fill::Value(value)), default) => {
            let value = written(value);
            vec![
                add(&format!("{null} DEFAULT {value}")),
                match default {
                    Some(default) => alter(&format!("SET DEFAULT {default}")),
                    None => alter("DROP DEFAULT"),
                },
            ]
        }
        (Some(own_id @ Fill::OwnId), _) => {
            let value = fill(own_id, column.kind, work.new.id, Dialect::Postgres);
            vec![
                add(""),
                format!("UPDATE {table} SET {own} = {value}"),
                alter("SET NOT NULL"),
            ]
        }
    }
}

fn check(table: &Table, column: &Column) -> Option<String> {
    let choices = texts(column.choices.as_ref()?);
    let (check, own) = (name(&table.check(column)), name(&column.name));
    Some(format!(
        "ALTER TABLE {} ADD CONSTRAINT {check} CHECK ({own} IN {choices})",
        name(&table.name)
    ))
}

fn foreign_key(table: &Table, column: &Column) -> Option<String> {
    let reference = column.reference.as_ref()?;
    let action = match reference.on_delete {
        OnDelete::Restrict => "RESTRICT",
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    };
    Some(format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {action}",
        name(&table.name),
        name(&table.foreign_key(column)),
        name(&column.name),
        name(&reference.table),
        name("id"),
    ))
}

/// A type by its name.
fn kind(kind: Type) -> String {
    match kind {
        Type::Text(Some(length)) => return format!("varchar({length})"),
        Type::Decimal(precision, scale) => return format!("decimal({precision}, {scale})"),
        Type::Text(None) => "text",
        Type::SmallInteger => "smallint",
        Type::Integer => "integer",
        Type::BigInteger => "bigint",
        Type::Float => "real",
        Type::Double => "double precision",
        Type::Boolean => "bool",
        Type::Uuid => "uuid",
        Type::Date => "date",
        Type::Time => "time",
        Type::Timestamp => "timestamp with time zone",
        Type::Json => "jsonb",
    }
    .to_owned()
}
