//! Thousands of pairs of projects: the changes lead from one to the other, and back.

use std::collections::BTreeSet;

use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::schema::{Alteration, Change, Intent, Table, changes, tables};
use proptest::prelude::*;
use proptest::sample::select;

use super::project;

/// Fields, and what a row may have in them. Each name has types that lead to one another.
const FIELDS: &[(&str, &str)] = &[
    ("n:int", "1"),
    ("n:bigint", "1"),
    ("n:bigint:optional:index", "1"),
    ("s:string:80", "x"),
    ("s:string:120:optional", "x"),
    ("s:text:default=y", "x"),
    ("e:enum:a,b", "a"),
    ("e:enum:b,c:optional", "b"),
    ("e:enum:c,a,b:default=c", "c"),
    ("d:date", "2026-01-31"),
    ("d:datetime:optional", "now"),
    ("p:decimal:8,2:optional", "1.5"),
    ("p:decimal:12,3", "1.5"),
    ("k:slug:optional:unique", ""),
    ("a:references:Alpha:optional", "1"),
    ("b:references:Beta:optional:setnull", "1"),
    ("c:references:Gamma:cascade", "1"),
    ("u:references:users", "1"),
];

const NAMES: [&str; 4] = ["Alpha", "Beta", "Gamma", "Delta"];

/// The lines of entities, those of which may refer to one another.
fn entities() -> impl Strategy<Value = String> {
    let fields = prop::collection::vec(select(FIELDS), 1..6);
    let options = select(&["", " soft_delete=true", " timestamps=false"][..]);
    let entity = prop::option::of((fields, options));
    prop::array::uniform4(entity).prop_map(|entities| {
        let there: Vec<_> = NAMES
            .iter()
            .zip(&entities)
            .filter(|(_, one)| one.is_some())
            .collect();
        let is_there = |text: &str| {
            let target = text
                .split(':')
                .nth(2)
                .filter(|_| text.contains(":references:"));
            target.is_none_or(|t| t == "users" || there.iter().any(|(name, _)| **name == t))
        };
        let mut lines = String::new();
        for (name, entity) in &there {
            let Some((fields, options)) = entity else {
                continue;
            };
            let mut taken = BTreeSet::from(["z"]);
            lines += &format!("{name} z:int:optional");
            for (field, _) in fields.iter().filter(|(text, _)| is_there(text)) {
                let own =
                    field.contains(&format!("references:{name}")) && !field.contains("optional");
                if !own && taken.insert(field.get(..1).unwrap_or_default()) {
                    lines += &format!(" {field}");
                }
            }
            lines += &format!("{options}\n");
        }
        lines
    })
}

/// Everything goes that went, and rows get what they need.
fn permissive(old: &Manifest, new: &Manifest) -> Intent {
    let mut intent = Intent::default();
    for entity in &old.entities {
        let name = || entity.name.clone();
        let Some(after) = new.entity(&entity.name) else {
            intent.dropped.insert((name(), None));
            continue;
        };
        for field in &entity.fields {
            if !after.fields.iter().any(|one| one.name == field.name) {
                intent.dropped.insert((name(), Some(field.name.clone())));
            }
        }
        if entity.soft_delete && !after.soft_delete {
            intent
                .dropped
                .insert((name(), Some("deleted_at".to_owned())));
        }
    }
    for entity in &new.entities {
        for field in entity.fields.iter().filter(|field| !field.unique) {
            let written = field.to_string();
            let value = FIELDS.iter().find(|(text, _)| *text == written);
            let value = value.or_else(|| {
                FIELDS
                    .iter()
                    .find(|(text, _)| text.starts_with(&written[..2]))
            });
            if let Some((_, value)) = value.filter(|_| !field.optional) {
                let key = (entity.name.clone(), field.name.clone());
                intent.fills.insert(key, (*value).to_owned());
            }
        }
    }
    intent
}

/// The tables after a change, which must have been possible.
fn make(mut there: Vec<Table>, change: &Change) -> Vec<Table> {
    let exists = |there: &[Table], name: &str| there.iter().any(|table| table.name == name);
    let refers = |table: &Table, name: &str| {
        let mut columns = table.columns.iter();
        columns.any(|column| {
            column
                .reference
                .as_ref()
                .is_some_and(|one| one.table == name)
        })
    };
    let check = |there: &[Table], table: &Table| {
        for reference in table
            .columns
            .iter()
            .filter_map(|column| column.reference.as_ref())
        {
            let target = &reference.table;
            assert!(target == "user" || exists(there, target), "no {target} yet");
        }
    };
    match change {
        Change::Create(table) => {
            assert!(!exists(&there, &table.name), "{} is there", table.name);
            there.push(table.clone());
            check(&there, table);
        }
        Change::Drop(table) => {
            assert!(there.contains(table), "{} is another one", table.name);
            there.retain(|one| one != table);
            assert!(
                !there.iter().any(|one| refers(one, &table.name)),
                "{} is needed",
                table.name
            );
        }
        Change::Alter(alteration) => {
            let Alteration { old, new, .. } = &**alteration;
            assert!(there.contains(old), "{} is another one", old.name);
            there.retain(|table| table != old);
            assert!(!exists(&there, &new.name), "{} is there", new.name);
            there.push(new.clone());
            for column in there.iter_mut().flat_map(|table| &mut table.columns) {
                if let Some(reference) = column
                    .reference
                    .as_mut()
                    .filter(|one| one.table == old.name)
                {
                    reference.table.clone_from(&new.name);
                }
            }
            check(&there, new);
            assert!(!alteration.is_empty(), "nothing changed");
        }
    }
    there
}

fn undone(change: &Change) -> Change {
    match change {
        Change::Create(table) => Change::Drop(table.clone()),
        Change::Drop(table) => Change::Create(table.clone()),
        Change::Alter(alteration) => Change::Alter(Box::new(alteration.reversed())),
    }
}

/// In an order of their own, and without what the database does not see.
fn sorted(mut tables: Vec<Table>) -> Vec<Table> {
    for table in &mut tables {
        for column in &mut table.columns {
            column.choices.iter_mut().for_each(|choices| choices.sort());
        }
        table
            .columns
            .sort_by(|one, other| one.name.cmp(&other.name));
    }
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    tables
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn changes_lead_from_one_project_to_the_other_and_back(old in entities(), new in entities()) {
        let (Ok(old), Ok(new)) = (project(&old), project(&new)) else {
            return Err(TestCaseError::reject("no projects"));
        };
        let intent = permissive(&old, &new);
        let Ok(changes) = changes(&old, &new, &intent) else {
            return Err(TestCaseError::reject("something would be lost"));
        };
        let mut there = tables(&old);
        for change in &changes {
            there = make(there, change);
        }
        prop_assert_eq!(sorted(there.clone()), sorted(tables(&new)));
        for change in changes.iter().rev() {
            there = make(there, &undone(change));
        }
        prop_assert_eq!(sorted(there), sorted(tables(&old)));
    }

    #[test]
    fn a_project_that_stays_needs_no_change(entities in entities()) {
        let Ok(project) = project(&entities) else {
            return Err(TestCaseError::reject("no project"));
        };
        let none = changes(&project, &project, &Intent::default());
        prop_assert!(none.is_ok_and(|changes| changes.is_empty()));
    }
}
