//! Entities that go and change their names.

use super::{Wish, check, find};
use crate::entity::{Entity, Field, Kind, Names, Place, Request, Target};
use crate::manifest::Manifest;
use crate::refusal::Refusal;

/// Removes entities to which no other refers.
pub fn remove_entities(manifest: &Manifest, names: &[String]) -> Result<Wish, Refusal> {
    let mut wish = Wish::of(manifest);
    let mut gone: Vec<&Entity> = Vec::new();
    for word in names {
        let entity = find::entity(manifest, word)?;
        if !gone.contains(&entity) {
            gone.push(entity);
        }
    }
    let stays = |entity: &&Entity| !gone.contains(entity);
    for other in manifest.entities.iter().filter(stays) {
        for entity in &gone {
            if let Some(field) = reference(other, entity) {
                return Err(referred(entity, other, field, &gone));
            }
        }
    }
    for entity in &gone {
        wish.intent.dropped.insert((entity.name.clone(), None));
        wish.lost.push(format!(
            "`migrate up` drops the table {} and its rows",
            entity.table()
        ));
    }
    let entities = manifest.entities.iter().filter(stays);
    wish.manifest.entities = entities.cloned().collect();
    check::manifest(&wish.manifest)?;
    Ok(wish)
}

/// The field of `other` that refers to `entity`.
fn reference<'e>(other: &'e Entity, entity: &Entity) -> Option<&'e Field> {
    other.fields.iter().find(|field| match &field.kind {
        Kind::References {
            target: Target::Entity(name),
            ..
        } => *name == entity.name,
        _ => false,
    })
}

fn referred(entity: &Entity, other: &Entity, field: &Field, gone: &[&Entity]) -> Refusal {
    let Entity { name, .. } = entity;
    let names: Vec<&str> = gone.iter().map(|entity| entity.name.as_str()).collect();
    let message = format!("`{}` refers to `{name}` by `{}`", other.name, field.name);
    let all = format!(
        "boilerplate remove entity {} {}",
        names.join(" "),
        other.name
    );
    Refusal::new(message)
        .at(name, name)
        .help(match other.fields.len() {
            1 => all,
            _ => format!(
                "boilerplate remove field {} {}, or both at once: {all}",
                other.name, field.name
            ),
        })
}

/// Gives an entity another name, and those that refer to it another target.
pub fn rename_entity(
    manifest: &Manifest,
    old: &str,
    new: &str,
    plural: Option<&str>,
) -> Result<Wish, Refusal> {
    let mut wish = Wish::of(manifest);
    let there = match find::entity(manifest, old) {
        Ok(there) => there,
        Err(refusal) => {
            let there = find::entity(manifest, new).map_err(|_| refusal)?;
            let said = format!("there is `{}` already, and no `{old}`", there.name);
            wish.said.push(said);
            return Ok(wish);
        }
    };
    let request = Request {
        name: new.to_owned(),
        plural: plural.map(str::to_owned),
        ..Request::default()
    };
    let pointed = |place: Place| match place {
        Place::Option(_) => plural.unwrap_or_default(),
        _ => new,
    };
    let names = request.names().map_err(|problem| {
        let typed = pointed(problem.place);
        let refusal = Refusal::new(problem.message.as_ref());
        let refusal = refusal.at_range(typed, problem.token.clone());
        match &problem.note {
            Some(note) => refusal.note(note.as_ref()),
            None => refusal,
        }
    })?;
    let Names {
        name,
        plural: several,
        ..
    } = names;
    let before = there.name.clone();
    for entity in &mut wish.manifest.entities {
        for field in &mut entity.fields {
            if let Kind::References {
                target: Target::Entity(target),
                ..
            } = &mut field.kind
                && *target == before
            {
                target.clone_from(&name);
            }
        }
        if entity.name == before {
            entity.name.clone_from(&name);
            entity.plural.clone_from(&several);
        }
    }
    if name != before {
        wish.intent.entities.insert(name.clone(), before);
    }
    let index = wish.manifest.entities.iter().position(|e| e.name == name);
    check::entity(&wish.manifest, index.unwrap_or_default()).map_err(|refused| {
        let problem = &refused.problem;
        match problem.place {
            Place::Name => Refusal::new(problem.message.as_ref()).at(new, new),
            _ => check::beside(&name, &refused),
        }
    })?;
    check::manifest(&wish.manifest)?;
    Ok(wish)
}
