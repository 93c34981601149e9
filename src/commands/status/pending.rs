//! What boilerplate.toml says that the project is not yet.

use crate::entity::Entity;
use crate::manifest::Manifest;

/// The differences, a line each.
pub(super) fn between(old: &Manifest, new: &Manifest) -> Vec<String> {
    let mut lines = Vec::new();
    if old.name != new.name {
        lines.push(format!("name {}, was {}", new.name, old.name));
    }
    for (feature, on) in &new.features {
        if old.has(feature) != *on {
            lines.push(format!(
                "service {feature} {}",
                if *on { "on" } else { "off" }
            ));
        }
    }
    if old.databases != new.databases {
        lines.push(format!("databases {}", new.databases.join(", ")));
    }
    for entity in &old.entities {
        if new.entity(&entity.name).is_none() {
            lines.push(format!("entity {} gone", entity.name));
        }
    }
    for entity in &new.entities {
        match old.entity(&entity.name) {
            None => lines.push(format!("entity {} new", entity.name)),
            Some(before) if before != entity => changed(before, entity, &mut lines),
            Some(_) => {}
        }
    }
    let order = |manifest: &Manifest| -> Vec<String> {
        let entities = manifest.entities.iter();
        entities.map(|entity| entity.name.clone()).collect()
    };
    if lines.is_empty() && order(old) != order(new) {
        lines.push("entities in another order".to_owned());
    }
    lines
}

fn changed(before: &Entity, after: &Entity, lines: &mut Vec<String>) {
    let name = &after.name;
    let count = lines.len();
    let find = |entity: &Entity, name: &str| {
        let mut fields = entity.fields.iter();
        fields.find(|field| field.name == name).cloned()
    };
    for field in &before.fields {
        if find(after, &field.name).is_none() {
            lines.push(format!("field {name}.{} gone", field.name));
        }
    }
    for field in &after.fields {
        match find(before, &field.name) {
            None => lines.push(format!("field {name}.{} new", field.name)),
            Some(was) if was != *field => {
                lines.push(format!("field {name}.{field}, was {was}"));
            }
            Some(_) => {}
        }
    }
    if lines.len() == count {
        lines.push(format!("entity {name} with other options"));
    }
}
