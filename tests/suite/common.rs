//! What several tests need.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::Tree;
use boilerplate_cli::render::{Inputs, Templates, format, render};
use boilerplate_cli::secrets::Secrets;
use walkdir::WalkDir;

/// Secrets that are obviously none.
pub(crate) fn inputs() -> Inputs {
    Inputs {
        secrets: Secrets {
            secret_key: "0123456789abcdef".repeat(4),
            admin_password: "Example-Passw0rd".to_owned(),
            database_password: "fedcba9876543210".repeat(4),
            pgadmin_password: "89abcdef01234567".repeat(4),
        },
        migrations: BTreeSet::new(),
    }
}

/// A project with the options of that preset.
pub(crate) fn preset(name: &str) -> Result<Manifest> {
    let table = Features::load()?;
    let preset = table.preset(name).context("no such preset")?;
    Ok(Manifest::new("example", preset, &table))
}

/// What `new` would write, with fixed secrets.
pub(crate) fn rendered(manifest: &Manifest) -> Result<Tree> {
    render(
        manifest,
        &inputs(),
        &Templates::embedded(),
        &Features::load()?,
    )
}

/// The same after rustfmt.
pub(crate) fn formatted(manifest: &Manifest) -> Result<Tree> {
    let mut tree = rendered(manifest)?;
    format::format(&mut tree, &std::env::temp_dir())?;
    Ok(tree)
}

/// The files below a folder, by their path in it.
pub(crate) fn files(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = boilerplate_cli::render::slashed(entry.path().strip_prefix(root)?);
            files.push((path, entry.into_path()));
        }
    }
    Ok(files)
}

/// The files below a folder with their contents.
pub(crate) fn contents(root: &Path) -> Result<Vec<(String, String)>> {
    files(root)?
        .into_iter()
        .map(|(path, file)| Ok((path, String::from_utf8_lossy(&fs::read(file)?).into_owned())))
        .collect()
}

/// The command, in a folder, with neither a terminal nor colours nor the developer's settings.
pub(crate) fn command<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boilerplate"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null());
    command
}

/// Runs the command; its exit code, stdout and stderr, in a form to read.
pub(crate) fn run<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Result<String> {
    let output = command(folder, arguments).output()?;
    let code = output.status.code().context("killed")?;
    let stdout = String::from_utf8(output.stdout)?;
    let stderr = String::from_utf8(output.stderr)?;
    let mut text = format!("exit {code}\n");
    for (name, stream) in [("stdout", stdout), ("stderr", stderr)] {
        if !stream.is_empty() {
            text += &format!("--- {name}\n{stream}");
        }
    }
    Ok(text)
}
