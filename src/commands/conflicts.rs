//! How conflicts are shown: both sides, and what to do.

use anyhow::Result;
use serde_json::{Value, json};

use crate::output::Output;
use crate::project::{Clash, Conflict, Plan};
use crate::refusal::Refusal;

/// How many lines of a side are shown, and how many places of a file.
const LINES: usize = 10;
const PLACES: usize = 6;

/// Ends the command if the plan has conflicts.
pub(super) fn refuse(plan: &Plan, output: Output) -> Result<()> {
    let conflicts: Vec<_> = plan.conflicts().collect();
    for (path, conflict) in &conflicts {
        output.verb("conflict", &format!("{path} ({conflict})"));
        for clash in conflict.clashes.iter().take(PLACES) {
            output.say(&excerpt(path, clash));
        }
        let more = conflict.clashes.len().saturating_sub(PLACES);
        if more > 0 {
            output.say(&format!("  … and {more} more in {path}\n"));
        }
    }
    let refusal = match conflicts.as_slice() {
        [] => return Ok(()),
        [(path, why)] => Refusal::conflict(format!("`{path}`: {why}; nothing was written")),
        several => {
            let count = several.len();
            Refusal::conflict(format!("{count} conflicts, nothing was written"))
        }
    };
    let listed = conflicts
        .iter()
        .map(|(path, conflict)| value(path, conflict));
    let refusal = refusal.conflicts(listed.collect());
    Err(refusal.help(help(&conflicts)).into())
}

/// Says what was decided to be no conflict, and is to be looked at.
pub(super) fn warn(plan: &Plan, output: Output) {
    for stray in &plan.strays {
        let (path, line, name) = (&stray.path, stray.line, &stray.name);
        output.warn(&format!("{path}:{line} uses `{name}`, which is gone"));
    }
    let marked: Vec<&str> = plan.marked().collect();
    if !marked.is_empty() {
        let files = marked.join(", ");
        output.warn(&format!("choose between the sides in {files}"));
    }
}

/// Both sides of one place.
fn excerpt(path: &str, clash: &Clash) -> String {
    let line = clash
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let about = clash
        .about
        .as_ref()
        .map(|about| format!(" `{about}`"))
        .unwrap_or_default();
    let mut text = format!("  --> {path}{line}{about}\n");
    match clash.theirs.is_empty() && clash.about.is_some() {
        true => text += &side(&clash.ours),
        false => {
            text += "      <<<<<<< yours\n";
            text += &side(&clash.ours);
            text += "      =======\n";
            text += &side(&clash.theirs);
            text += "      >>>>>>> new\n";
        }
    }
    text
}

fn side(text: &str) -> String {
    let lines = text
        .lines()
        .take(LINES)
        .map(|line| format!("      {line}\n"));
    let mut shown: String = lines.collect();
    let more = text.lines().count().saturating_sub(LINES);
    if more > 0 {
        shown += &format!("      … {more} more lines\n");
    }
    shown
}

/// What can be done about conflicts.
fn help(conflicts: &[(&str, &Conflict)]) -> String {
    let [(_, first), rest @ ..] = conflicts else {
        return String::new();
    };
    let mut ways = first.ways.clone();
    for (_, conflict) in rest {
        ways.retain(|(value, _)| conflict.ways.iter().any(|(other, _)| other == value));
    }
    if ways.is_empty() {
        return "move what is in the way, and run the command again".to_owned();
    }
    let is_alike = rest.iter().all(|(_, conflict)| conflict.ways == first.ways);
    if is_alike {
        let ways = ways
            .iter()
            .map(|(value, what)| format!("--conflict={value} {what}"));
        return ways
            .chain(["or edit, and run the command again".to_owned()])
            .collect::<Vec<_>>()
            .join("\n      ");
    }
    let values: Vec<_> = ways.iter().map(|(value, _)| *value).collect();
    format!(
        "edit, and run the command again, or decide with --conflict={}",
        values.join("|")
    )
}

/// A conflict for machines.
fn value(path: &str, conflict: &Conflict) -> Value {
    let places = conflict.clashes.iter().map(|clash| {
        json!({
            "line": clash.line,
            "about": clash.about,
            "ours": clash.ours,
            "theirs": clash.theirs,
        })
    });
    let ways = conflict.ways.iter().map(|(value, _)| *value);
    json!({
        "path": path,
        "reason": conflict.why,
        "places": places.collect::<Vec<_>>(),
        "resolutions": ways.collect::<Vec<_>>(),
    })
}
