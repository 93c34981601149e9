//! The entity or field that a word on the command line means.

use crate::entity::{Entity, Field, words};
use crate::manifest::Manifest;
use crate::refusal::{Refusal, did_you_mean};

/// The entity that is meant, in any case, in the singular or plural.
pub(super) fn entity<'m>(manifest: &'m Manifest, word: &str) -> Result<&'m Entity, Refusal> {
    let snake = words::snake(word);
    let singular = words::singular(&snake);
    let entities = || manifest.entities.iter();
    let exact = entities().find(|entity| entity.name == word);
    let named = || entities().find(|e| e.module() == snake || e.plural == snake);
    let almost = || entities().find(|entity| entity.module() == singular);
    if let Some(entity) = exact.or_else(named).or_else(almost) {
        return Ok(entity);
    }
    if let Some((module, feature)) = BUILT_IN.iter().find(|(module, _)| *module == singular) {
        let message = format!("`{}` is built in", words::pascal(module));
        let help =
            format!("it is part of `{feature}`; its code in src/entities/{module}/ is yours");
        return Err(Refusal::new(message).at(word, word).help(help));
    }
    let refusal = Refusal::new(format!("there is no entity `{word}`")).at(word, word);
    let names = entities().map(|entity| entity.name.as_str());
    Err(match did_you_mean(&words::pascal(&singular), names) {
        Some(close) => refusal.note(format!("did you mean `{close}`?")),
        None if manifest.entities.is_empty() => {
            refusal.help("boilerplate add entity Post title:string")
        }
        None => refusal.help("boilerplate list entities"),
    })
}

/// The entities that are not in the manifest, and the service that brings each.
const BUILT_IN: &[(&str, &str)] = &[
    ("user", "auth"),
    ("tier", "tiers"),
    ("rate_limit", "rate-limit"),
];

/// The field that is meant, by its name or that of its column.
pub(super) fn field<'e>(entity: &'e Entity, word: &str) -> Result<(usize, &'e Field), Refusal> {
    let snake = words::snake(word);
    let fields = || entity.fields.iter().enumerate();
    let named = fields().find(|(_, field)| field.name == snake);
    if let Some(found) = named.or_else(|| fields().find(|(_, field)| field.column() == snake)) {
        return Ok(found);
    }
    let Entity { name, fields, .. } = entity;
    let refusal = Refusal::new(format!("`{name}` has no field `{word}`")).at(word, word);
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    Err(match did_you_mean(&snake, names.iter().copied()) {
        Some(close) => refusal.note(format!("did you mean `{close}`?")),
        None => refusal.help(format!("it has `{}`", names.join("`, `"))),
    })
}
