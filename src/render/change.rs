//! The trees of a project before and after a change of its manifest.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{Inputs, Templates, entity, migration, render_but};
use crate::entity::{Entity, words};
use crate::features::Features;
use crate::manifest::Manifest;
use crate::project::{File, Policy, Rename, Tree};
use crate::schema::{Intent, Stamp, changes};

/// What a project should have been, and what it should become.
///
/// Files that the change does not touch are in neither: nothing happens to them.
#[derive(Debug, Clone, Default)]
pub struct Trees {
    /// From the manifest as last applied.
    pub old: Tree,
    /// From the manifest as it is now, with the migrations that lead there.
    pub new: Tree,
    /// Where the files of a renamed entity were, by their new paths.
    pub moved: BTreeMap<String, String>,
    /// The names that change.
    pub renames: Vec<Rename>,
    /// The files of the project that the change does not touch, with their contents where those were
    /// rendered.
    pub others: BTreeMap<String, Option<File>>,
}

/// Renders the difference that a change of the manifest makes.
pub fn change(
    old: &Manifest,
    new: &Manifest,
    intent: &Intent,
    inputs: &Inputs,
    now: Stamp,
    templates: &Templates,
    table: &Features,
) -> Result<Trees> {
    let mut migrations = Vec::new();
    let mut inputs = inputs.clone();
    let templated = templates
        .iter()
        .filter_map(|(path, _)| super::migration_name(path));
    let known = templated
        .chain(inputs.migrations.iter().cloned())
        .collect::<Vec<_>>();
    let mut stamp = now.after(known.iter());
    for step in changes(old, new, intent)? {
        let module = format!("m{stamp}_{}", step.name());
        let contents = migration::migration(&step, new)?;
        migrations.push((format!("{}{module}.rs", super::MIGRATIONS), contents));
        stamp = stamp.after([&module].into_iter());
        inputs.migrations.insert(module);
    }
    let same = untouched(old, new);
    let before = render_but(&same, old, &inputs, templates, table)?;
    let mut after = render_but(&same, new, &inputs, templates, table)?;
    for (path, contents) in migrations {
        let file = File {
            rendered: true,
            ..File::once(contents)
        };
        after.insert(path, file);
    }
    let mut trees = Trees::between((old, before), (new, after), intent);
    trees.others.extend(same.iter().flat_map(|name| {
        let module = words::snake(name);
        entity::FILES.map(|file| (format!("src/entities/{module}/{file}"), None))
    }));
    Ok(trees)
}

impl Trees {
    /// The difference between two projects, each with its files.
    pub fn between(old: (&Manifest, Tree), new: (&Manifest, Tree), intent: &Intent) -> Self {
        let (before, after) = (old.0, new.0);
        let mut trees = Self {
            old: old.1,
            new: new.1,
            renames: renames(before, after, intent),
            ..Self::default()
        };
        trees.moved = moved(before, after, intent, &trees);
        trees.others = forget_untouched(&mut trees);
        trees
    }
}

/// The entities that are renamed, before and after.
fn renamed<'m>(
    old: &'m Manifest,
    new: &'m Manifest,
    intent: &'m Intent,
) -> impl Iterator<Item = (&'m Entity, &'m Entity)> {
    let names = intent.entities.iter();
    names.filter_map(|(after, before)| Some((old.entity(before)?, new.entity(after)?)))
}

/// Where the files of renamed entities were, by their new paths.
fn moved(
    old: &Manifest,
    new: &Manifest,
    intent: &Intent,
    trees: &Trees,
) -> BTreeMap<String, String> {
    let mut moved = BTreeMap::new();
    for (before, after) in renamed(old, new, intent) {
        let [from, to] = [before, after].map(folder);
        if from == to {
            continue;
        }
        for path in trees.old.keys() {
            let target = path.strip_prefix(&from).map(|name| format!("{to}{name}"));
            let target = target.filter(|target| trees.new.contains_key(target));
            moved.extend(target.map(|target| (target, path.clone())));
        }
    }
    moved
}

fn folder(entity: &Entity) -> String {
    format!("src/entities/{}/", entity.module())
}

/// The names that change in Rust code: those of entities everywhere, those of fields beside them.
fn renames(old: &Manifest, new: &Manifest, intent: &Intent) -> Vec<Rename> {
    let entities = renamed(old, new, intent).map(|(before, after)| {
        let spellings = |entity: &Entity| {
            let (name, plural, module) = (&entity.name, &entity.plural, entity.module());
            let (loud, single) = (plural.to_uppercase(), module.to_uppercase());
            [
                name.clone(),
                words::pascal(plural),
                plural.clone(),
                loud,
                single,
                module,
            ]
        };
        Rename {
            folders: Vec::new(),
            words: spellings(before)
                .into_iter()
                .zip(spellings(after))
                .collect(),
            module: Some((before.module(), after.module())),
        }
    });
    let fields = intent.fields.iter().filter_map(|((name, after), before)| {
        let entity = new.entity(name)?;
        let earlier = old.entity(intent.entities.get(name).unwrap_or(name))?;
        let spellings =
            |field: &str| [field.to_owned(), words::pascal(field), field.to_uppercase()];
        Some(Rename {
            folders: vec![folder(earlier), folder(entity)],
            words: spellings(before)
                .into_iter()
                .zip(spellings(after))
                .collect(),
            module: None,
        })
    });
    entities.chain(fields).collect()
}

/// The entities whose modules are the same in both projects: they are themselves the same, and so is
/// all that they refer to, directly or not. In a project of many entities that is most of the work.
fn untouched<'m>(old: &'m Manifest, new: &Manifest) -> BTreeSet<&'m str> {
    let is_same_project =
        old.name == new.name && old.databases == new.databases && old.features == new.features;
    let mut same: BTreeMap<&str, &Entity> = old
        .entities
        .iter()
        .filter(|entity| is_same_project && new.entity(&entity.name) == Some(entity))
        .map(|entity| (entity.name.as_str(), entity))
        .collect();
    loop {
        let names: BTreeSet<_> = same.keys().copied().collect();
        same.retain(|_, entity| entity.targets().all(|target| names.contains(target)));
        if same.len() == names.len() {
            return names;
        }
    }
}

/// Takes out what is the same in both trees, and the old registries: they are regenerated anyway.
fn forget_untouched(trees: &mut Trees) -> BTreeMap<String, Option<File>> {
    let Trees { old, new, .. } = trees;
    let mut same = BTreeMap::new();
    new.retain(|path, file| {
        file.policy == Policy::Registry || old.get(path) != Some(file) || {
            same.insert(path.clone(), old.remove(path));
            false
        }
    });
    old.retain(|path, file| file.policy != Policy::Registry || !new.contains_key(path));
    same
}
