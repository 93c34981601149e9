//! One command at a time in a project.
//!
//! What is locked is the folder itself, so that nothing is left behind and nothing is written by a
//! command that only looks. The lock goes with the process, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::Result;

use crate::refusal::Refusal;

/// The right to change what is in a folder, until it is dropped.
#[derive(Debug)]
pub struct Guard {
    _folder: Option<File>,
}

impl Guard {
    /// Takes the right to change the project in `root`.
    ///
    /// # Errors
    /// If another command has it.
    pub fn take(root: &Path) -> Result<Self> {
        let Some(folder) = open(root) else {
            return Ok(Self { _folder: None });
        };
        match folder.try_lock() {
            Err(TryLockError::WouldBlock) => Err(refusal(root, &folder).into()),
            // A file system without locks is no reason not to work on it.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self {
                _folder: Some(folder),
            }),
        }
    }

    /// Waits for the right to change what is in the closest folder around `path` that exists.
    pub fn wait(path: &Path) -> Self {
        let absolute = std::path::absolute(path).unwrap_or_default();
        let folder = absolute.ancestors().find(|folder| folder.is_dir());
        let folder = folder.and_then(open);
        if let Some(folder) = &folder {
            // Without locks, two commands that make the same project are told apart by its files.
            let _ = folder.lock();
        }
        Self { _folder: folder }
    }
}

fn refusal(root: &Path, folder: &File) -> Refusal {
    let holder = match holder(folder) {
        Some(process) => format!("another command (process {process})"),
        None => "another command".to_owned(),
    };
    let message = format!("{holder} is at work in {}", root.display());
    Refusal::failure(message).help("wait until it is done, then try again")
}

#[cfg(unix)]
fn open(folder: &Path) -> Option<File> {
    File::open(folder).ok()
}

/// A folder is no file elsewhere: a file with its name stands for it, in the folder for such files.
#[cfg(not(unix))]
fn open(folder: &Path) -> Option<File> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut hasher = DefaultHasher::new();
    std::fs::canonicalize(folder).ok()?.hash(&mut hasher);
    let name = format!("boilerplate-{:016x}.lock", hasher.finish());
    File::create(std::env::temp_dir().join(name)).ok()
}

/// The process that holds the lock, where the system says so.
#[cfg(target_os = "linux")]
fn holder(folder: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    let inode = folder.metadata().ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    // `1: FLOCK  ADVISORY  WRITE 4242 00:2b:123 0 EOF`
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, _, process, place, ..] = words.as_slice() else {
            return None;
        };
        let is_it = place.rsplit(':').next() == Some(&inode);
        is_it.then(|| process.parse().ok().filter(|process| *process > 0))?
    })
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<u32> {
    None
}
