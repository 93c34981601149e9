//! What rows that are there get in a column that must not be empty.

use anyhow::Result;

use super::change::Fill;
use super::table::{Column, Type};
use crate::entity::{Entity, Field, misfit};
use crate::refusal::Refusal;

/// What rows have in a column that is new.
pub(super) fn of_new(
    entity: &Entity,
    field: &Field,
    column: &Column,
    given: Option<&String>,
) -> Result<Option<Fill>> {
    let name = format!("{}.{}", entity.name, field.name);
    if column.unique && (given.is_some() || !column.null) {
        let message = match given {
            Some(_) => format!("no two rows have the same `{name}`: one value is not enough"),
            None => format!("rows that are there have no `{name}`, and each needs another one"),
        };
        return Err(Refusal::new(message)
            .at(&field.to_string(), &field.name)
            .help(
                "make it `optional`, give each row its own in a migration \
                 (boilerplate add migration), then make it required",
            )
            .into());
    }
    match (given, &column.default) {
        (Some(given), _) => {
            check(entity, field, column, given)?;
            Ok(Some(Fill::Value(given.clone())))
        }
        (None, None) if !column.null => {
            let message = format!("rows that are there have no `{name}`");
            Err(missing(message, &name, field).into())
        }
        _ => Ok(None),
    }
}

/// What rows have instead of nothing, in a column that could be empty and can be no more.
pub(super) fn of_required(
    entity: &Entity,
    field: &Field,
    column: &Column,
    given: Option<&String>,
) -> Result<Option<Fill>> {
    let name = format!("{}.{}", entity.name, field.name);
    if column.unique && given.is_some() {
        let message = format!("no two rows have the same `{name}`: one value is not enough");
        let refusal = Refusal::new(message).at(&field.to_string(), &field.name);
        let help = "give each row its own in a migration (boilerplate add migration)";
        return Err(refusal.help(help).into());
    }
    match (given, &column.default) {
        (Some(given), _) => {
            check(entity, field, column, given)?;
            Ok(Some(Fill::Value(given.clone())))
        }
        (None, Some(default)) => Ok(Some(Fill::Value(default.clone()))),
        // Whoever made it unique gave each row its own: the migration fails if that is not so.
        (None, None) if column.unique => Ok(None),
        (None, None) => {
            let message = format!("rows may be there without `{name}`");
            Err(missing(message, &name, field).into())
        }
    }
}

fn missing(message: String, name: &str, field: &Field) -> Refusal {
    let refusal = Refusal::new(message).at(&field.to_string(), &field.name);
    refusal.help(match field.is_reference() {
        true => format!("--fill {name}=ID says to which row they refer; or make it `optional`"),
        false => format!(
            "--fill {name}=VALUE says what it is in them; or give it a `default=`, or make it \
             `optional`"
        ),
    })
}

/// Refuses a value that is none of the field's type.
pub(super) fn check(entity: &Entity, field: &Field, column: &Column, value: &str) -> Result<()> {
    let reason = match (field.is_reference(), column.kind) {
        (true, Type::Uuid) => misfit::uuid(value),
        (true, _) => misfit::id(value),
        (false, _) => misfit::value(field, value),
    };
    let Some(reason) = reason else {
        return Ok(());
    };
    let line = format!("--fill {}.{}={value}", entity.name, field.name);
    let range = line.len() - value.len()..line.len();
    Err(Refusal::new(format!("the value {reason}"))
        .at_range(&line, range)
        .into())
}
