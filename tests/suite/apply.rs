//! Applying is all or nothing, whatever fails and whenever.

use std::cell::Cell;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use boilerplate_cli::project::files::Files;
use boilerplate_cli::project::{self, File, Merging, Mode, Plan, Tree, WORK, apply, recover};
use tempfile::tempdir;

use crate::common;

type Contents = Vec<(String, String)>;

fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files.iter();
    files
        .map(|(path, contents)| ((*path).to_owned(), File::managed(*contents)))
        .collect()
}

fn old() -> Tree {
    tree(&[
        ("boilerplate.lock", "version = \"1\"\n"),
        ("gone/for/good.txt", "gone\n"),
        ("kept.txt", "kept\n"),
        ("src/main.rs", "fn main() {}\n"),
    ])
}

fn new() -> Tree {
    tree(&[
        ("boilerplate.lock", "version = \"2\"\n"),
        ("kept.txt", "kept\n"),
        ("new/deep/file.txt", "new\n"),
        ("src/main.rs", "fn main() { work() }\n"),
    ])
}

fn step(from: &Tree, to: &Tree, root: &Path) -> Result<Plan> {
    let paths = from.keys().chain(to.keys());
    Ok(project::plan(
        from,
        &project::snapshot(root, paths)?,
        to,
        &Merging::default(),
    ))
}

/// Puts `tree` in place, and looks at what is then there.
fn put(tree: &Tree, root: &Path) -> Result<Contents> {
    let plan = step(&Tree::new(), tree, root)?;
    apply(&plan, root, &mut Files::default())?;
    common::contents(root)
}

/// How a disk fails at its N-th change.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// Once.
    Once,
    /// From then on.
    ForEver,
    /// With the process.
    Kill,
}

/// Applies the step from one tree to another with every possible fault; counts the faults.
fn with_every_fault(from: Option<&Tree>, to: &Tree, fault: Fault) -> Result<usize> {
    for nth in 0.. {
        let folder = tempdir()?;
        let root = folder.path().join("a/project");
        let before = match from {
            Some(from) => put(from, &root)?,
            None => Contents::new(),
        };
        let plan = step(from.unwrap_or(&Tree::new()), to, &root)?;
        let done = Cell::new(0);
        let mut files = Files::with_fault(|| {
            let count = done.replace(done.get() + 1);
            match fault {
                Fault::Once if count == nth => Err(io::Error::other("full")),
                Fault::ForEver if count >= nth => Err(io::Error::other("full")),
                Fault::Kill if count >= nth => resume_unwind(Box::new("killed")),
                _ => Ok(()),
            }
        });
        let result = catch_unwind(AssertUnwindSafe(|| apply(&plan, &root, &mut files)));
        drop(files);
        if done.get() <= nth {
            ensure!(matches!(result, Ok(Ok(()))), "a failure without a fault");
            return Ok(nth);
        }
        let failed = !matches!(result, Ok(Ok(())));
        let undone = failed && fault == Fault::Once;
        if !undone {
            recover(&root, &mut Files::default())?;
        }
        let after = match root.exists() {
            true => common::contents(&root)?,
            false => Contents::new(),
        };
        ensure_either(&before, &after, to, undone).with_context(|| format!("fault {nth}"))?;
        if from.is_none() && undone {
            let left = folder.path().join("a").exists();
            ensure!(!left, "fault {nth} left a folder");
        }
    }
    bail!("more changes than numbers")
}

fn ensure_either(before: &Contents, after: &Contents, to: &Tree, must_be_old: bool) -> Result<()> {
    if after == before {
        return Ok(());
    }
    ensure!(!must_be_old, "failed, and changed something: {after:?}");
    let files = after.iter();
    let mut files = files.map(|(path, contents)| (path.as_str(), contents.as_bytes()));
    let mut expected = to
        .iter()
        .map(|(path, file)| (path.as_str(), file.contents.as_slice()));
    ensure!(
        files.by_ref().eq(expected.by_ref()),
        "neither old nor new: {after:?}"
    );
    Ok(())
}

#[test]
fn a_fault_anywhere_leaves_a_new_folder_as_it_was() -> Result<()> {
    for fault in [Fault::Once, Fault::ForEver, Fault::Kill] {
        ensure!(with_every_fault(None, &new(), fault)? > 15);
    }
    Ok(())
}

#[test]
fn a_fault_anywhere_leaves_a_project_old_or_new() -> Result<()> {
    for fault in [Fault::Once, Fault::ForEver, Fault::Kill] {
        ensure!(with_every_fault(Some(&old()), &new(), fault)? > 15);
    }
    Ok(())
}

#[test]
fn applying_twice_changes_nothing_the_second_time() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path();
    put(&old(), root)?;
    apply(&step(&old(), &new(), root)?, root, &mut Files::default())?;
    ensure!(!root.join(WORK).exists() && !root.join("gone").exists());
    let again = step(&new(), &new(), root)?;
    ensure!(again.changes().next().is_none(), "{again:?}");
    Ok(())
}

#[test]
fn a_file_that_would_not_parse_stops_everything() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path().join("project");
    let broken = tree(&[("a.txt", "fine\n"), ("src/main.rs", "fn main() {\n")]);
    let plan = step(&Tree::new(), &broken, &root)?;
    ensure!(apply(&plan, &root, &mut Files::default()).is_err() && !root.exists());
    Ok(())
}

#[test]
fn a_conflict_stops_everything() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path();
    put(&old(), root)?;
    fs::write(root.join("src/main.rs"), "fn main() { mine() }\n")?;
    let before = common::contents(root)?;
    let plan = step(&old(), &new(), root)?;
    ensure!(plan.conflicts().count() == 1);
    ensure!(apply(&plan, root, &mut Files::default()).is_err());
    assert_eq!(common::contents(root)?, before);
    Ok(())
}

#[test]
fn the_users_templates_survive() -> Result<()> {
    let folder = tempdir()?;
    let own = folder
        .path()
        .join(".boilerplate/templates/project/README.md");
    fs::create_dir_all(own.parent().context("no parent")?)?;
    fs::write(&own, "mine\n")?;
    put(&old(), folder.path())?;
    recover(folder.path(), &mut Files::default())?;
    assert_eq!(fs::read_to_string(&own)?, "mine\n");
    Ok(())
}

#[test]
fn a_journal_cannot_reach_outside_of_the_project() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path().join("project");
    fs::create_dir_all(root.join(WORK))?;
    fs::write(folder.path().join("precious.txt"), "")?;
    let journal = r#"{"levels": 0, "folders": [],
        "moves": [{"path": "../precious.txt", "replaces": false, "writes": true}]}"#;
    fs::write(root.join(WORK).join("journal.json"), journal)?;
    ensure!(recover(&root, &mut Files::default()).is_err());
    ensure!(folder.path().join("precious.txt").exists());
    Ok(())
}

#[cfg(unix)]
#[test]
fn permissions_are_given_once_and_then_kept() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode =
        |path: &Path| -> Result<u32> { Ok(fs::metadata(path)?.permissions().mode() & 0o777) };
    let folder = tempdir()?;
    let root = folder.path();
    let mut tree = tree(&[("secret", "1\n"), ("script", "1\n")]);
    for (file, wanted) in tree.values_mut().zip([Mode::Executable, Mode::Private]) {
        file.mode = wanted;
    }
    put(&tree, root)?;
    assert_eq!(mode(&root.join("secret"))?, 0o600);
    assert_eq!(mode(&root.join("script"))? & 0o700, 0o700);

    fs::set_permissions(root.join("secret"), fs::Permissions::from_mode(0o640))?;
    let mut changed = tree.clone();
    for file in changed.values_mut() {
        file.contents = b"2\n".to_vec();
    }
    apply(&step(&tree, &changed, root)?, root, &mut Files::default())?;
    assert_eq!(mode(&root.join("secret"))?, 0o640);
    assert_eq!(fs::read_to_string(root.join("secret"))?, "2\n");
    Ok(())
}

#[cfg(unix)]
#[test]
fn permissions_move_with_their_files() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir()?;
    let root = folder.path();
    let [old, new] = ["post", "article"].map(|name| format!("src/entities/{name}/"));
    let before = tree(&[(&format!("{old}mod.rs"), "mod model;\n")]);
    let after = tree(&[(&format!("{new}mod.rs"), "mod model;\n")]);
    put(&before, root)?;
    fs::write(root.join(&old).join("seed.sh"), "#!/bin/sh\n")?;
    for file in ["mod.rs", "seed.sh"] {
        let path = root.join(&old).join(file);
        fs::set_permissions(path, fs::Permissions::from_mode(0o750))?;
    }
    let disk = project::snapshot(root, before.keys().chain(after.keys()))?;
    let merging = Merging {
        moved: [(format!("{new}mod.rs"), format!("{old}mod.rs"))].into(),
        own: project::own(root, &before, &disk, &after)?,
        ..Merging::default()
    };
    let plan = project::plan(&before, &disk, &after, &merging);
    apply(&plan, root, &mut Files::default())?;
    for file in ["mod.rs", "seed.sh"] {
        let mode = fs::metadata(root.join(&new).join(file))?
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o750, "{file}");
    }
    ensure!(!root.join(&old).exists());
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() -> Result<()> {
    let folder = tempdir()?;
    // No file may grow: every write fails as on a full disk.
    let script = r#"trap '' XFSZ; ulimit -f 0; exec "$0" new shop --no-git --yes"#;
    let output = std::process::Command::new("sh")
        .current_dir(folder.path())
        .args(["-c", script, env!("CARGO_BIN_EXE_boilerplate")])
        .stderr(std::process::Stdio::piped())
        .output()?;
    ensure!(!output.status.success(), "it succeeded");
    let left = fs::read_dir(folder.path())?.count();
    ensure!(left == 0, "{left} entries left");
    Ok(())
}

#[test]
fn a_killed_command_is_rolled_back_by_the_next_one() -> Result<()> {
    for delay in 0..12 {
        let folder = tempdir()?;
        let arguments = ["new", "shop", "--no-git", "--yes"];
        let mut child = common::command(folder.path(), &arguments)
            .stderr(std::process::Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_millis(delay * 4));
        child.kill()?;
        child.wait()?;

        let done = folder.path().join("shop/boilerplate.lock").exists()
            && !folder
                .path()
                .join("shop/.boilerplate/journal.json")
                .exists();
        let again = common::run(folder.path(), &arguments)?;
        match done {
            true => ensure!(again.contains("is a project already"), "{again}"),
            false => ensure!(again.starts_with("exit 0"), "{again}"),
        }
    }
    Ok(())
}
