//! An entity that is there already.

use anyhow::Result;

use super::refuse;
use crate::commands::project::Project;
use crate::entity::{Entity, Request};
use crate::manifest::Manifest;
use crate::refusal::Refusal;

/// The entity of the requested name.
pub(super) fn find<'a>(request: &Request, project: &'a Project) -> Option<&'a Entity> {
    let names = request.names().ok()?;
    project.manifest.entity(&names.name)
}

/// The requested entity, if it is the one that is there.
pub(super) fn same(request: &Request, there: &Entity, manifest: &Manifest) -> Result<Entity> {
    let others = manifest.entities.iter().filter(|other| *other != there);
    let others: Vec<Entity> = others.cloned().collect();
    let name = &there.name;
    if request.fields.is_empty() {
        let refusal = Refusal::failure(format!("there is an entity `{name}` already"));
        return Err(refusal.help("boilerplate list entities").into());
    }
    let mut request = request.clone();
    // What is not said again stays as it is.
    request.plural = request.plural.or_else(|| Request::of(there).plural);
    let wanted = request
        .entity(&manifest.scope(), &others)
        .map_err(|refused| refuse::refusal(&request, &refused))?;
    if wanted == *there {
        return Ok(wanted);
    }
    Err(another(there, &wanted).into())
}

/// The refusal of an entity that has the name of another one.
fn another(there: &Entity, wanted: &Entity) -> Refusal {
    let name = &there.name;
    let spelled = |entity: &Entity| entity.fields.iter().map(ToString::to_string).collect();
    let (has, wants): (Vec<String>, Vec<String>) = (spelled(there), spelled(wanted));
    let new: Vec<_> = wants
        .iter()
        .filter(|field| !has.contains(field))
        .cloned()
        .collect();
    let gone: Vec<_> = has
        .iter()
        .filter(|field| !wants.contains(field))
        .cloned()
        .collect();
    let mut differences = Vec::new();
    if !new.is_empty() {
        differences.push(format!("without {}", new.join(" ")));
    }
    if !gone.is_empty() {
        differences.push(format!("with {}", gone.join(" ")));
    }
    let message = match differences.as_slice() {
        [] if has == wants => format!("there is an entity `{name}` already, with other options"),
        [] => format!("there is an entity `{name}` already, its fields in another order"),
        differences => {
            let differences = differences.join(", and ");
            format!("there is an entity `{name}` already, {differences}")
        }
    };
    let refusal = Refusal::failure(message);
    let name_of = |field: &String| field.split(':').next().unwrap_or_default().to_owned();
    let names = |fields: &[String]| fields.iter().map(name_of).collect::<Vec<_>>();
    let (new_names, gone_names) = (names(&new), names(&gone));
    let changes_one = new_names.iter().any(|name| gone_names.contains(name));
    let quoted: Vec<String> = new.iter().map(|field| crate::cli::quoted(field)).collect();
    let edit = format!("change [entity.{name}] in boilerplate.toml, then boilerplate apply");
    refusal.help(match (new.is_empty(), gone.is_empty()) {
        _ if changes_one => edit,
        (true, true) => edit,
        (false, true) => format!("boilerplate add field {name} {}", quoted.join(" ")),
        (true, false) => format!("boilerplate remove field {name} {}", gone_names.join(" ")),
        (false, false) => match (new_names.as_slice(), gone_names.as_slice()) {
            ([after], [before]) if has_one_type(&new, &gone) => {
                format!("boilerplate rename field {name} {before} {after}")
            }
            _ => format!(
                "boilerplate add field {name} {}, and boilerplate remove field {name} {}",
                quoted.join(" "),
                gone_names.join(" ")
            ),
        },
    })
}

/// Whether two fields differ in their names only.
fn has_one_type(new: &[String], gone: &[String]) -> bool {
    let rest = |fields: &[String]| {
        let field = fields.first().and_then(|field| field.split_once(':'));
        field.map(|(_, rest)| rest.to_owned())
    };
    rest(new) == rest(gone)
}
