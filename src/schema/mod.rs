//! From the entities of a project before and after to what its database must be told.

mod alter;
mod change;
mod fills;
mod intent;
mod order;
mod pairs;
mod stamp;
mod table;
mod types;

use anyhow::Result;

pub use change::{Alteration, Change, Fill, Step};
pub use intent::Intent;
pub use stamp::Stamp;
pub use table::{Column, Reference, Table, Type, tables};

use crate::manifest::Manifest;

/// The column that marks rows as deleted; `--drop Post.deleted_at` gives up what it marks.
const DELETED_AT: &str = "deleted_at";

/// What turns the tables of `old` into those of `new`, in an order in which it can be done.
///
/// # Errors
/// If something would be lost that may be in the rows, or if it is unclear what became of what:
/// the refusal names the way out.
pub fn changes(old: &Manifest, new: &Manifest, intent: &Intent) -> Result<Vec<Change>> {
    pairs::check(old, new, intent)?;
    let entities = pairs::entities(old, new, intent)?;
    let way = alter::Way {
        old,
        new,
        intent,
        entities,
    };
    let mut waiting = order::Waiting {
        there: tables(old),
        ..order::Waiting::default()
    };
    for entity in &way.entities.come {
        waiting.creations.push(Table::of(entity, new));
    }
    for (before, after) in &way.entities.kept {
        waiting.alterations.push(way.alteration(before, after)?);
    }
    for entity in &way.entities.gone {
        waiting.drops.insert(entity.table());
    }
    Ok(order::in_order(waiting)?)
}
