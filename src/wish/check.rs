//! Whether a manifest that was edited is still one.

use crate::entity::{Entity, Refused, Request};
use crate::manifest::Manifest;
use crate::refusal::Refusal;

/// The entity at `index`, checked again beside all others.
pub(super) fn entity(manifest: &Manifest, index: usize) -> Result<Entity, Refused> {
    let others = manifest.entities.iter().enumerate();
    let others = others.filter(|(other, _)| *other != index);
    let others: Vec<Entity> = others.map(|(_, entity)| entity.clone()).collect();
    let request = manifest.entities.get(index).map(Request::of);
    let request = request.unwrap_or_default();
    request.entity(&manifest.scope(), &others)
}

/// Refuses a manifest that boilerplate.toml could not say.
pub(super) fn manifest(manifest: &Manifest) -> Result<(), Refusal> {
    for (index, there) in manifest.entities.iter().enumerate() {
        entity(manifest, index).map_err(|refused| beside(&there.name, &refused))?;
    }
    Ok(())
}

/// A problem of an entity that the command line does not name.
pub(super) fn beside(name: &str, refused: &Refused) -> Refusal {
    let problem = &refused.problem;
    let refusal = Refusal::new(format!("`{name}` would not do: {}", problem.message));
    refusal.help(match &problem.help {
        Some(help) => help.to_string(),
        None => format!("change [entity.{name}] in boilerplate.toml, then boilerplate apply"),
    })
}
