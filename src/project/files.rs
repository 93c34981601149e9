//! Every change of the disk goes through here: errors say what failed where, and tests can make any of them fail.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::tree::Mode;

/// The disk, with an optional fault.
#[derive(Default)]
pub struct Files<'a> {
    fault: Option<Fault<'a>>,
}

/// Decides, before each change of the disk, whether it fails.
type Fault<'a> = Box<dyn FnMut() -> io::Result<()> + 'a>;

impl<'a> Files<'a> {
    /// A disk on which `fault` is asked before every change.
    pub fn with_fault(fault: impl FnMut() -> io::Result<()> + 'a) -> Self {
        Self {
            fault: Some(Box::new(fault)),
        }
    }

    /// Creates one folder, if it is not there.
    pub(super) fn create_dir(&mut self, path: &Path) -> Result<()> {
        let created = self.check().and_then(|()| match fs::create_dir(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            result => result,
        });
        created.with_context(|| format!("could not create the folder {}", path.display()))
    }

    /// Makes a folder that only its owner may enter.
    pub(super) fn close_dir(&mut self, path: &Path) -> Result<()> {
        self.check()
            .and_then(|()| close(path))
            .with_context(|| format!("could not set the permissions of {}", path.display()))
    }

    /// Writes a file that must not exist yet.
    pub(super) fn write_new(&mut self, path: &Path, contents: &[u8], mode: Mode) -> Result<()> {
        self.check()
            .and_then(|()| options(mode).open(path)?.write_all(contents))
            .and_then(|()| open_up(path, mode))
            .with_context(|| format!("could not write {}", path.display()))
    }

    /// Gives a file the permissions of another one.
    pub(super) fn copy_permissions(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.check()
            .and_then(|()| fs::set_permissions(to, fs::metadata(from)?.permissions()))
            .with_context(|| format!("could not set the permissions of {}", to.display()))
    }

    /// Moves a file, over another one if need be.
    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.check()
            .and_then(|()| fs::rename(from, to))
            .with_context(|| format!("could not move {} to {}", from.display(), to.display()))
    }

    /// Deletes a file, if it is there.
    pub(super) fn remove_file(&mut self, path: &Path) -> Result<()> {
        let removed = self.check().and_then(|()| fs::remove_file(path));
        unless_missing(removed).with_context(|| format!("could not delete {}", path.display()))
    }

    /// Deletes a folder with all that is in it, if it is there.
    pub(super) fn remove_tree(&mut self, path: &Path) -> Result<()> {
        let removed = self.check().and_then(|()| fs::remove_dir_all(path));
        unless_missing(removed).with_context(|| format!("could not delete {}", path.display()))
    }

    /// Deletes a folder, if it is empty.
    pub(super) fn remove_empty_dir(&mut self, path: &Path) -> Result<()> {
        let removed = self.check().and_then(|()| match fs::remove_dir(path) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
            result => result,
        });
        unless_missing(removed).with_context(|| format!("could not delete {}", path.display()))
    }

    fn check(&mut self) -> io::Result<()> {
        self.fault.as_mut().map_or(Ok(()), |fault| fault())
    }
}

fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Whoever mounts a sheltered file can read it, whatever the umask says.
#[cfg(unix)]
fn open_up(path: &Path, mode: Mode) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    match mode {
        Mode::Sheltered => fs::set_permissions(path, fs::Permissions::from_mode(0o644)),
        Mode::Regular | Mode::Executable | Mode::Private => Ok(()),
    }
}

#[cfg(not(unix))]
fn open_up(_: &Path, _: Mode) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn close(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn options(mode: Mode) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(match mode {
        Mode::Regular => 0o666,
        Mode::Executable => 0o777,
        Mode::Private => 0o600,
        Mode::Sheltered => 0o644,
    });
    options
}

#[cfg(not(unix))]
fn options(_: Mode) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}
