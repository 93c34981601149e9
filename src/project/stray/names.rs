//! The names that vanish with a change.

use std::collections::{BTreeMap, BTreeSet};

use super::Final;
use super::paths::module;
use crate::project::declared::{What, declared};

/// What vanishes, and what else has such names.
pub(super) struct Names {
    /// Modules by their path, such as `crate::entities::post`.
    pub(super) modules: BTreeSet<Vec<String>>,
    /// What vanishes from modules that stay or go.
    pub(super) groups: Vec<Group>,
    /// The fields of structs that are there after the change.
    pub(super) fields: BTreeSet<String>,
    /// The items that are there after the change.
    pub(super) items: BTreeSet<String>,
    /// The types, such as `Model`, that several modules have.
    pub(super) shared: BTreeSet<String>,
    /// Crates.
    pub(super) dependencies: Vec<String>,
}

/// The files of one folder: what is in it belongs together.
pub(super) struct Group {
    /// Such as `src/entities/post/`, or a file in `src`.
    pub(super) folder: String,
    /// Its path, such as `crate::entities::post`.
    pub(super) module: Vec<String>,
    /// The types that it had.
    pub(super) types: BTreeSet<String>,
    pub(super) fields: BTreeSet<String>,
    pub(super) items: BTreeSet<String>,
}

/// The declarations of a group.
#[derive(Default)]
struct Had {
    module: Vec<String>,
    types: BTreeSet<String>,
    fields: BTreeSet<String>,
    items: BTreeSet<String>,
}

/// The folder that a file belongs to; a file at the top is one of its own.
pub(super) fn folder(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("src", _)) | None => path,
        Some((folder, _)) => path.get(..=folder.len()).unwrap_or(folder),
    }
}

impl Names {
    pub(super) fn new(
        had: &BTreeMap<&str, &str>,
        finals: &BTreeMap<&str, Final<'_>>,
        moved: &BTreeMap<String, String>,
        dependencies: Vec<String>,
    ) -> Option<Self> {
        let before = groups(had.iter().map(|(path, text)| (*path, *text)));
        let target_of = |name: &str| {
            let target = moved.iter().find(|(_, old)| folder(old) == name);
            target.map_or(name.to_owned(), |(new, _)| folder(new).to_owned())
        };
        let targets: BTreeSet<String> = before.keys().map(|name| target_of(name)).collect();
        let is_near = |path: &str| targets.contains(folder(path));
        let near = finals.iter().filter(|(path, _)| is_near(path));
        let near = groups(near.map(|(path, file)| (*path, file.text)));
        let modules: BTreeSet<_> = had.keys().filter_map(|path| module(path)).collect();
        let there: BTreeSet<_> = finals.keys().filter_map(|path| module(path)).collect();
        let nothing = Had::default();
        let vanished = before.into_iter().map(|(name, had)| {
            let now = near.get(target_of(name).as_str()).unwrap_or(&nothing);
            Group {
                folder: name.to_owned(),
                fields: had.fields.difference(&now.fields).cloned().collect(),
                items: had.items.difference(&now.items).cloned().collect(),
                module: had.module,
                types: had.types,
            }
        });
        let is_any = |group: &Group| !(group.fields.is_empty() && group.items.is_empty());
        let vanished: Vec<Group> = vanished.filter(is_any).collect();
        let modules: BTreeSet<Vec<String>> = modules
            .difference(&there)
            .filter(|path| path.len() > 1)
            .cloned()
            .collect();
        if modules.is_empty() && vanished.is_empty() && dependencies.is_empty() {
            return None;
        }
        // Only now is the whole project worth reading.
        let far = finals.iter().filter(|(path, _)| !is_near(path));
        let far = groups(far.map(|(path, file)| (*path, file.text)));
        let all = |names: fn(&Had) -> &BTreeSet<String>| {
            far.values()
                .chain(near.values())
                .flat_map(names)
                .cloned()
                .collect()
        };
        let mut types = BTreeSet::new();
        let every = far.values().chain(near.values()).flat_map(|had| &had.types);
        let shared = every.filter(|name| !types.insert(*name)).cloned().collect();
        Some(Self {
            shared,
            fields: all(|had| &had.fields),
            items: all(|had| &had.items),
            groups: vanished,
            modules,
            dependencies,
        })
    }
}

fn groups<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, Had> {
    let mut groups: BTreeMap<&str, Had> = BTreeMap::new();
    for (path, text) in files {
        let name = folder(path);
        let group = groups.entry(name).or_default();
        if group.module.is_empty() {
            let file = if name == path {
                path.to_owned()
            } else {
                format!("{name}mod.rs")
            };
            group.module = module(&file).unwrap_or_default();
        }
        for one in declared(text) {
            match one.what {
                What::Field => drop(group.fields.insert(one.name)),
                What::Item("mod") | What::Variant | What::Entry => {}
                What::Item(item) => {
                    if matches!(item, "struct" | "enum" | "trait" | "type") {
                        group.types.insert(one.name.clone());
                    }
                    group.items.insert(one.name);
                }
            }
        }
    }
    groups
}

/// The crates that only the old `Cargo.toml` has, as they are written in code.
pub(super) fn lost_dependencies(old: &[u8], new: &str) -> Vec<String> {
    let read = |text: &str| {
        let table: toml::Table = toml::from_str(text).unwrap_or_default();
        let sections = ["dependencies", "dev-dependencies"];
        let tables = sections
            .into_iter()
            .filter_map(|name| table.get(name)?.as_table());
        let names = tables.flat_map(|table| table.keys().map(|name| name.replace('-', "_")));
        names.collect::<BTreeSet<_>>()
    };
    let old = std::str::from_utf8(old).map(read).unwrap_or_default();
    old.difference(&read(new)).cloned().collect()
}
