//! Where a project goes, and under which name.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::cli::New;
use crate::manifest::{FILE_NAME, name};
use crate::project;
use crate::refusal::Refusal;

/// The folder and the name of the project.
pub(super) fn target(arguments: &New, taken: &[String]) -> Result<(PathBuf, String)> {
    let Some(path) = &arguments.path else {
        let refusal = Refusal::new("`new` needs the <PATH> of the folder to create");
        return Err(refusal.help("boilerplate new shop").into());
    };
    refuse_elsewhere(path)?;
    let typed = path.to_string_lossy();
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => folder_name(path)?,
    };
    let Err(problem) = name::check(&name, taken) else {
        return Ok((path.clone(), name));
    };
    let is_last = path.ends_with(&name) && arguments.name.is_none();
    let line = if is_last { typed.as_ref() } else { &name };
    let mut refusal = Refusal::new(problem.to_string()).at(line, &name);
    if let Some(better) = problem.suggestion {
        let mut advice = arguments.clone();
        match is_last {
            true => advice.path = Some(path.with_file_name(&better)),
            false => advice.name = Some(better.clone()),
        }
        refusal = refusal
            .note(format!("how about `{better}`?"))
            .help(advice.command_line());
    }
    Err(refusal.into())
}

/// A path that climbs out of the current folder is more often a slip than a wish.
fn refuse_elsewhere(path: &Path) -> Result<()> {
    let above: PathBuf = path
        .components()
        .take_while(|part| *part == Component::ParentDir)
        .collect();
    let (Ok(rest), true) = (path.strip_prefix(&above), above != Path::new("")) else {
        return Ok(());
    };
    let typed = path.to_string_lossy();
    let refusal = Refusal::new(format!("`{typed}` is outside of this folder"))
        .at(&typed, &above.to_string_lossy());
    Err(refusal
        .help(format!(
            "boilerplate -C {} new {}",
            above.display(),
            rest.display()
        ))
        .into())
}

/// The last part of a path, for `.` that of the folder it stands for.
fn folder_name(path: &Path) -> Result<String> {
    let absolute = match path.file_name() {
        Some(_) => path.to_owned(),
        None => {
            fs::canonicalize(path).with_context(|| format!("could not find {}", path.display()))?
        }
    };
    let name = absolute.file_name().unwrap_or_default();
    Ok(name.to_string_lossy().into_owned())
}

/// A project needs a folder of its own; a repository and the user's templates may be in it.
pub(super) fn refuse_occupied(root: &Path) -> Result<()> {
    let shown = root.display();
    if !root.exists() {
        return Ok(());
    }
    if !root.is_dir() {
        let refusal = Refusal::conflict(format!("`{shown}` is a file"));
        return Err(refusal.help("choose another path").into());
    }
    if root.join(FILE_NAME).exists() {
        let refusal = Refusal::conflict(format!("`{shown}` is a project already"));
        return Err(refusal.help("choose another folder").into());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(root).with_context(|| format!("could not read {shown}"))? {
        let entry = entry.with_context(|| format!("could not read {shown}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != ".git" && name != project::WORK {
            found.push(name);
        }
    }
    found.sort();
    let what = match found.as_slice() {
        [] => return Ok(()),
        [one] => format!("`{one}`"),
        [one, two] => format!("`{one}` and `{two}`"),
        [one, two, rest @ ..] => format!("`{one}`, `{two}` and {} more", rest.len()),
    };
    let refusal = Refusal::conflict(format!("`{shown}` is not empty: {what}"));
    Err(refusal
        .help("choose another folder, or empty this one")
        .into())
}
