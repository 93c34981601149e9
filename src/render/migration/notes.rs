//! What a reader of a migration must know about the rows that are there.

use super::column::index_name;
use super::postgres::forgets;
use super::work::Work;
use crate::entity::alternatives;
use crate::manifest::Manifest;
use crate::schema::{Column, Fill, Type};

/// A sentence for each thing that happens to rows.
pub(super) fn notes(work: &Work<'_>, manifest: &Manifest) -> Vec<String> {
    let mut notes = Vec::new();
    if work.purges() {
        notes.push("Deletes the rows for good that are marked as deleted.".to_owned());
    }
    let dropped: Vec<_> = work.dropped.iter().map(|column| &column.name).collect();
    if !dropped.is_empty() {
        notes.push(format!("What is in {} is lost.", all_of(&dropped)));
    }
    for (before, after) in &work.kept {
        notes.extend(kept(work, before, after));
        notes.extend(converted(before.kind, after.kind, &after.name));
        if manifest.runs_on("postgres") {
            notes.extend(narrowed(before.kind, after.kind, &after.name));
        }
    }
    for column in &work.added {
        notes.extend(added(work, column));
    }
    for column in &work.indexed {
        if matches!(index_name(work.new, column), Some((_, true))) && !work.added.contains(column) {
            let name = &column.name;
            notes.push(format!("Fails where two rows have the same `{name}`."));
        }
    }
    notes
}

fn added(work: &Work<'_>, column: &Column) -> Option<String> {
    let name = &column.name;
    Some(match work.fill(column) {
        Some(Fill::Value(value)) => {
            format!(
                "Rows that are there get {} as `{name}`.",
                shown(value, column.kind)
            )
        }
        Some(Fill::OwnId) => format!("Rows that are there get their `id` as `{name}`."),
        None if !column.null && column.default.is_none() => {
            format!("Fails if there are rows: nothing says what `{name}` is in them.")
        }
        None => return None,
    })
}

fn kept(work: &Work<'_>, before: &Column, after: &Column) -> Vec<String> {
    let mut notes = Vec::new();
    let name = &after.name;
    let fill = match work.fill(after) {
        Some(Fill::Value(value)) => Some(shown(value, after.kind)),
        Some(Fill::OwnId) => Some("its `id`".to_owned()),
        None => None,
    };
    if let (Some(old), Some(new)) = (&before.choices, &after.choices)
        && forgets(before, after)
    {
        let gone: Vec<_> = old.iter().filter(|value| !new.contains(value)).collect();
        let gone = alternatives(&gone);
        notes.push(match &fill {
            Some(fill) => format!("Where `{name}` is {gone}, it becomes {fill}."),
            None => format!("Fails where `{name}` is {gone}."),
        });
    } else if before.choices.is_none() && after.choices.is_some() {
        notes.push(format!(
            "Fails where `{name}` is none of the values that are left."
        ));
    }
    if before.null && !after.null {
        notes.push(match &fill {
            Some(fill) => format!("Where `{name}` is empty, it becomes {fill}."),
            None => format!("Fails where `{name}` is empty."),
        });
    }
    notes
}

fn converted(before: Type, after: Type, name: &str) -> Option<String> {
    match (before, after) {
        (Type::Date, Type::Timestamp) => {
            Some(format!("`{name}` becomes the beginning of its day in UTC."))
        }
        (Type::Timestamp, Type::Date) => Some(format!("`{name}` loses its time of day.")),
        _ => None,
    }
}

/// What PostgreSQL does with values that are too large; to SQLite, they are not.
fn narrowed(before: Type, after: Type, name: &str) -> Option<String> {
    use Type::{BigInteger, Decimal, Double, Float, Integer, SmallInteger, Text};
    let is_narrower = match (before, after) {
        (Text(None), Text(Some(_)))
        | (BigInteger, Integer | SmallInteger)
        | (Integer, SmallInteger) => true,
        (Text(Some(before)), Text(Some(after))) => before > after,
        (Decimal(before, scale), Decimal(after, new_scale)) => before - scale > after - new_scale,
        _ => false,
    };
    let is_rounded = match (before, after) {
        (Double, Float) => true,
        (Decimal(_, before), Decimal(_, after)) => before > after,
        _ => false,
    };
    match (is_narrower, is_rounded) {
        (true, _) => Some(format!(
            "PostgreSQL refuses to cut what `{name}` has no room for."
        )),
        (false, true) => Some(format!("PostgreSQL rounds `{name}`.")),
        (false, false) => None,
    }
}

fn shown(value: &str, kind: Type) -> String {
    match (value, kind) {
        ("", _) => "an empty text".to_owned(),
        ("now", Type::Timestamp) => "the current time".to_owned(),
        (value, _) => format!("`{value}`"),
    }
}

fn all_of(names: &[&String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
