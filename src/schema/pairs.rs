//! Which entity and which field was which before.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Intent;
use crate::entity::{Entity, Field};
use crate::manifest::{FILE_NAME, LOCK_NAME, Manifest};
use crate::refusal::{Refusal, did_you_mean};

/// What became of the things of one kind.
#[derive(Debug)]
pub(super) struct Pairs<'m, T> {
    /// As they were, and as they are.
    pub(super) kept: Vec<(&'m T, &'m T)>,
    /// What is no longer there.
    pub(super) gone: Vec<&'m T>,
    /// What was not there.
    pub(super) come: Vec<&'m T>,
}

/// What became of the entities.
pub(super) fn entities<'m>(
    old: &'m Manifest,
    new: &'m Manifest,
    intent: &Intent,
) -> Result<Pairs<'m, Entity>> {
    for (name, before) in &intent.entities {
        there(old, before, LOCK_NAME)?;
        there(new, name, FILE_NAME)?;
    }
    let was = |entity: &Entity| intent.entities.get(&entity.name);
    let taken: BTreeSet<_> = intent.entities.values().collect();
    let pairs = pairs(&old.entities, &new.entities, |entity| match was(entity) {
        Some(before) => Some(before.clone()),
        None => (!taken.contains(&entity.name)).then(|| entity.name.clone()),
    });
    let is_dropped = |entity: &Entity| intent.dropped.contains(&(entity.name.clone(), None));
    for entity in pairs.gone.iter().filter(|gone| !is_dropped(gone)) {
        let alike = |come: &&&Entity| are_alike(entity, come);
        if let Some(come) = pairs.come.iter().find(alike) {
            let (before, after) = (&entity.name, &come.name);
            return Err(ambiguous("entity", before, after, before).into());
        }
    }
    Ok(pairs)
}

/// What became of the fields of an entity.
pub(super) fn fields<'m>(
    old: &'m Entity,
    new: &'m Entity,
    intent: &Intent,
) -> Result<Pairs<'m, Field>> {
    let was = |field: &Field| {
        let key = (new.name.clone(), field.name.clone());
        intent.fields.get(&key)
    };
    let renames = intent.fields.iter().filter(|(key, _)| key.0 == new.name);
    let mut taken = BTreeSet::new();
    for ((_, name), before) in renames {
        field_there(old, before, LOCK_NAME)?;
        field_there(new, name, FILE_NAME)?;
        taken.insert(before);
    }
    let pairs = pairs(&old.fields, &new.fields, |field| match was(field) {
        Some(before) => Some(before.clone()),
        None => (!taken.contains(&field.name)).then(|| field.name.clone()),
    });
    let key = |field: &Field| (old.name.clone(), Some(field.name.clone()));
    let unsaid = |field: &&&Field| !intent.dropped.contains(&key(field));
    for field in pairs.gone.iter().filter(unsaid) {
        let alike = |come: &&&Field| come.kind.name() == field.kind.name();
        if let Some(come) = pairs.come.iter().find(alike) {
            let before = format!("{}.{}", old.name, field.name);
            let after = &come.name;
            return Err(ambiguous("field", &before, after, &before).into());
        }
    }
    Ok(pairs)
}

/// Refuses what `intent` says about things that are not there.
pub(super) fn check(old: &Manifest, new: &Manifest, intent: &Intent) -> Result<()> {
    for (name, _) in intent.fields.keys().chain(intent.fills.keys()) {
        there(new, name, FILE_NAME)?;
    }
    for (name, field) in intent.fills.keys() {
        if let Some(entity) = new.entity(name) {
            field_there(entity, field, FILE_NAME)?;
        }
    }
    for (name, field) in &intent.dropped {
        let entity = there(old, name, LOCK_NAME)?;
        if let Some(field) = field.as_ref().filter(|field| *field != super::DELETED_AT) {
            field_there(entity, field, LOCK_NAME)?;
        }
    }
    Ok(())
}

trait Named: PartialEq {
    fn name(&self) -> &str;
}

impl Named for Entity {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for Field {
    fn name(&self) -> &str {
        &self.name
    }
}

fn pairs<'m, T: Named>(
    old: &'m [T],
    new: &'m [T],
    was: impl Fn(&T) -> Option<String>,
) -> Pairs<'m, T> {
    let mut kept: Vec<(&T, &T)> = Vec::new();
    let mut come = Vec::new();
    for after in new {
        let name = was(after);
        let before = old.iter().find(|one| Some(one.name()) == name.as_deref());
        match before {
            Some(before) => kept.push((before, after)),
            None => come.push(after),
        }
    }
    let is_gone = |one: &&T| !kept.iter().any(|(before, _)| before.name() == one.name());
    let gone = old.iter().filter(is_gone).collect();
    Pairs { kept, gone, come }
}

/// Whether one might be the other under a new name: half of its fields are there.
fn are_alike(old: &Entity, new: &Entity) -> bool {
    let same = |field: &&Field| {
        let mut fields = new.fields.iter();
        fields.any(|other| other.name == field.name && other.kind.name() == field.kind.name())
    };
    2 * old.fields.iter().filter(same).count() >= old.fields.len()
}

fn ambiguous(what: &str, before: &str, after: &str, dropped: &str) -> Refusal {
    Refusal::new(format!(
        "the {what} `{before}` is gone and `{after}` is there: renamed, or another one?"
    ))
    .help(format!(
        "boilerplate apply --rename {before}={after}\n      \
         boilerplate apply --drop {dropped}"
    ))
}

fn there<'m>(manifest: &'m Manifest, name: &str, file: &str) -> Result<&'m Entity> {
    if let Some(entity) = manifest.entity(name) {
        return Ok(entity);
    }
    let names = manifest.entities.iter().map(|entity| entity.name.as_str());
    let refusal = Refusal::new(format!("{file} has no entity `{name}`"));
    Err(suggest(refusal, name, names).into())
}

fn field_there(entity: &Entity, name: &str, file: &str) -> Result<()> {
    let names = || entity.fields.iter().map(|field| field.name.as_str());
    if names().any(|one| one == name) {
        return Ok(());
    }
    let message = format!("`{}` has no field `{name}` in {file}", entity.name);
    Err(suggest(Refusal::new(message), name, names()).into())
}

fn suggest<'a>(refusal: Refusal, word: &str, names: impl Iterator<Item = &'a str>) -> Refusal {
    match did_you_mean(word, names) {
        Some(close) => refusal.help(format!("did you mean `{close}`?")),
        None => refusal,
    }
}
