//! From a manifest to the files of a project: no clock, no disk, no network, no randomness.

mod cargo_lock;
mod change;
mod context;
mod database;
pub mod entity;
pub mod format;
pub mod migration;
mod resources;
mod templates;

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow, bail};
use tera::Tera;

pub use change::{Trees, change};
pub use templates::{OVERLAY, Template, Templates, slashed};

use crate::entity::Entity;
use crate::features::{Features, matches};
use crate::manifest::{FILE_NAME, LOCK_NAME, Lock, Manifest};
use crate::project::{File, Mode, Policy, Tree};
use crate::secrets::Secrets;

/// Where a project keeps its migrations, one module each.
pub const MIGRATIONS: &str = "src/migrations/";

/// The first line of documents that are regenerated.
const HEADER: &str = "\
<!-- Written by boilerplate from boilerplate.toml: do not edit, it is regenerated. -->
";

/// What a project is rendered from besides its manifest.
#[derive(Clone)]
pub struct Inputs {
    /// The values for `.env`.
    pub secrets: Secrets,
    /// The migrations already in the project's folder, as module names.
    pub migrations: BTreeSet<String>,
}

/// Renders every file of the project that `manifest` describes, the manifest and its lock included.
pub fn render(
    manifest: &Manifest,
    inputs: &Inputs,
    templates: &Templates,
    table: &Features,
) -> Result<Tree> {
    render_but(&BTreeSet::new(), manifest, inputs, templates, table)
}

/// The same, but for the modules of the entities in `left_out`.
fn render_but(
    left_out: &BTreeSet<&str>,
    manifest: &Manifest,
    inputs: &Inputs,
    templates: &Templates,
    table: &Features,
) -> Result<Tree> {
    let wanted: Vec<_> = templates
        .iter()
        .filter(|(path, _)| is_wanted(path, manifest, table))
        .collect();
    let mut migrations = inputs.migrations.clone();
    migrations.extend(wanted.iter().filter_map(|(path, _)| migration_name(path)));
    let migrations: Vec<String> = migrations.into_iter().collect();

    let engine = engine(&wanted)?;
    let context = context::context(manifest, inputs, &migrations, table);
    let mut tree = Tree::new();
    for (path, template) in wanted {
        let contents = if template.tagged {
            render_one(&engine, path, &context)?.into_bytes()
        } else {
            template.contents.to_vec()
        };
        tree.insert(path.to_owned(), file(path, template, contents, table));
    }
    let entities = manifest.entities.iter();
    let rendered = entities.filter(|entity| !left_out.contains(entity.name.as_str()));
    insert_entities(&mut tree, rendered, manifest, templates)?;
    tree.insert(FILE_NAME.into(), File::registry(manifest.to_toml()?));
    let lock = Lock::new(manifest).to_toml()?;
    tree.insert(LOCK_NAME.into(), File::registry(lock));
    Ok(tree)
}

/// Adds what the entities make: their modules, and the documents about all of them.
fn insert_entities<'m>(
    tree: &mut Tree,
    entities: impl Iterator<Item = &'m Entity>,
    manifest: &Manifest,
    templates: &Templates,
) -> Result<()> {
    let renderer = entity::Renderer::new(templates)?;
    for entity in entities {
        for (path, contents) in renderer.files(entity, manifest)? {
            let file = File {
                rendered: true,
                ..File::managed(contents)
            };
            tree.insert(path, file);
        }
    }
    let database = database::database(manifest);
    tree.insert(database::PATH.into(), File::registry(database));
    if !manifest.entities.is_empty() {
        let resources = resources::resources(manifest);
        tree.insert(resources::PATH.into(), File::registry(resources));
    }
    Ok(())
}

/// The module name of a migration, if `path` is one.
pub fn migration_name(path: &str) -> Option<String> {
    let module = path.strip_prefix(MIGRATIONS)?.strip_suffix(".rs")?;
    (module != "mod" && !module.contains('/')).then(|| module.to_owned())
}

/// Whether no option that owns the file is off.
fn is_wanted(path: &str, manifest: &Manifest, table: &Features) -> bool {
    let owned = |files: &[String]| files.iter().any(|pattern| matches(pattern, path));
    let mut features = table.all().iter();
    let mut databases = table.databases().iter();
    features.all(|feature| manifest.has(&feature.name) || !owned(&feature.files))
        && databases.all(|database| manifest.runs_on(&database.name) || !owned(&database.files))
}

fn engine(wanted: &[(&str, &Template)]) -> Result<Tera> {
    let mut engine = Tera::new();
    engine.autoescape_on(Vec::<&str>::new());
    let mut sources = Vec::new();
    for (path, template) in wanted.iter().filter(|(_, template)| template.tagged) {
        let text = std::str::from_utf8(&template.contents)
            .with_context(|| format!("template {path} is not UTF-8"))?;
        sources.push((*path, text));
    }
    engine
        .add_raw_templates(sources)
        .map_err(|error| anyhow!("{error}"))?;
    Ok(engine)
}

/// Renders one template; a name that nothing defines is an error even where Tera would read it as false.
fn render_one(engine: &Tera, path: &str, context: &tera::Context) -> Result<String> {
    let variables = engine
        .get_template_variables(path)
        .with_context(|| format!("could not read template {path}"))?;
    if let Some(unknown) = variables.iter().find(|name| !context.contains_key(name)) {
        bail!("template {path} uses `{unknown}`, which is not defined");
    }
    let text = engine.render(path, context).map_err(|e| anyhow!("{e}"))?;
    Ok(match path {
        "Cargo.lock" => cargo_lock::sort(&text),
        _ => text,
    })
}

fn file(path: &str, template: &Template, contents: Vec<u8>, table: &Features) -> File {
    let listed = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, path));
    File {
        contents,
        policy: if listed(&table.policy.registry) {
            Policy::Registry
        } else if listed(&table.policy.once) {
            Policy::Once
        } else {
            Policy::Managed
        },
        mode: if listed(&table.policy.private) {
            Mode::Private
        } else if listed(&table.policy.sheltered) {
            Mode::Sheltered
        } else if listed(&table.policy.executable) {
            Mode::Executable
        } else {
            Mode::Regular
        },
        rendered: template.tagged,
    }
}

#[cfg(test)]
mod tests {
    use super::migration_name;

    #[test]
    fn migrations_are_the_modules_of_their_folder() {
        let path = "src/migrations/m20260101_000000_create_users.rs";
        assert_eq!(
            migration_name(path).as_deref(),
            Some("m20260101_000000_create_users")
        );
        assert_eq!(migration_name("src/migrations/mod.rs"), None);
        assert_eq!(migration_name("src/main.rs"), None);
    }
}
