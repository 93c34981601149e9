//! What the flags of `apply` answer that two manifests leave open.

use super::fields::fill_of;
use super::find;
use crate::entity::words;
use crate::manifest::Manifest;
use crate::refusal::Refusal;
use crate::schema::Intent;

/// What was said on the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answers<'a> {
    /// `Post.title=headline` and `Post=Article`, in the old names.
    pub renames: &'a [String],
    /// `Post.title` and `Post`, in the old names.
    pub drops: &'a [String],
    /// `Post.views=0`, in the new names.
    pub fills: &'a [String],
}

/// The answers, checked against the project as it was and as it becomes.
pub fn intent(old: &Manifest, new: &Manifest, answers: &Answers<'_>) -> Result<Intent, Refusal> {
    let mut intent = Intent::default();
    let (fields, entities): (Vec<_>, Vec<_>) = answers
        .renames
        .iter()
        .partition(|text| text.split('=').next().is_some_and(|old| old.contains('.')));
    for text in entities {
        let (before, after) = pair(text)?;
        let before = find::entity(old, before)?.name.clone();
        let after = find::entity(new, after)?.name.clone();
        intent.entities.insert(after, before);
    }
    for text in fields {
        let (path, after) = pair(text)?;
        let (entity, before) = path.split_once('.').unwrap_or((path, ""));
        let there = find::entity(old, entity)?;
        let before = find::field(there, before)?.1.name.clone();
        let now = find::entity(new, now_called(&intent, &there.name))?;
        let after = after.strip_prefix(&format!("{entity}.")).unwrap_or(after);
        let after = find::field(now, after)?.1.name.clone();
        intent.fields.insert((now.name.clone(), after), before);
    }
    for text in answers.drops {
        let (entity, field) = match text.split_once('.') {
            Some((entity, field)) => (entity, Some(field)),
            None => (text.as_str(), None),
        };
        let there = find::entity(old, entity)?;
        let field = field.map(|field| find::field(there, field)).transpose()?;
        let field = field.map(|(_, field)| field.name.clone());
        intent.dropped.insert((there.name.clone(), field));
    }
    for text in answers.fills {
        let (path, value) = fill_of(text)?;
        let Some((entity, field)) = path.split_once('.') else {
            let refusal = Refusal::new("a fill names an entity and a field of it");
            let line = format!("--fill {text}");
            let pascal = words::pascal(path);
            let help = format!("--fill {pascal}.field={value}");
            return Err(refusal.at(&line, path).help(help));
        };
        let now = find::entity(new, entity)?;
        let field = find::field(now, field)?.1.name.clone();
        intent
            .fills
            .insert((now.name.clone(), field), value.to_owned());
    }
    Ok(intent)
}

/// The new name of an entity.
fn now_called<'a>(intent: &'a Intent, old: &'a str) -> &'a str {
    let mut renamed = intent.entities.iter();
    renamed
        .find(|(_, before)| *before == old)
        .map_or(old, |(after, _)| after)
}

fn pair(text: &str) -> Result<(&str, &str), Refusal> {
    text.split_once('=').ok_or_else(|| {
        let refusal = Refusal::new("a new name comes after the old one, with `=` between them");
        let line = format!("--rename {text}");
        refusal.at(&line, text).help("--rename Post.title=headline")
    })
}
