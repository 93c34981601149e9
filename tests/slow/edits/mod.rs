//! Edits that people make, and every command after each: the edit is still there and the project
//! compiles, or the command stopped and nothing changed.

mod list;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use walkdir::WalkDir;

use super::project::Project;
use list::{APART, COMPATIBLE, EDITS, Edit};

/// Every command that changes a project.
const COMMANDS: &[&str] = &[
    "add entity Tag name:string:40:unique post:references:posts",
    "add field Post subtitle:string:200:optional",
    "add field Comment rating:int --fill rating=1",
    "remove field Post views",
    "rename field Post title headline",
    "rename entity Post Article",
    "remove entity Comment",
    "remove entity Comment Post",
    "add service metrics",
    "remove service cache",
    "remove service docs tiers",
    "add migration fill_in_slugs",
    "apply",
];

#[test]
#[ignore = "slow"]
fn edits_survive_every_command_or_stop_it() {
    let project = blog();
    let edited = EDITS.iter().map(|edit| {
        let folder = twin(project.path());
        (edit.make)(folder.path());
        assert!(edit.mark.holds(folder.path()), "{}: not made", edit.name);
        (edit, folder)
    });
    let edited: Vec<_> = edited.collect();
    let mut outcomes = BTreeMap::new();
    let mut failures = Vec::new();
    for command in COMMANDS {
        let mut done = Vec::new();
        for (edit, edited) in &edited {
            match outcome(edit, command, twin(edited.path()).path()) {
                Ok(outcome) => {
                    *outcomes.entry(outcome).or_insert(0) += 1;
                    done.extend((outcome == "done").then_some(*edit));
                }
                Err(why) => failures.push(format!("{} | {command} | {why}", edit.name)),
            }
        }
        let (apart, together): (Vec<&Edit>, _) =
            done.iter().partition(|edit| APART.contains(&edit.name));
        for edits in [together, apart] {
            println!("  {} edits, then {command}", edits.len());
            let project = project.copy("edited");
            make(&edits, &project);
            run(&edits, command, &project);
            project.check();
        }
    }
    println!(
        "    {} edits, {} commands: {outcomes:?}",
        EDITS.len(),
        COMMANDS.len()
    );
    assert!(EDITS.len() >= 30, "too few edits");
    assert!(
        failures.is_empty(),
        "{}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    // A command that always stops keeps every edit, and is of no use.
    let done = outcomes.get("done").copied().unwrap_or_default();
    let all = EDITS.len() * COMMANDS.len();
    assert!(
        done * 10 >= all * 8,
        "only {done} of {all} commands were done"
    );
}

#[test]
#[ignore = "slow"]
fn an_edited_project_compiles_after_a_row_of_commands() {
    let project = blog();
    let edits = EDITS.iter().filter(|edit| COMPATIBLE.contains(&edit.name));
    let edits: Vec<&Edit> = edits.collect();
    assert_eq!(edits.len(), COMPATIBLE.len());
    make(&edits, &project);
    for command in [
        "add entity Tag name:string:40:unique post:references:posts",
        "add field Post subtitle:string:200:optional",
        "rename field Post body content",
        "add service metrics",
        "remove service docs",
        "rename entity Tag Label",
        "remove field Post views",
        "apply",
    ] {
        run(&edits, command, &project);
    }
    let (code, text) = boilerplate(project.path(), "add migration fill_in_slugs");
    assert_eq!(code, Some(0), "{text}");
    project.test(&[]);
}

/// The project that people edit: posts of users, and comments on them.
fn blog() -> Project {
    let project = Project::new(&["--no-metrics"]);
    project.add_entity(
        "Post title:string:120:search body:text views:int:default=0:filter:sort \
         author:references:users",
    );
    project.add_entity("Comment body:text post:references:posts");
    project
}

fn make(edits: &[&Edit], project: &Project) {
    for edit in edits {
        (edit.make)(project.path());
    }
}

/// Runs a command, after which every edit is still there.
fn run(edits: &[&Edit], command: &str, project: &Project) {
    let (code, text) = boilerplate(project.path(), command);
    assert_eq!(code, Some(0), "{command}:\n{text}");
    for edit in edits {
        assert!(
            edit.mark.holds(project.path()),
            "{command}: {} is gone",
            edit.name
        );
    }
}

/// What a command did to an edited project, or what it must not have done.
fn outcome(edit: &Edit, command: &str, root: &Path) -> Result<&'static str, String> {
    let before = files(root);
    let (code, text) = boilerplate(root, command);
    let after = files(root);
    match code {
        Some(0) => {
            if !edit.mark.holds(root) {
                return Err(format!("the edit is gone:\n{text}"));
            }
            let changed = after
                .iter()
                .filter(|(path, new)| before.get(*path) != Some(new));
            for (path, contents) in changed.filter(|(path, _)| path.ends_with(".rs")) {
                let source = String::from_utf8_lossy(contents);
                syn::parse_file(&source).map_err(|error| format!("{path}: {error}"))?;
            }
            Ok("done")
        }
        Some(3) if before == after => Ok("stopped"),
        Some(3) => Err("it stopped, and changed something".to_owned()),
        code => Err(format!("exit {code:?}:\n{text}")),
    }
}

fn boilerplate(root: &Path, command: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_boilerplate"))
        .args(command.split_whitespace())
        .current_dir(root)
        .env("NO_COLOR", "1")
        .output()
        .expect("boilerplate runs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

/// The files of a project with their contents.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(root).into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != "target");
    let files = entries.map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let files = files.map(|entry| {
        let path = entry.path().strip_prefix(root).expect("a path in it");
        let contents = fs::read(entry.path()).expect("a readable file");
        (boilerplate_cli::render::slashed(path), contents)
    });
    files.collect()
}

/// A copy that shares its files with the original until they are replaced.
fn twin(root: &Path) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for entry in WalkDir::new(root) {
        let entry = entry.expect("an entry");
        let target = folder
            .path()
            .join(entry.path().strip_prefix(root).expect("a path in it"));
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(target).expect("a folder"),
            false => fs::hard_link(entry.path(), target).expect("a link"),
        }
    }
    folder
}
