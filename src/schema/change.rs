//! Differences between two databases.

use std::collections::BTreeMap;

use super::table::{Column, Table, Type};
use crate::entity::Id;

/// A difference between two databases: what one migration makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A table that was not there.
    Create(Table),
    /// A table that is different.
    Alter(Box<Alteration>),
    /// A table that is no longer there.
    Drop(Table),
}

/// A table before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alteration {
    /// As it was.
    pub old: Table,
    /// As it becomes.
    pub new: Table,
    /// The old names of the columns that stay, by their new ones.
    pub kept: BTreeMap<String, String>,
    /// What columns are in the rows that are there, by their new names.
    pub fills: BTreeMap<String, Fill>,
}

/// What a column is in the rows that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// The same in each, as `default=` spells it.
    Value(String),
    /// The row's own id, which no other row has.
    OwnId,
}

/// What happens to one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// It was not there.
    Add(&'a Column),
    /// It is no longer there.
    Drop(&'a Column),
    /// It stays, under this name or another, as it was or not.
    Keep(&'a Column, &'a Column),
}

impl Change {
    /// The name of the migration that makes the change, without its number.
    pub fn name(&self) -> String {
        match self {
            Self::Create(table) => format!("create_{}", table.plural),
            Self::Alter(alteration) => alteration.name(),
            Self::Drop(table) => format!("drop_{}", table.plural),
        }
    }
}

impl Alteration {
    /// What happens to the columns: those that stay, those that go, those that come.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let kept = self.kept.iter().filter_map(|(new, old)| {
            Some(Step::Keep(self.old.column(old)?, self.new.column(new)?))
        });
        let is_dropped = |column: &&Column| !self.kept.values().any(|old| *old == column.name);
        let dropped = self.old.columns.iter().filter(is_dropped).map(Step::Drop);
        let is_new = |column: &&Column| !self.kept.contains_key(&column.name);
        let added = self.new.columns.iter().filter(is_new).map(Step::Add);
        kept.chain(dropped).chain(added).collect()
    }

    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.old.name == self.new.name && self.changed().is_empty()
    }

    /// What happens to the columns that are not as they were.
    fn changed(&self) -> Vec<Step<'_>> {
        let mut steps = self.steps();
        steps.retain(|step| !matches!(step, Step::Keep(old, new) if self.is_same(old, new)));
        steps
    }

    /// Whether the database has the same for a column before and after. The order of an enum's
    /// values is nothing to it.
    fn is_same(&self, old: &Column, new: &Column) -> bool {
        let seen = |column: &Column, table: &Table| {
            let mut column = column.clone();
            column.field = None;
            column.choices.iter_mut().for_each(|values| values.sort());
            if let Some(reference) = &mut column.reference
                && reference.table == table.name
            {
                reference.table.clone_from(&self.new.name);
            }
            column
        };
        seen(old, &self.old) == seen(new, &self.new)
    }

    /// The way back.
    ///
    /// What a column was that is gone is not known: where rows must have something, they get their
    /// default, or what is closest to nothing.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let mut fills = BTreeMap::new();
        for step in self.steps() {
            let needed = match step {
                Step::Drop(column) if !column.null && column.default.is_none() => Some(column),
                Step::Keep(old, new) if !old.null && new.null => Some(old),
                _ => None,
            };
            if let Some((column, fill)) = needed.and_then(|c| Some((c, self.nothing(c)?))) {
                fills.insert(column.name.clone(), fill);
            }
        }
        Self {
            old: self.new.clone(),
            new: self.old.clone(),
            kept: self
                .kept
                .iter()
                .map(|(new, old)| (old.clone(), new.clone()))
                .collect(),
            fills,
        }
    }

    /// Whether rows that were marked as deleted go, since nothing marks them any longer.
    pub fn purges(&self) -> bool {
        let is_marked = |table: &Table| {
            let column = table.column(super::DELETED_AT);
            column.is_some_and(|column| column.field.is_none())
        };
        is_marked(&self.old) && !is_marked(&self.new)
    }

    fn nothing(&self, column: &Column) -> Option<Fill> {
        let own_id = || column.kind.fits(self.new.id).then_some(Fill::OwnId);
        match (&column.default, column.unique) {
            (Some(default), false) => Some(Fill::Value(default.clone())),
            (None, false) => column.nothing().map(Fill::Value),
            (_, true) if column.reference.is_none() && column.choices.is_none() => own_id(),
            (_, true) => None,
        }
    }

    fn name(&self) -> String {
        let (old, new) = (&self.old, &self.new);
        let changed = self.changed();
        let table = &new.plural;
        if old.name != new.name {
            return match changed.as_slice() {
                [] if old.plural != *table => format!("rename_{}_to_{table}", old.plural),
                _ => format!("rename_{}_to_{}", old.name, new.name),
            };
        }
        let only_deleted = |step: &Step<'_>, names: &[&str]| {
            let column = match step {
                Step::Add(column) | Step::Drop(column) => column,
                Step::Keep(..) => return false,
            };
            column.field.is_none() && names.contains(&column.name.as_str())
        };
        match changed.as_slice() {
            [Step::Add(column)] => format!("add_{}_to_{table}", column.title()),
            [Step::Drop(column)] => format!("remove_{}_from_{table}", column.title()),
            [Step::Keep(old, new)] if old.name != new.name => {
                format!("rename_{}_to_{}_in_{table}", old.title(), new.title())
            }
            [Step::Keep(_, new)] => format!("change_{}_in_{table}", new.title()),
            [first, ..] => {
                for (names, what) in [
                    (["created_at", "updated_at"], "timestamps"),
                    (["deleted_at", "is_deleted"], "soft_delete"),
                ] {
                    if changed.iter().all(|step| only_deleted(step, &names)) {
                        return match first {
                            Step::Drop(_) => format!("remove_{what}_from_{table}"),
                            _ => format!("add_{what}_to_{table}"),
                        };
                    }
                }
                format!("change_{table}")
            }
            [] => format!("change_{table}"),
        }
    }
}

impl Column {
    /// The value that is closest to none.
    fn nothing(&self) -> Option<String> {
        if self.reference.is_some() {
            return None;
        }
        if let Some(choices) = &self.choices {
            return choices.first().cloned();
        }
        let value = match self.kind {
            Type::Text(_) => "",
            Type::SmallInteger
            | Type::Integer
            | Type::BigInteger
            | Type::Float
            | Type::Double
            | Type::Decimal(..) => "0",
            Type::Boolean => "false",
            Type::Uuid => "00000000-0000-0000-0000-000000000000",
            Type::Date => "1970-01-01",
            Type::Time => "00:00:00",
            Type::Timestamp => "now",
            Type::Json => "null",
        };
        Some(value.to_owned())
    }
}

impl Type {
    /// Whether every id can be a value of this type.
    fn fits(self, id: Id) -> bool {
        match (self, id) {
            (Self::Text(None), _) | (Self::BigInteger, Id::BigInt) | (Self::Uuid, Id::Uuid) => true,
            (Self::Text(Some(length)), Id::BigInt) => length >= 20,
            (Self::Text(Some(length)), Id::Uuid) => length >= 36,
            _ => false,
        }
    }
}
