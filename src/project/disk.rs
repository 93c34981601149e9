//! What is on disk where a project's files belong, and beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use super::journal::WORK;
use super::tree::{Policy, Tree};

/// How large a file may be to be looked into.
const LARGEST: u64 = 1 << 20;

/// What stands at a path; nothing is not an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A file with these contents.
    File(Vec<u8>),
    /// Something that is not a plain file, and what it is.
    Obstacle(&'static str),
}

/// The part of a folder that a plan is about, by the paths of its tree.
pub type Snapshot = BTreeMap<String, Entry>;

/// Reads what stands at `paths` under `root`.
pub fn snapshot<'a>(root: &Path, paths: impl IntoIterator<Item = &'a String>) -> Result<Snapshot> {
    let mut snapshot = Snapshot::new();
    for path in paths {
        if let Some(entry) = entry(&root.join(path))? {
            snapshot.insert(path.clone(), entry);
        }
    }
    Ok(snapshot)
}

/// Reads what a change from `old` to `new` may concern of the files that are in neither: Rust code,
/// what stands in the folders of modules that go, and what may be a file that is not in its place.
pub fn own(root: &Path, old: &Tree, disk: &Snapshot, new: &Tree) -> Result<Snapshot> {
    let managed = old
        .iter()
        .filter(|(_, file)| file.policy == Policy::Managed);
    let managed: Vec<&String> = managed.map(|(path, _)| path).collect();
    let mut own = Snapshot::new();
    if managed.is_empty() {
        return Ok(own);
    }
    let extension = |path: &str| {
        path.rsplit_once('.')
            .map(|(_, extension)| extension.to_owned())
    };
    let missing = managed.iter().filter(|path| !disk.contains_key(**path));
    let mut extensions: BTreeSet<_> = missing.filter_map(|path| extension(path)).collect();
    extensions.insert("rs".to_owned());
    let modules = managed.iter().filter(|path| !new.contains_key(**path));
    let folders: Vec<&str> = modules
        .filter_map(|path| path.strip_suffix("mod.rs"))
        .collect();

    let ignored = ignored(root);
    let walk = WalkDir::new(root).sort_by_file_name().into_iter();
    for found in walk.filter_entry(|entry| is_of_project(entry, &ignored)) {
        let found = found.context("could not look through the project")?;
        let Ok(relative) = found.path().strip_prefix(root) else {
            continue;
        };
        let parts = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let path = parts.collect::<Vec<_>>().join("/");
        let goes = folders.iter().any(|folder| path.starts_with(folder));
        let is_candidate =
            extension(&path).is_some_and(|extension| extensions.contains(&extension));
        let is_small = || {
            found
                .metadata()
                .is_ok_and(|metadata| metadata.len() <= LARGEST)
        };
        let is_new =
            !found.file_type().is_dir() && !old.contains_key(&path) && !new.contains_key(&path);
        let is_plain = found.file_type().is_file();
        if is_new
            && (goes || (is_plain && is_candidate && is_small()))
            && let Some(entry) = entry(found.path())?
        {
            own.insert(path, entry);
        }
    }
    Ok(own)
}

/// The names at the top of the project that git does not see.
fn ignored(root: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let names = text
        .lines()
        .map(|line| line.trim().trim_matches('/').to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether a file or folder is neither hidden nor ignored nor a package of its own.
fn is_of_project(entry: &DirEntry, ignored: &BTreeSet<String>) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let is_ignored = entry.depth() == 1 && ignored.contains(name.as_ref());
    let is_package = || entry.file_type().is_dir() && entry.path().join("Cargo.toml").is_file();
    let is_output = matches!(name.as_ref(), "target" | "node_modules") || name == WORK;
    let is_hidden = name.starts_with('.') || name.ends_with('~');
    !(is_ignored || is_hidden || (is_output && entry.file_type().is_dir()) || is_package())
}

fn entry(path: &Path) -> Result<Option<Entry>> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Ok(Some(Entry::Obstacle("in a folder that is a file")));
        }
        Err(error) => {
            return Err(error).with_context(|| format!("could not look at {}", path.display()));
        }
    };
    Ok(Some(if metadata.is_symlink() {
        Entry::Obstacle("a symbolic link")
    } else if metadata.is_dir() {
        Entry::Obstacle("a folder")
    } else {
        let contents =
            fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        Entry::File(contents)
    }))
}
