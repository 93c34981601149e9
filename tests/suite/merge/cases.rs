//! The changes that edits come through.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use super::edits::{Edit, FIELD, SERVICE};
use super::project::{Disk, Step};

/// Edits a new project, changes it, and looks whether the edit is still there.
fn survives(edit: &Edit, step: Step, plain: &BTreeMap<String, String>) -> Result<bool> {
    let mut disk = Disk::new(step)?;
    if !disk.files.contains_key(edit.path) {
        return Ok(false);
    }
    disk.replace(edit.path, edit.from, edit.to)?;
    let after = disk.changed()?;
    let text = after.get(edit.path).context("it is gone")?;
    let kept = if edit.kept.is_empty() {
        &[edit.to]
    } else {
        edit.kept
    };
    for kept in kept {
        ensure!(
            text.contains(kept.trim_end()),
            "{kept} is not there:\n{text}"
        );
    }
    // What the change does, it does besides the edit.
    ensure!(
        after.keys().eq(plain.keys()),
        "other files are there than without the edit"
    );
    for (path, text) in plain {
        ensure!(
            path == edit.path || after.get(path) == Some(text),
            "{path} is another"
        );
    }
    disk.meets(edit.path)
}

/// Every edit with every change; `count` is how many of them meet in a file.
fn all_survive(edits: &[Edit], steps: &[Step], count: usize) -> Result<()> {
    let mut failures = Vec::new();
    let mut met = 0;
    for step in steps {
        let plain = Disk::new(*step)?.changed()?;
        for edit in edits {
            match survives(edit, *step, &plain) {
                Ok(meets) => met += usize::from(meets),
                Err(error) => failures.push(format!("{} and {step:?}: {error:#}", edit.name)),
            }
        }
    }
    ensure!(
        met >= count || !failures.is_empty(),
        "only {met} of them meet"
    );
    ensure!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
    Ok(())
}

#[test]
fn edits_of_an_entity_come_through_a_new_field() -> Result<()> {
    all_survive(FIELD, &[Step::AddField], 10)
}

#[test]
fn edits_of_an_entity_come_through_the_end_of_a_field() -> Result<()> {
    all_survive(FIELD, &[Step::RemoveField], 10)
}

#[test]
fn edits_of_an_entity_come_through_another_name_of_a_field() -> Result<()> {
    all_survive(FIELD, &[Step::RenameField], 10)
}

#[test]
fn edits_of_the_project_come_through_services_that_come_and_go() -> Result<()> {
    all_survive(SERVICE, &[Step::AddCache, Step::RemoveCache], 34)
}

/// Every edit at once, and one change.
fn all_together(step: Step) -> Result<()> {
    let mut disk = Disk::new(step)?;
    let mut made = Vec::new();
    for edit in FIELD.iter().chain(SERVICE) {
        let text = disk.files.get(edit.path);
        // Two edits of the same lines are one too many.
        if text.is_some_and(|text| text.contains(edit.from)) {
            disk.replace(edit.path, edit.from, edit.to)?;
            made.push(edit);
        }
    }
    ensure!(made.len() > 28, "only {} edits", made.len());
    let after = disk.changed()?;
    for edit in made {
        let path = match step {
            Step::RenameEntity => edit.path.replace("/post/", "/article/"),
            _ => edit.path.to_owned(),
        };
        let text = after.get(&path).context(edit.path)?;
        for kept in edit.kept {
            ensure!(
                text.contains(kept),
                "{}: {kept} is not there:\n{text}",
                edit.name
            );
        }
    }
    Ok(())
}

#[test]
fn many_edits_come_through_changes_of_an_entity() -> Result<()> {
    all_together(Step::AddField)?;
    all_together(Step::RemoveField)?;
    all_together(Step::RenameField)
}

#[test]
fn many_edits_come_through_new_entities_and_new_names() -> Result<()> {
    all_together(Step::AddEntity)?;
    all_together(Step::RenameEntity)
}

#[test]
fn many_edits_come_through_services_that_come_and_go() -> Result<()> {
    all_together(Step::AddCache)?;
    all_together(Step::RemoveCache)?;
    all_together(Step::RemoveQueue)
}

#[test]
fn an_import_that_only_the_user_needs_stays() -> Result<()> {
    let mut disk = Disk::new(Step::RemoveCache)?;
    let path = "src/entities/tier/routes.rs";
    let text = disk.read(path)?.to_owned();
    ensure!(text.contains("cache"), "it has no cache");
    disk.write(
        path,
        &format!("{text}\npub fn seconds() -> u16 {{\n    StatusCode::OK.as_u16()\n}}\n"),
    );
    let after = disk.changed()?;
    ensure!(
        after.get(path).context("gone")?.contains("StatusCode"),
        "{after:?}"
    );
    Ok(())
}
