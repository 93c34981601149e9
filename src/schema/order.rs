//! The order of changes: a table is there before others refer to it, and goes after them.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Alteration, Change};
use super::table::{Column, Table};
use crate::entity::alternatives;
use crate::refusal::Refusal;

/// Changes that are still to be made, to tables as they are by then.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// The tables that are there, as they are now.
    pub(super) there: Vec<Table>,
    pub(super) creations: Vec<Table>,
    /// By the names of now for `old`, and by those of the end for `new`.
    pub(super) alterations: Vec<Alteration>,
    /// By their names.
    pub(super) drops: BTreeSet<String>,
}

/// All changes, in an order in which they can be made.
///
/// Where two tables wait for each other, a foreign key comes later than its table, or goes before.
pub(super) fn in_order(mut waiting: Waiting) -> Result<Vec<Change>, Refusal> {
    let mut made = Vec::new();
    while !waiting.is_done() {
        let ready = waiting.take_ready();
        let ready = match ready.is_empty() {
            true => vec![waiting.untie()?],
            false => ready,
        };
        for change in ready {
            let change = waiting.make(change);
            let is_nothing = matches!(&change, Change::Alter(alteration) if alteration.is_empty());
            made.extend((!is_nothing).then_some(change));
        }
    }
    Ok(made)
}

impl Waiting {
    fn is_done(&self) -> bool {
        self.creations.is_empty() && self.alterations.is_empty() && self.drops.is_empty()
    }

    fn is_taken(&self, name: &str) -> bool {
        self.there.iter().any(|table| table.name == name)
    }

    /// Whether no table is going to get that name.
    fn is_settled(&self, name: &str) -> bool {
        let renamed = |one: &Alteration| one.new.name == name && one.old.name != name;
        !self.creations.iter().any(|table| table.name == name)
            && !self.alterations.iter().any(renamed)
    }

    /// Whether another table refers to that one.
    fn is_referred_to(&self, name: &str) -> bool {
        let mut others = self.there.iter().filter(|table| table.name != name);
        others.any(|table| table.targets().any(|target| target == name))
    }

    fn can_create(&self, table: &Table) -> bool {
        !self.is_taken(&table.name) && table.targets().all(|name| self.is_settled(name))
    }

    fn can_rename(&self, alteration: &Alteration) -> bool {
        alteration.old.name == alteration.new.name || !self.is_taken(&alteration.new.name)
    }

    /// The columns whose new references are to tables that are not there yet by their names.
    fn dangling(&self, alteration: &Alteration) -> Vec<String> {
        let referred = |name: &String| {
            let column = alteration.old.column(alteration.kept.get(name)?);
            column?.reference.as_ref()
        };
        let is_dangling = |column: &&Column| match &column.reference {
            Some(reference) => {
                referred(&column.name).is_none()
                    && reference.table != alteration.new.name
                    && !self.is_settled(&reference.table)
            }
            None => false,
        };
        let columns = alteration.new.columns.iter().filter(is_dangling);
        columns.map(|column| column.name.clone()).collect()
    }

    /// The changes that wait for nothing: creations, else alterations, else drops.
    fn take_ready(&mut self) -> Vec<Change> {
        let is_ready: Vec<_> = self.creations.iter().map(|t| self.can_create(t)).collect();
        let creations = take(&mut self.creations, &is_ready);
        if !creations.is_empty() {
            return creations.into_iter().map(Change::Create).collect();
        }
        let ready = |one| self.can_rename(one) && self.dangling(one).is_empty();
        if let Some(index) = self.alterations.iter().position(ready) {
            return vec![Change::Alter(Box::new(self.alterations.remove(index)))];
        }
        let mut there = self.there.iter();
        let ready =
            |table: &&Table| self.drops.contains(&table.name) && !self.is_referred_to(&table.name);
        there
            .find(ready)
            .map(|table| Change::Drop(table.clone()))
            .into_iter()
            .collect()
    }

    /// A change that lets others go on, with the rest of it put off.
    fn untie(&mut self) -> Result<Change, Refusal> {
        let is_free = |table: &Table| !self.is_taken(&table.name);
        if let Some(index) = self.creations.iter().position(is_free) {
            let table = self.creations.remove(index);
            let missing = |name: &str| name != table.name && !self.is_settled(name);
            let first = without_references(&table, |column| {
                column
                    .reference
                    .as_ref()
                    .is_some_and(|reference| missing(&reference.table))
            });
            self.alterations
                .push(Alteration::between(first.clone(), table));
            return Ok(Change::Create(first));
        }
        let mut alterations = self.alterations.iter().enumerate();
        let first = alterations.find_map(|(index, alteration)| {
            let dangling = self.dangling(alteration);
            let new = without_references(&alteration.new, |c| dangling.contains(&c.name));
            let first = Alteration {
                new,
                ..alteration.clone()
            };
            (self.can_rename(alteration) && !first.is_empty()).then_some((index, first))
        });
        if let Some((index, first)) = first {
            let rest = self.alterations.remove(index).new;
            self.alterations
                .push(Alteration::between(first.new.clone(), rest));
            return Ok(Change::Alter(Box::new(first)));
        }
        if let Some(name) = self.drops.first() {
            let mut tables = self.there.iter();
            let referrer = tables
                .find(|table| table.name != *name && table.targets().any(|target| target == name));
            if let Some(table) = referrer {
                let rest = without_references(table, |column| {
                    column
                        .reference
                        .as_ref()
                        .is_some_and(|one| one.table == *name)
                });
                let change = Alteration::between(table.clone(), rest);
                return Ok(Change::Alter(Box::new(change)));
            }
        }
        let names = self.alterations.iter().map(|one| one.new.entity.as_str());
        let names = alternatives(&names.collect::<Vec<_>>());
        Err(Refusal::new(format!(
            "{names} would trade names, which cannot be done at once"
        ))
        .help("rename one of them to something else first, then rename both"))
    }

    /// Notes that a change is made, and answers it in the names of that moment.
    fn make(&mut self, change: Change) -> Change {
        match change {
            Change::Create(table) => {
                self.there.push(table.clone());
                Change::Create(table)
            }
            Change::Alter(mut alteration) => {
                let now = self
                    .there
                    .iter_mut()
                    .find(|t| t.name == alteration.old.name);
                if let Some(table) = now {
                    alteration.old = table.clone();
                    alteration.settle();
                    table.clone_from(&alteration.new);
                }
                self.rename(&alteration.old.name, &alteration.new.name);
                Change::Alter(alteration)
            }
            Change::Drop(table) => {
                self.drops.remove(&table.name);
                self.there.retain(|one| one.name != table.name);
                Change::Drop(table)
            }
        }
    }

    /// References follow a table to its new name.
    fn rename(&mut self, old: &str, new: &str) {
        let columns = self.there.iter_mut().flat_map(|table| &mut table.columns);
        for reference in columns.filter_map(|column| column.reference.as_mut()) {
            if reference.table == old {
                new.clone_into(&mut reference.table);
            }
        }
    }
}

impl Alteration {
    /// A change that leaves every column where it is.
    fn between(old: Table, new: Table) -> Self {
        let names = new.columns.iter().map(|column| column.name.clone());
        Self {
            kept: names.map(|name| (name.clone(), name)).collect(),
            fills: BTreeMap::new(),
            old,
            new,
        }
    }

    /// What was referred to before is called as it is called at that moment.
    fn settle(&mut self) {
        for column in &mut self.new.columns {
            let before = self
                .kept
                .get(&column.name)
                .and_then(|name| self.old.column(name));
            let before = before.and_then(|column| column.reference.as_ref());
            if let (Some(before), Some(after)) = (before, &mut column.reference) {
                match before.table == self.old.name {
                    true => after.table.clone_from(&self.new.name),
                    false => after.table.clone_from(&before.table),
                }
            }
        }
    }
}

fn without_references(table: &Table, which: impl Fn(&Column) -> bool) -> Table {
    let mut table = table.clone();
    for column in table.columns.iter_mut().filter(|column| which(column)) {
        column.reference = None;
    }
    table
}

/// Takes those out of a list that are marked.
fn take<T>(list: &mut Vec<T>, is_marked: &[bool]) -> Vec<T> {
    let marked = std::mem::take(list).into_iter().zip(is_marked);
    let (taken, rest): (Vec<_>, Vec<_>) = marked.partition(|(_, is_marked)| **is_marked);
    list.extend(rest.into_iter().map(|(one, _)| one));
    taken.into_iter().map(|(one, _)| one).collect()
}
