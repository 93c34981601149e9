//! Services and databases that come and go.

use super::{Wish, check};
use crate::entity::{Entity, Kind, Target, alternatives};
use crate::features::Features;
use crate::manifest::{Implied, Manifest};
use crate::refusal::{Refusal, did_you_mean};

/// Turns services on, and what they require.
pub fn add_services(
    manifest: &Manifest,
    names: &[String],
    table: &Features,
) -> Result<Wish, Refusal> {
    let mut wish = Wish::of(manifest);
    for name in names {
        known(name, table)?;
        if is_on(manifest, name) {
            wish.said.push(format!("`{name}` is there already"));
        } else if table.get(name).is_some() {
            wish.manifest.features.insert(name.clone(), true);
        } else {
            let chosen = [&wish.manifest.databases[..], std::slice::from_ref(name)].concat();
            let all = table.databases().iter().map(|database| &database.name);
            wish.manifest.databases = all.filter(|d| chosen.contains(d)).cloned().collect();
        }
    }
    while let Some(Implied { feature, because }) = wish.manifest.unmet(table) {
        let required = table.get(&feature).map(|f| f.requires.as_slice());
        if because
            .iter()
            .all(|name| required.unwrap_or_default().contains(name))
        {
            for name in because {
                wish.said.push(format!("{name} too: {feature} requires it"));
                wish.manifest.features.insert(name, true);
            }
            continue;
        }
        let served = alternatives(&because);
        let first = because.first().map_or("", String::as_str);
        let refusal = Refusal::new(format!("`{feature}` is for {served}, which are off"));
        let help = format!("boilerplate add service {feature} {first}");
        return Err(refusal.at(&names.join(" "), &feature).help(help));
    }
    check::manifest(&wish.manifest)?;
    Ok(wish)
}

/// Turns services off, and what requires them.
pub fn remove_services(
    manifest: &Manifest,
    names: &[String],
    table: &Features,
) -> Result<Wish, Refusal> {
    let mut wish = Wish::of(manifest);
    for name in names {
        known(name, table)?;
        if !is_on(manifest, name) {
            wish.said.push(format!("`{name}` is not there"));
        } else if table.get(name).is_some() {
            wish.manifest.remove(name);
        } else {
            wish.manifest.databases.retain(|other| other != name);
        }
    }
    if wish.manifest.databases.is_empty() {
        let line = names.join(" ");
        let last = names.iter().rfind(|name| table.get(name).is_none());
        let last = last.map_or("", String::as_str);
        let refusal = Refusal::new("a project needs a database").at(&line, last);
        let other = table
            .databases()
            .iter()
            .find(|database| database.name != last);
        let other = other.map_or("sqlite", |database| database.name.as_str());
        return Err(refusal.help(format!("boilerplate add service {other}")));
    }
    for Implied { feature, because } in wish.manifest.settle(table) {
        let because = because.join(", ");
        wish.said
            .push(format!("{feature} goes too: nothing is left of {because}"));
    }
    for entity in &wish.manifest.entities {
        refuse_needed(entity, manifest, &wish.manifest)?;
    }
    check::manifest(&wish.manifest)?;
    Ok(wish)
}

fn is_on(manifest: &Manifest, name: &str) -> bool {
    manifest.has(name) || manifest.runs_on(name)
}

/// Refuses what is neither a service nor a database.
fn known(name: &str, table: &Features) -> Result<(), Refusal> {
    let features = table.all().iter().map(|feature| feature.name.as_str());
    let databases = table
        .databases()
        .iter()
        .map(|database| database.name.as_str());
    let all: Vec<&str> = features.chain(databases).collect();
    if all.contains(&name) {
        return Ok(());
    }
    let refusal = Refusal::new(format!("there is no service `{name}`")).at(name, name);
    let lower = name.to_lowercase().replace('_', "-");
    Err(match did_you_mean(&lower, all.iter().copied()) {
        Some(close) => refusal.note(format!("did you mean `{close}`?")),
        None => refusal.help("boilerplate list services"),
    })
}

/// Refuses to take away what an entity needs.
fn refuse_needed(entity: &Entity, before: &Manifest, after: &Manifest) -> Result<(), Refusal> {
    let name = &entity.name;
    let goes = |feature: &str| before.has(feature) && !after.has(feature);
    let edit = |key: &str| {
        format!("take `{key}` out of [entity.{name}] in boilerplate.toml, then boilerplate apply")
    };
    let options = [
        ("auth", entity.owner.is_some(), "owner"),
        ("auth", entity.admin, "admin"),
        ("cache", entity.cache.is_some(), "cache"),
        ("rate-limit", entity.rate_limit, "rate_limit"),
    ];
    for (feature, is_set, key) in options {
        if goes(feature) && is_set {
            let message = format!("`{key}` of `{name}` needs `{feature}`");
            return Err(Refusal::new(message).help(edit(key)));
        }
    }
    for field in &entity.fields {
        let (feature, plural) = match &field.kind {
            Kind::References {
                target: Target::User,
                ..
            } => ("auth", "users"),
            Kind::References {
                target: Target::Tier,
                ..
            } => ("tiers", "tiers"),
            _ => continue,
        };
        if goes(feature) {
            let field = &field.name;
            let message =
                format!("`{name}` refers to {plural} by `{field}`, which needs `{feature}`");
            let help = match entity.fields.len() {
                1 => format!("boilerplate remove entity {name}"),
                _ => format!("boilerplate remove field {name} {field}"),
            };
            return Err(Refusal::new(message).help(help));
        }
    }
    Ok(())
}
