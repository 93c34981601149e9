//! What is on disk where a project's files belong.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

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
