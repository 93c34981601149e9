//! From two versions of an entity to what its table must be told.

use std::collections::BTreeMap;

use anyhow::Result;

use super::change::{Alteration, Fill};
use super::pairs::{self, Pairs};
use super::table::Table;
use super::types::Kept;
use super::{DELETED_AT, Intent, fills};
use crate::entity::{Entity, Field, Kind, Target};
use crate::manifest::Manifest;
use crate::refusal::Refusal;

/// Two manifests, and what became of the entities between them.
pub(super) struct Way<'m> {
    pub(super) old: &'m Manifest,
    pub(super) new: &'m Manifest,
    pub(super) intent: &'m Intent,
    pub(super) entities: Pairs<'m, Entity>,
}

impl Way<'_> {
    /// The difference between the tables of an entity, by the names that they have before all
    /// changes and after them. Refuses what loses something that may be in the rows.
    pub(super) fn alteration(&self, before: &Entity, after: &Entity) -> Result<Alteration> {
        if before.id != after.id {
            return Err(other_id(before, after).into());
        }
        let old = Table::of(before, self.old);
        let new = Table::of(after, self.new);
        let fields = pairs::fields(before, after, self.intent)?;
        let mut kept = BTreeMap::new();
        let mut filled = BTreeMap::new();
        for (one, other) in &fields.kept {
            let fill = self.keep((before, one), (after, other), (&old, &new))?;
            filled.extend(fill.map(|fill| (other.column(), fill)));
            kept.insert(other.column(), one.column());
        }
        for field in &fields.come {
            if let Some(column) = new.column(&field.column()) {
                let fill = fills::of_new(after, field, column, self.fill(after, field))?;
                filled.extend(fill.map(|fill| (column.name.clone(), fill)));
            }
        }
        let own = |table: &Table, name: &str| {
            table
                .column(name)
                .is_some_and(|column| column.field.is_none())
        };
        for column in new.columns.iter().filter(|column| column.field.is_none()) {
            if own(&old, &column.name) {
                kept.insert(column.name.clone(), column.name.clone());
            } else if !column.null && column.default.is_none() {
                filled.insert(column.name.clone(), Fill::Value("now".to_owned()));
            }
        }
        let alteration = Alteration {
            old,
            new,
            kept,
            fills: filled,
        };
        let marks = (before.name.clone(), Some(DELETED_AT.to_owned()));
        if alteration.purges() && !self.intent.dropped.contains(&marks) {
            return Err(marks_needed(before).into());
        }
        Ok(alteration)
    }

    fn fill(&self, entity: &Entity, field: &Field) -> Option<&String> {
        let key = (entity.name.clone(), field.name.clone());
        self.intent.fills.get(&key)
    }

    /// What rows get in a column that stays, if they get something.
    fn keep(
        &self,
        (before, field): (&Entity, &Field),
        (after, other): (&Entity, &Field),
        (old, new): (&Table, &Table),
    ) -> Result<Option<Fill>> {
        let columns = (old.column(&field.column()), new.column(&other.column()));
        let (Some(one), Some(two)) = columns else {
            return Ok(None);
        };
        if self.refers_elsewhere(field, other) {
            return Err(other_target(before, field, other).into());
        }
        let given = self.fill(after, other);
        let kept = Kept {
            entity: after,
            before: (field, one),
            after: (other, two),
            fill: given,
        };
        kept.check()?;
        if one.null && !two.null {
            return fills::of_required(after, other, two, given);
        }
        let forgets = match (&one.choices, &two.choices) {
            (Some(one), Some(two)) => one.iter().any(|value| !two.contains(value)),
            _ => false,
        };
        Ok(given.filter(|_| forgets).cloned().map(Fill::Value))
    }

    /// Whether two references do not mean the same table.
    fn refers_elsewhere(&self, one: &Field, other: &Field) -> bool {
        let (Kind::References { target: was, .. }, Kind::References { target: is, .. }) =
            (&one.kind, &other.kind)
        else {
            return false;
        };
        let (Target::Entity(was), Target::Entity(is)) = (was, is) else {
            return was != is;
        };
        let mut kept = self.entities.kept.iter();
        !kept.any(|(before, after)| before.name == *was && after.name == *is)
    }
}

fn other_id(before: &Entity, after: &Entity) -> Refusal {
    let (name, id) = (&after.name, after.id.name());
    let line = format!("id = \"{id}\"");
    Refusal::new(format!(
        "the key of `{name}` cannot change from `{}` to `{id}`: whatever refers to its rows would \
         be lost",
        before.id.name()
    ))
    .at(&line, id)
    .help(format!(
        "put `id` back, or add another entity and copy the rows in a migration of your own \
         (boilerplate add migration copy_{})",
        after.plural
    ))
}

fn other_target(entity: &Entity, before: &Field, after: &Field) -> Refusal {
    let target = |field: &Field| field.kind.to_string().replace("references:", "");
    let (name, line) = (&after.name, after.to_string());
    Refusal::new(format!(
        "`{}.{name}` cannot refer to `{}` instead of `{}`: its values are keys of other rows",
        entity.name,
        target(after),
        target(before)
    ))
    .at(&line, &target(after))
    .help(format!(
        "add another field, copy what fits in a migration of your own \
         (boilerplate add migration copy_{name}), then remove `{name}`"
    ))
}

fn marks_needed(entity: &Entity) -> Refusal {
    let name = &entity.name;
    Refusal::new(format!(
        "rows of `{name}` that were deleted are still there, and nothing would hide them without \
         `soft_delete`"
    ))
    .help(format!(
        "boilerplate apply --drop {name}.{DELETED_AT} deletes them for good"
    ))
}
