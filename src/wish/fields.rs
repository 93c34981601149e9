//! Fields that come, go and change their names.

use super::{Wish, check, find};
use crate::cli::quoted;
use crate::entity::{Entity, Field, Place, Refused, Request};
use crate::manifest::Manifest;
use crate::refusal::{Refusal, did_you_mean};

/// Fields that were asked for.
#[derive(Debug, Clone)]
pub struct Added {
    /// The change.
    pub wish: Wish,
    /// The name of the entity.
    pub entity: String,
    /// The fields that were not there.
    pub fields: Vec<Field>,
}

/// Adds `typed` fields to an entity; `fills` says what they are in the rows that are there.
pub fn add_fields(
    manifest: &Manifest,
    entity: &str,
    typed: &[String],
    fills: &[String],
) -> Result<Added, Refusal> {
    let there = find::entity(manifest, entity)?;
    let mut wish = Wish::of(manifest);
    let mut fields = Vec::new();
    for text in typed {
        match same(manifest, there, text)? {
            true => wish
                .said
                .push(format!("`{}` has `{text}` already", there.name)),
            false => fields.push(text.clone()),
        }
    }
    let mut request = Request::of(there);
    request.fields.extend(fields.iter().cloned());
    let others = manifest.entities.iter().filter(|other| *other != there);
    let others: Vec<Entity> = others.cloned().collect();
    let changed = request
        .entity(&manifest.scope(), &others)
        .map_err(|refused| refusal(there, &fields, &refused))?;
    let name = there.name.clone();
    let new = changed.fields.get(there.fields.len()..).unwrap_or_default();
    let new = new.to_vec();
    for fill in fills {
        let (field, value) = fill_of(fill)?;
        let snake = crate::entity::words::snake(field);
        let found = new.iter().find(|f| f.name == snake || f.column() == snake);
        let Some(found) = found else {
            let refusal = Refusal::new(format!("`{field}` is none of the new fields"));
            let names = new.iter().map(|field| field.name.as_str());
            let refusal = refusal.at(&format!("--fill {fill}"), field);
            return Err(match did_you_mean(&snake, names) {
                Some(close) => refusal.note(format!("did you mean `{close}`?")),
                None => refusal,
            });
        };
        let key = (name.clone(), found.name.clone());
        wish.intent.fills.insert(key, value.to_owned());
    }
    replace(&mut wish.manifest, &name, changed);
    check::manifest(&wish.manifest)?;
    Ok(Added {
        wish,
        entity: name,
        fields: new,
    })
}

/// The field and the value in `name=value`.
pub(super) fn fill_of(fill: &str) -> Result<(&str, &str), Refusal> {
    fill.split_once('=').ok_or_else(|| {
        let line = format!("--fill {fill}");
        let refusal = Refusal::new("a fill is a name and a value, with `=` between them");
        refusal.at(&line, fill).help(format!("--fill {fill}=…"))
    })
}

/// Whether that very field is there already; another one of its name is refused.
fn same(manifest: &Manifest, entity: &Entity, text: &str) -> Result<bool, Refusal> {
    let Ok(field) = crate::entity::parse(text, &manifest.scope()) else {
        return Ok(false);
    };
    let Some(there) = entity.fields.iter().find(|there| there.name == field.name) else {
        return Ok(false);
    };
    if *there == field {
        return Ok(true);
    }
    let name = &entity.name;
    let message = format!("`{name}` has a field `{}` already, as {there}", field.name);
    let help = format!("change it in boilerplate.toml, then boilerplate apply: [entity.{name}]");
    let end = text.find(':').unwrap_or(text.len());
    Err(Refusal::new(message).at_range(text, 0..end).help(help))
}

/// Points at what was typed, and gives the command that would do.
fn refusal(entity: &Entity, typed: &[String], refused: &Refused) -> Refusal {
    let problem = &refused.problem;
    let there = entity.fields.len();
    let index = match problem.place {
        Place::Field(index) => index.checked_sub(there),
        _ => None,
    };
    let Some(text) = index.and_then(|index| typed.get(index)) else {
        return check::beside(&entity.name, refused);
    };
    let refusal = Refusal::new(problem.message.as_ref()).at_range(text, problem.token.clone());
    let refusal = match &problem.note {
        Some(note) => refusal.note(note.as_ref()),
        None => refusal,
    };
    let better = refused.better.as_ref();
    let better = better.and_then(|better| better.fields.get(there..));
    match (better, &problem.help) {
        (Some(fields), _) if !fields.is_empty() => {
            let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            let line = fields.join(" ");
            refusal.help(format!("boilerplate add field {} {line}", entity.name))
        }
        (_, Some(help)) => refusal.help(help.as_ref()),
        (_, None) => refusal,
    }
}

/// Removes fields of an entity.
pub fn remove_fields(manifest: &Manifest, entity: &str, names: &[String]) -> Result<Wish, Refusal> {
    let there = find::entity(manifest, entity)?;
    let name = &there.name;
    let mut wish = Wish::of(manifest);
    let mut changed = there.clone();
    for word in names {
        let (_, field) = find::field(there, word)?;
        if there.owner.as_ref() == Some(&field.name) {
            let message = format!("`{}` says whose the rows of `{name}` are", field.name);
            let help = format!(
                "take `owner = \"{}\"` out of [entity.{name}] in boilerplate.toml first",
                field.name
            );
            return Err(Refusal::new(message).at(word, word).help(help));
        }
        changed.fields.retain(|other| other.name != field.name);
        let key = (name.clone(), Some(field.name.clone()));
        if wish.intent.dropped.insert(key) {
            wish.lost.push(format!(
                "`migrate up` drops the column {}.{} and its values",
                there.table(),
                field.column()
            ));
        }
    }
    if changed.fields.is_empty() {
        let message = match names {
            [only] => format!("`{only}` is the only field of `{name}`"),
            _ => format!("`{name}` has no other fields"),
        };
        let help = format!("boilerplate remove entity {name}");
        return Err(Refusal::new(message).help(help));
    }
    replace(&mut wish.manifest, name, changed);
    check::manifest(&wish.manifest)?;
    Ok(wish)
}

/// Gives a field of an entity another name.
pub fn rename_field(
    manifest: &Manifest,
    entity: &str,
    old: &str,
    new: &str,
) -> Result<Wish, Refusal> {
    let there = find::entity(manifest, entity)?;
    let mut wish = Wish::of(manifest);
    let (index, field) = match find::field(there, old) {
        Ok(found) => found,
        Err(refusal) => {
            let (_, field) = find::field(there, new).map_err(|_| refusal)?;
            wish.said.push(format!(
                "`{}` has `{}` already, and no `{old}`",
                there.name, field.name
            ));
            return Ok(wish);
        }
    };
    let mut request = Request::of(there);
    if let Some(text) = request.fields.get_mut(index) {
        let rest = text.find(':').and_then(|colon| text.get(colon..));
        *text = format!("{new}{}", rest.unwrap_or_default());
    }
    let stem = crate::entity::words::snake(new);
    let stem = match field.is_reference() {
        true => stem.strip_suffix("_id").unwrap_or(&stem).to_owned(),
        false => stem,
    };
    if request.owner.as_ref() == Some(&field.name) {
        request.owner = Some(stem);
    }
    let others = manifest.entities.iter().filter(|other| *other != there);
    let others: Vec<Entity> = others.cloned().collect();
    let changed = request
        .entity(&manifest.scope(), &others)
        .map_err(|refused| renamed(there, old, new, &refused))?;
    let name = &there.name;
    if let Some(now) = changed
        .fields
        .get(index)
        .filter(|now| now.name != field.name)
    {
        let key = (name.clone(), now.name.clone());
        wish.intent.fields.insert(key, field.name.clone());
    }
    replace(&mut wish.manifest, name, changed);
    check::manifest(&wish.manifest)?;
    Ok(wish)
}

/// Points at the new name, if it is what is wrong.
fn renamed(entity: &Entity, old: &str, new: &str, refused: &Refused) -> Refusal {
    let problem = &refused.problem;
    if !matches!(problem.place, Place::Field(_)) || problem.token.end > new.len() {
        return check::beside(&entity.name, refused);
    }
    let refusal = Refusal::new(problem.message.as_ref()).at_range(new, problem.token.clone());
    let refusal = match &problem.note {
        Some(note) => refusal.note(note.as_ref()),
        None => refusal,
    };
    let better = problem.fix.as_ref().and_then(|fix| fix.split(':').next());
    match better.filter(|better| !better.is_empty()) {
        Some(better) => {
            let line = format!("boilerplate rename field {} {old} {better}", entity.name);
            refusal.help(line)
        }
        None => refusal.help("boilerplate list entities"),
    }
}

/// Puts an entity in the place of the one that has the name.
fn replace(manifest: &mut Manifest, name: &str, entity: Entity) {
    if let Some(there) = manifest.entities.iter_mut().find(|e| e.name == name) {
        *there = entity;
    }
}
