//! What a template may ask for.

use tera::Context;

use super::Inputs;
use crate::entity::Entity;
use crate::features::Features;
use crate::manifest::{Manifest, name};

/// The variables of every template; each option is there, on or off, so that a misspelt one is an error.
pub(super) fn context(
    manifest: &Manifest,
    inputs: &Inputs,
    migrations: &[String],
    table: &Features,
) -> Context {
    let mut context = Context::new();
    context.insert("version", env!("CARGO_PKG_VERSION"));
    context.insert("name", &manifest.name);
    context.insert("crate_name", &name::crate_name(&manifest.name));
    for (feature, on) in &manifest.features {
        context.insert(feature.replace('-', "_"), on);
    }
    for database in table.databases() {
        context.insert(database.name.clone(), &manifest.runs_on(&database.name));
    }
    context.insert("secret_key", &inputs.secrets.secret_key);
    context.insert("admin_password", &inputs.secrets.admin_password);
    context.insert("database_password", &inputs.secrets.database_password);
    context.insert("pgadmin_password", &inputs.secrets.pgadmin_password);
    context.insert("migrations", migrations);
    let modules = manifest.entities.iter().map(Entity::module);
    context.insert("entities", &modules.collect::<Vec<_>>());
    context
}
