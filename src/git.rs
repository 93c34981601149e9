//! The repository of a new project.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Makes `root` a git repository, unless it is inside of one; says whether it did.
///
/// A machine without git is not an error.
pub(crate) fn init(root: &Path) -> Result<bool> {
    let Ok(inside) = git(root, &["rev-parse", "--is-inside-work-tree"]) else {
        return Ok(false);
    };
    if inside {
        return Ok(false);
    }
    let done = git(root, &["init", "--quiet"]).context("git init")?;
    ensure!(done, "git init failed");
    Ok(true)
}

/// Runs git quietly; says whether it succeeded.
fn git(root: &Path, arguments: &[&str]) -> Result<bool> {
    let status = Command::new("git")
        .current_dir(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("git could not be started")?;
    Ok(status.success())
}
