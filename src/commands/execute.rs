//! What every command does with its plan: show it, or carry it out.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::conflicts;
use crate::cli::Global;
use crate::output::{Output, print};
use crate::project::files::Files;
use crate::project::{Action, Change, Plan, Reason, Step, apply, verify};

/// Carries out the plan, unless the user only wants to see it; says whether it did.
pub(super) fn execute(plan: &Plan, root: &Path, global: &Global, output: Output) -> Result<bool> {
    conflicts::refuse(plan, output)?;
    let dry = is_dry(global);
    if dry {
        verify(plan)?;
    } else {
        apply(plan, root, &mut Files::default())?;
    }
    conflicts::warn(plan, output);
    if !output.is_json() {
        if global.diff {
            print(&diff(plan))?;
        } else {
            for step in &plan.steps {
                output.verb(verb(step), &subject(step));
            }
        }
    }
    Ok(!dry)
}

/// Whether the user only wants to see what would happen.
pub(super) fn is_dry(global: &Global) -> bool {
    global.dry_run || global.diff
}

/// The steps of a plan for machines.
pub(super) fn steps(plan: &Plan, global: &Global) -> Vec<Value> {
    let steps = plan.steps.iter();
    steps
        .map(|step| {
            let mut value = json!({"action": verb(step), "path": step.path});
            if let (Some(change), true, Some(fields)) =
                (step.change(), global.diff, value.as_object_mut())
            {
                fields.insert("diff".into(), unified(&step.path, change).into());
            }
            value
        })
        .collect()
}

pub(super) fn verb(step: &Step) -> &'static str {
    match step.action {
        Action::Create(_) => "create",
        Action::Update { .. } => "update",
        Action::Merge { .. } => "merge",
        Action::Remove { .. } => "remove",
        Action::Identical => "identical",
        Action::Skip(_) | Action::Away(_) => "skip",
        Action::Conflict(_) => "conflict",
    }
}

fn subject(step: &Step) -> String {
    let reason = match &step.action {
        Action::Skip(Reason::Deleted) => " (deleted by you)",
        Action::Skip(Reason::Edited) => " (edited by you, nothing new)",
        Action::Skip(Reason::Yours) => " (yours)",
        Action::Skip(Reason::Kept) => " (edited by you, no longer part of the project)",
        Action::Away(place) => return format!("{} (moved by you to {place})", step.path),
        Action::Merge { marked: true, .. } => " (with both sides, between markers)",
        _ => "",
    };
    format!("{}{reason}", step.path)
}

fn diff(plan: &Plan) -> String {
    let changes = plan.changes();
    changes
        .map(|(path, change)| unified(path, change))
        .collect()
}

/// One file's change as a unified diff.
fn unified(path: &str, change: Change<'_>) -> String {
    let before = String::from_utf8_lossy(change.before.unwrap_or_default());
    let after = change.after.map(|file| file.contents.as_slice());
    let after = String::from_utf8_lossy(after.unwrap_or_default());
    let name = |side: &str, there: bool| match there {
        true => format!("{side}/{path}"),
        false => "/dev/null".to_owned(),
    };
    let mut options = diffy::DiffOptions::new();
    options.set_original_filename(name("a", change.before.is_some()));
    options.set_modified_filename(name("b", change.after.is_some()));
    options.create_patch(&before, &after).to_string()
}
