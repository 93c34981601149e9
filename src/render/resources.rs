//! `docs/resources.md`: the entities and their routes.

use super::entity::routes;
use crate::entity::Entity;
use crate::manifest::Manifest;

/// Where it stands in a project that has entities.
pub(super) const PATH: &str = "docs/resources.md";

/// A line for each entity.
pub(super) fn resources(manifest: &Manifest) -> String {
    let mut text = format!("{}# Resources\n\n", super::HEADER);
    let auth = manifest.has("auth");
    text += match auth {
        true => {
            "| resource | routes below `/api/v1` | who reads | who writes |\n|---|---|---|---|\n"
        }
        false => "| resource | routes below `/api/v1` |\n|---|---|\n",
    };
    for entity in &manifest.entities {
        let routes: Vec<_> = routes(entity, manifest)
            .iter()
            .map(|route| format!("`{route}`"))
            .collect();
        text += &format!("| `{}` | {} |", entity.name, routes.join(" · "));
        if auth {
            text += &format!(" {} | {} |", readers(entity), writers(entity));
        }
        text.push('\n');
    }
    text
}

fn readers(entity: &Entity) -> &'static str {
    match entity.public {
        true => "everybody",
        false => writers(entity),
    }
}

fn writers(entity: &Entity) -> &'static str {
    match (entity.admin, &entity.owner) {
        (true, _) => "superusers",
        (false, Some(_)) => "the owner, superusers",
        (false, None) => "users",
    }
}
