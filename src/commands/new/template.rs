//! `boilerplate new --template`: a cargo-generate template instead of the built-in tree.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use cargo_generate::{GenerateArgs, TemplatePath, Vcs, generate};
use walkdir::WalkDir;

use crate::project::{File, Mode, Tree};
use crate::refusal::Refusal;
use crate::render::slashed;

/// Where cargo-generate looks for the author; without any of them it fails.
const AUTHOR: &[&str] = &[
    "CARGO_NAME",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_NAME",
    "USER",
    "USERNAME",
    "NAME",
];

/// Runs this command once more with an author, if the environment names none.
pub(in crate::commands) fn with_author() -> Result<Option<ExitCode>> {
    if AUTHOR.iter().any(|name| env::var_os(name).is_some()) {
        return Ok(None);
    }
    let status = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env("CARGO_NAME", "unknown")
        .status()
        .context("could not restart with an author")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(Some(code.map_or(ExitCode::FAILURE, ExitCode::from)))
}

/// Expands a template away from the project, and reads the result.
pub(super) fn expand(template: &str, name: &str, silent: bool) -> Result<Tree> {
    let staging = tempfile::tempdir().context("could not create a temporary folder")?;
    let arguments = GenerateArgs {
        template_path: source(template)?,
        name: Some(name.to_owned()),
        destination: Some(staging.path().to_owned()),
        vcs: Some(Vcs::None),
        no_workspace: true,
        silent,
        quiet: true,
        ..GenerateArgs::default()
    };
    let root = generate(arguments).context("cargo-generate could not expand the template")?;
    read(&root)
}

fn source(template: &str) -> Result<TemplatePath> {
    let is_folder = Path::new(template).is_dir();
    if !is_folder && !cfg!(feature = "template-git") {
        let refusal = Refusal::new(format!("no template folder `{template}`"));
        let help = "git URLs need a build with the cargo feature `template-git`";
        return Err(refusal.at(template, template).help(help).into());
    }
    let text = Some(template.to_owned());
    Ok(match is_folder {
        true => TemplatePath {
            path: text,
            ..TemplatePath::default()
        },
        false => TemplatePath {
            git: text,
            ..TemplatePath::default()
        },
    })
}

fn read(root: &PathBuf) -> Result<Tree> {
    let mut tree = Tree::new();
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry.context("could not read the expanded template")?;
        if entry.file_type().is_file() {
            let path = entry.path();
            let contents =
                fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
            let mut file = File::once(contents);
            file.mode = mode(path)?;
            tree.insert(slashed(path.strip_prefix(root)?), file);
        }
    }
    Ok(tree)
}

#[cfg(unix)]
fn mode(path: &Path) -> Result<Mode> {
    use std::os::unix::fs::PermissionsExt;

    let bits = fs::metadata(path)?.permissions().mode();
    Ok(match bits & 0o100 {
        0 => Mode::Regular,
        _ => Mode::Executable,
    })
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Result<Mode> {
    Ok(Mode::Regular)
}
