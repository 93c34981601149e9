//! What an alteration is made of, whatever the database.

use super::column;
use crate::schema::{Alteration, Column, Fill, Step, Table, Type};

/// The parts of an alteration.
pub(super) struct Work<'a> {
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
    alteration: &'a Alteration,
    /// Columns that stay, as they were and as they become.
    pub(super) kept: Vec<(&'a Column, &'a Column)>,
    pub(super) dropped: Vec<&'a Column>,
    pub(super) added: Vec<&'a Column>,
    /// Indexes of columns that go.
    pub(super) orphans: Vec<String>,
    /// Indexes that go although their columns stay.
    pub(super) dropped_indexes: Vec<String>,
    /// Indexes that get another name, and their columns.
    pub(super) renamed_indexes: Vec<(String, String, &'a Column)>,
    /// Columns that get an index.
    pub(super) indexed: Vec<&'a Column>,
}

impl<'a> Work<'a> {
    pub(super) fn new(alteration: &'a Alteration) -> Self {
        let mut work = Self {
            old: &alteration.old,
            new: &alteration.new,
            alteration,
            kept: Vec::new(),
            dropped: Vec::new(),
            added: Vec::new(),
            orphans: Vec::new(),
            dropped_indexes: Vec::new(),
            renamed_indexes: Vec::new(),
            indexed: Vec::new(),
        };
        for step in alteration.steps() {
            match step {
                Step::Keep(old, new) => work.keep(old, new),
                Step::Drop(column) => {
                    let index = column::index_name(work.old, column);
                    work.orphans.extend(index.map(|(name, _)| name));
                    work.dropped.push(column);
                }
                Step::Add(column) => {
                    if column::index_name(work.new, column).is_some() {
                        work.indexed.push(column);
                    }
                    work.added.push(column);
                }
            }
        }
        work
    }

    fn keep(&mut self, old: &'a Column, new: &'a Column) {
        self.kept.push((old, new));
        let indexes = (
            column::index_name(self.old, old),
            column::index_name(self.new, new),
        );
        match indexes {
            (Some((before, was_unique)), Some((after, is_unique))) if was_unique == is_unique => {
                if before != after {
                    self.renamed_indexes.push((before, after, new));
                }
            }
            (before, after) => {
                self.dropped_indexes.extend(before.map(|(name, _)| name));
                self.indexed.extend(after.map(|_| new));
            }
        }
    }

    pub(super) fn is_renamed(&self) -> bool {
        self.old.name != self.new.name
    }

    pub(super) fn purges(&self) -> bool {
        self.alteration.purges()
    }

    /// What rows get in a column.
    pub(super) fn fill(&self, column: &Column) -> Option<&'a Fill> {
        self.alteration.fills.get(&column.name)
    }

    /// The columns that get another name.
    pub(super) fn renames(&self) -> Vec<(String, String)> {
        let pairs = self.kept.iter();
        let pairs = pairs.map(|(old, new)| (old.name.clone(), new.name.clone()));
        super::renames::in_order(pairs.collect())
    }

    /// Whether both databases can be told in the same words.
    pub(super) fn is_plain(&self) -> bool {
        let is_plain = |column: &Column| column.choices.is_none() && column.reference.is_none();
        let is_kept = |(old, new): &(&Column, &Column)| {
            !self.is_redefined(old, new) && (old.name == new.name || is_plain(new))
        };
        !self.is_renamed()
            && !self.purges()
            && self.renamed_indexes.is_empty()
            && self.kept.iter().all(is_kept)
            && self.dropped.iter().all(|column| is_plain(column))
            && self
                .added
                .iter()
                .all(|column| self.is_plainly_added(column))
    }

    /// Whether SQLite can add a column to a table that has rows.
    pub(super) fn is_plainly_added(&self, column: &Column) -> bool {
        // It takes no default that changes; and what it keeps as text, rows must spell alike.
        let is_fixed = !matches!(column.kind, Type::Timestamp | Type::Time);
        column.choices.is_none()
            && column.reference.is_none()
            && self.fill(column).is_none()
            && match column.default {
                Some(_) => is_fixed,
                None => column.null,
            }
    }

    /// Whether more than the name and the index of a column is another one.
    pub(super) fn is_redefined(&self, old: &Column, new: &Column) -> bool {
        old.kind != new.kind
            || old.null != new.null
            || old.default != new.default
            || self.other_check(old, new)
            || self.other_foreign_key(old, new)
            || self.fill(new).is_some()
    }

    /// Whether other values are allowed, or values were limited before or are after.
    pub(super) fn other_check(&self, old: &Column, new: &Column) -> bool {
        let sorted = |column: &Column| {
            let mut choices = column.choices.clone();
            choices.iter_mut().for_each(|choices| choices.sort());
            choices
        };
        sorted(old) != sorted(new)
    }

    /// Whether there is no foreign key before or after, or another action.
    pub(super) fn other_foreign_key(&self, old: &Column, new: &Column) -> bool {
        let action = |column: &Column| column.reference.as_ref().map(|one| one.on_delete);
        action(old) != action(new)
    }
}
