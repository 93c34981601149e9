//! What `new` says when it is done.

use anyhow::Result;
use serde_json::json;

use super::Project;
use crate::cli::Global;
use crate::commands::execute::{is_dry, steps};
use crate::output::Output;
use crate::project::Plan;

/// Says what was made, and what to do next.
pub(super) fn report(
    made: &Project<'_>,
    plan: &Plan,
    global: &Global,
    output: Output,
) -> Result<()> {
    let dry = is_dry(global);
    let next = [
        format!("cd {}", made.root.display()),
        "cargo run".into(),
        "cargo test".into(),
    ];
    if output.is_json() {
        return output.data(&json!({
            "command": "new",
            "project": made.name,
            "path": made.root,
            "dry_run": dry,
            "databases": made.manifest.map(|manifest| &manifest.databases),
            "features": made.manifest.map(|manifest| &manifest.features),
            "files": steps(plan, global),
            "next": next,
        }));
    }
    if dry {
        output.say("\nNothing was written.");
        return Ok(());
    }
    let [enter, serve, test] = next;
    output.say(&format!("\n  {enter}"));
    let Some(manifest) = made.manifest else {
        return Ok(());
    };
    let page = if manifest.has("docs") { "/docs" } else { "" };
    output.say(&format!("  {serve:<12}# http://127.0.0.1:8000{page}"));
    let needs = match manifest.runs_on("sqlite") {
        true => "nothing else needed",
        false => "needs PostgreSQL, see README.md",
    };
    output.say(&format!("  {test:<12}# {needs}"));
    if manifest.has("auth") {
        output.say("\nThe admin's password is in .env.");
    }
    Ok(())
}
