//! The questions of `add entity`.

use anyhow::{Context, Result};
use dialoguer::theme::ColorfulTheme;
use dialoguer::{Input, MultiSelect, Select};

use super::{Wizard, asking};
use crate::entity::{Field, Kind, Names, Request, Scope, kinds, parse};
use crate::manifest::Manifest;

impl Wizard {
    /// Asks for the name and the fields of an entity, if the command line does not say.
    pub(crate) fn entity(&self, request: &mut Request, manifest: &Manifest) -> Result<()> {
        if request.name.is_empty() {
            request.name = asking(|| ask_name(manifest))?;
        }
        let mut scope = manifest.scope();
        scope.names.extend(request.names().ok());
        if request.fields.is_empty() {
            while let Some(field) = asking(|| ask_field(request, &scope))? {
                request.fields.push(field);
            }
        }
        Ok(())
    }
}

fn ask_name(manifest: &Manifest) -> Result<String> {
    let check = |name: &String| {
        let request = Request {
            name: name.clone(),
            fields: vec!["name".to_owned()],
            ..Request::default()
        };
        let entity = request.entity(&manifest.scope(), &manifest.entities);
        entity.map(drop).map_err(|refused| {
            let note = refused.problem.note.map(|note| format!(", {note}"));
            format!("{}{}", refused.problem.message, note.unwrap_or_default())
        })
    };
    Input::with_theme(&ColorfulTheme::default())
        .with_prompt("Name of the entity, in the singular")
        .validate_with(check)
        .interact_text()
        .context("could not ask for the name")
}

/// The spelling of another field, or none if there are enough.
fn ask_field(request: &Request, scope: &Scope) -> Result<Option<String>> {
    let first = request.fields.is_empty();
    let check = |name: &String| {
        let taken = request
            .fields
            .iter()
            .filter_map(|field| parse(field, scope).ok());
        let parsed = parse(name, scope).map_err(|problem| problem.message.to_string());
        match parsed {
            _ if name.is_empty() && !first => Ok(()),
            Ok(field) if taken.into_iter().any(|other| other.name == field.name) => {
                Err(format!("there is a field `{}` already", field.name))
            }
            result => result.map(drop),
        }
    };
    let prompt = match first {
        true => "Name of a field",
        false => "Name of another field (enter to end)",
    };
    let name: String = Input::with_theme(&ColorfulTheme::default())
        .with_prompt(prompt)
        .allow_empty(!first)
        .validate_with(check)
        .interact_text()
        .context("could not ask for a field")?;
    if name.is_empty() {
        return Ok(None);
    }
    let typed = ask_type(&name, scope)?;
    let field = parse(&typed, scope).map_err(|problem| anyhow::anyhow!(problem.message))?;
    ask_modifiers(&field, scope).map(Some)
}

fn ask_type(name: &str, scope: &Scope) -> Result<String> {
    let items = kinds::ALL.iter();
    let items = items.map(|kind| format!("{} – {}", kind.name, kind.summary));
    let chosen = Select::with_theme(&ColorfulTheme::default())
        .with_prompt("Type")
        .items(items)
        .default(0)
        .interact()
        .context("could not ask for the type")?;
    let kind = kinds::ALL.get(chosen).map_or("string", |kind| kind.name);
    let (prompt, default) = match kind {
        "string" => ("Greatest length", "255"),
        "decimal" => ("Digits in all, and after the point", "12,2"),
        "enum" => ("Values", "draft,published"),
        "references" => return ask_target(name, scope),
        _ => return Ok(format!("{name}:{kind}")),
    };
    let argument = ask_argument(prompt, default, |text| {
        parse(&format!("{name}:{kind}:{text}"), scope).map(drop)
    })?;
    Ok(format!("{name}:{kind}:{argument}"))
}

fn ask_argument<F>(prompt: &str, default: &str, check: F) -> Result<String>
where
    F: Fn(&str) -> Result<(), crate::entity::Problem>,
{
    Input::with_theme(&ColorfulTheme::default())
        .with_prompt(prompt)
        .default(default.to_owned())
        .validate_with(|text: &String| check(text).map_err(|problem| problem.message.to_string()))
        .interact_text()
        .context("could not ask for the argument of a type")
}

fn ask_target(name: &str, scope: &Scope) -> Result<String> {
    let entities = scope
        .names
        .iter()
        .map(|Names { plural, .. }| plural.clone());
    let built_in = [("users", "auth"), ("tiers", "tiers")].into_iter();
    let built_in = built_in.filter(|(_, feature)| scope.has(feature));
    let targets: Vec<String> = entities
        .chain(built_in.map(|(plural, _)| plural.to_owned()))
        .collect();
    let chosen = Select::with_theme(&ColorfulTheme::default())
        .with_prompt("Refers to")
        .items(&targets)
        .default(0)
        .interact()
        .context("could not ask for the target")?;
    let target = targets.get(chosen).map_or("", String::as_str);
    Ok(format!("{name}:references:{target}"))
}

/// The field with what the user chose to say about it.
fn ask_modifiers(field: &Field, scope: &Scope) -> Result<String> {
    let text = field.to_string();
    let all = [
        ("optional", "may be null"),
        ("unique", "no two rows have the same"),
        ("index", "rows are looked up by it"),
        ("filter", "lists can be filtered by it"),
        ("sort", "lists can be sorted by it"),
        ("search", "lists can be searched for words in it"),
        ("readonly", "requests cannot set it"),
        ("writeonly", "answers leave it out"),
    ];
    let fits = |modifier: &&(&str, &str)| {
        let alone = format!("{text}:{}", modifier.0);
        parse(&alone, scope).is_ok()
    };
    let offered: Vec<_> = all.iter().filter(fits).collect();
    loop {
        let items = offered
            .iter()
            .map(|(name, summary)| format!("{name} – {summary}"));
        let chosen = MultiSelect::with_theme(&ColorfulTheme::default())
            .with_prompt("What else (space to choose, enter to go on)")
            .items(items)
            .interact()
            .context("could not ask for the modifiers")?;
        let chosen = chosen.iter().filter_map(|index| offered.get(*index));
        let spelled: String = chosen.map(|(name, _)| format!(":{name}")).collect();
        match parse(&format!("{text}{spelled}"), scope) {
            Ok(field) => return ask_default(&field, scope),
            Err(problem) => anstream::eprintln!("{}", problem.message),
        }
    }
}

fn ask_default(field: &Field, scope: &Scope) -> Result<String> {
    let text = field.to_string();
    if field.unique || matches!(field.kind, Kind::References { .. }) {
        return Ok(text);
    }
    let check = |value: &String| match value.is_empty() {
        true => Ok(()),
        false => parse(&format!("{text}:default={value}"), scope)
            .map(drop)
            .map_err(|problem| problem.message.to_string()),
    };
    let value: String = Input::with_theme(&ColorfulTheme::default())
        .with_prompt("Default (enter for none)")
        .allow_empty(true)
        .validate_with(check)
        .interact_text()
        .context("could not ask for the default")?;
    Ok(match value.is_empty() {
        true => text,
        false => format!("{text}:default={value}"),
    })
}
