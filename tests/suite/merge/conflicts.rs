//! What cannot be merged, and what the user may decide about it.

use anyhow::{Context, Result, ensure};
use boilerplate_cli::project::{Action, Reason, Resolution};

use super::project::{Disk, Step};

const MODEL: &str = "src/entities/post/model.rs";
const ROUTES: &str = "src/entities/post/routes.rs";

/// Edits that a change meets, and what stops it.
const STOPPED: &[(Step, &str, &str, &str, &str)] = &[
    (
        Step::RemoveField,
        MODEL,
        "    pub views: i32,\n",
        "    pub views: i64,\n",
        "src/entities/post/model.rs: edited by you, and changed in the project",
    ),
    (
        Step::AddField,
        MODEL,
        "    pub is_deleted: bool,\n",
        "    pub is_deleted: bool,\n    pub subtitle: i64,\n",
        "src/entities/post/model.rs: your `subtitle` and that of the project are not the same",
    ),
    (
        Step::RemoveField,
        MODEL,
        "impl Identified for PostRead",
        "impl PostRead {\n    pub fn seen(&self) -> i32 {\n        self.views\n    }\n}\n\nimpl Identified for PostRead",
        "src/entities/post/model.rs: your code uses `views`, which would be gone",
    ),
    (
        Step::RemoveField,
        "src/entities/post/crud.rs",
        "use sea_orm",
        "/// Mine.\npub fn mine() -> Column {\n    Column::Views\n}\n\nuse sea_orm",
        "src/entities/post/crud.rs: your code uses `Column::Views`, which would be gone",
    ),
    (
        Step::RemoveCache,
        "src/health.rs",
        "use ",
        "/// Mine.\npub fn mine(_: &crate::cache::Cache) {}\n\nuse ",
        "src/health.rs: your code uses `crate::cache`, which would be gone",
    ),
    (
        Step::RemoveQueue,
        "src/lib.rs",
        "pub mod health;\n",
        "pub mod health;\npub use crate::jobs::sample;\n",
        "src/lib.rs: your code uses `crate::jobs`, which would be gone",
    ),
    (
        Step::RemoveCache,
        "Cargo.toml",
        "moka = { version = \"0.12\"",
        "moka = { version = \"0.11\"",
        "Cargo.toml: edited by you, and changed in the project",
    ),
    (
        Step::RemoveEntity,
        ROUTES,
        "const NOT_FOUND",
        "/// Mine.\npub fn mine() {}\n\nconst NOT_FOUND",
        "src/entities/post/routes.rs: edited by you, no longer part of the project",
    ),
];

#[test]
fn edits_that_a_change_would_break_stop_it() -> Result<()> {
    let mut failures = Vec::new();
    for (step, path, from, to, why) in STOPPED {
        let mut disk = Disk::new(*step)?;
        disk.replace(path, from, to)?;
        let conflicts = disk.conflicts()?;
        if conflicts != [*why] {
            failures.push(format!("{step:?} {path}: {conflicts:#?} instead of {why}"));
        }
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn a_decision_lets_every_change_go_on() -> Result<()> {
    for (step, path, from, to, _) in STOPPED {
        for resolution in [Resolution::Ours, Resolution::Theirs, Resolution::Markers] {
            let mut disk = Disk::new(*step)?;
            disk.replace(path, from, to)?;
            let plan = disk.plan(resolution)?;
            ensure!(
                plan.conflicts().count() == 0,
                "{step:?} {path} {resolution:?}"
            );
            let after = disk.applied(&plan)?;
            let mine = to
                .lines()
                .find(|line| !from.contains(line))
                .context("no edit")?;
            let text = after.get(*path).map(String::as_str).unwrap_or_default();
            let keeps = text.contains(mine);
            ensure!(
                keeps || resolution == Resolution::Theirs,
                "{step:?} {path} {resolution:?}\n{text}"
            );
        }
    }
    Ok(())
}

#[test]
fn markers_hold_both_sides_where_they_meet() -> Result<()> {
    let mut disk = Disk::new(Step::RemoveField)?;
    disk.replace(MODEL, "    pub views: i32,\n", "    pub views: i64,\n")?;
    let plan = disk.plan(Resolution::Markers)?;
    assert_eq!(plan.marked().collect::<Vec<_>>(), [MODEL]);
    let after = disk.applied(&plan)?;
    let text = &after[MODEL];
    ensure!(
        text.contains("<<<<<<< yours\n    pub views: i64,\n=======\n>>>>>>> new\n"),
        "{text}"
    );
    assert_eq!(text.matches("<<<<<<<").count(), 1);
    Ok(())
}

#[test]
fn a_conflict_knows_its_lines_and_sides() -> Result<()> {
    let mut disk = Disk::new(Step::RemoveField)?;
    disk.replace(MODEL, "    pub views: i32,\n", "    pub views: i64,\n")?;
    let plan = disk.plan(Resolution::Stop)?;
    let (_, conflict) = plan.conflicts().next().context("no conflict")?;
    let [clash] = conflict.clashes.as_slice() else {
        anyhow::bail!("{conflict:?}");
    };
    assert_eq!(clash.ours, "    pub views: i64,\n");
    assert_eq!(clash.theirs, "");
    let line = clash.line.context("no line")?;
    let there = disk.read(MODEL)?.lines().nth(line - 1);
    assert_eq!(there, Some("    pub views: i64,"));
    Ok(())
}

#[test]
fn a_key_that_both_changed_is_named() -> Result<()> {
    let mut disk = Disk::new(Step::RemoveCache)?;
    disk.replace(
        "Cargo.toml",
        "moka = { version = \"0.12\"",
        "moka = { version = \"0.11\"",
    )?;
    let plan = disk.plan(Resolution::Stop)?;
    let (_, conflict) = plan.conflicts().next().context("no conflict")?;
    assert_eq!(
        conflict.clashes[0].about.as_deref(),
        Some("dependencies.moka")
    );
    let line = conflict.clashes[0].line.context("no line")?;
    ensure!(
        disk.read("Cargo.toml")?
            .lines()
            .nth(line - 1)
            .is_some_and(|line| line.starts_with("moka"))
    );
    Ok(())
}

#[test]
fn deleted_files_stay_deleted() -> Result<()> {
    for (step, path) in [
        (Step::AddField, "src/entities/post/tests.rs"),
        (Step::RemoveCache, "src/entities/tier/routes.rs"),
        (Step::RemoveCache, "README.md"),
        (Step::RemoveQueue, "AGENTS.md"),
    ] {
        let mut disk = Disk::new(step)?;
        ensure!(disk.files.remove(path).is_some(), "{path}");
        ensure!(!disk.changed()?.contains_key(path), "{path} came back");
        assert_eq!(
            disk.action(path, Resolution::Stop)?,
            Some(Action::Skip(Reason::Deleted))
        );
    }
    Ok(())
}

#[test]
fn code_beside_the_project_that_would_break_stops_the_change() -> Result<()> {
    for (step, path, text, name) in [
        (
            Step::RemoveField,
            "src/report.rs",
            "use crate::entities::post::PostRead;\nfn a(post: PostRead) -> i32 {\n    post.views\n}\n",
            "views",
        ),
        (
            Step::RemoveField,
            "src/report.rs",
            "use crate::entities::post::{self, Column};\nfn a() -> Column {\n    post::Column::Views\n}\n",
            "Column::Views",
        ),
        (
            Step::RemoveEntity,
            "src/report.rs",
            "use crate::entities::{post, user};\n",
            "crate::entities::post",
        ),
        (
            Step::RemoveEntity,
            "src/entities/category/extra.rs",
            "use super::super::post::Model;\n",
            "crate::entities::post",
        ),
        (
            Step::RemoveCache,
            "src/report.rs",
            "fn a(_: &crate::app::AppState) { state.cache }\n",
            "cache",
        ),
        (
            Step::RemoveCache,
            "src/report.rs",
            "fn a() -> moka::Expiry {}\n",
            "moka",
        ),
        (
            Step::RemoveQueue,
            "tests/mine.rs",
            "use example::queue::Queue;\n",
            "crate::queue",
        ),
        (
            Step::RenameEntity,
            "src/report.rs",
            "fn a() {\n    crate::entities::post::visible();\n}\n",
            "crate::entities::post",
        ),
        (
            Step::RenameField,
            "src/report.rs",
            "fn a(row: &crate::entities::post::Model) {\n    row.views\n}\n",
            "views",
        ),
    ] {
        let mut disk = Disk::new(step)?;
        disk.write(path, text);
        let plan = disk.plan(Resolution::Stop)?;
        let names: Vec<_> = plan
            .conflicts()
            .flat_map(|(at, conflict)| {
                conflict
                    .clashes
                    .iter()
                    .map(move |clash| (at, clash.about.clone()))
            })
            .collect();
        ensure!(
            names == [(path, Some(name.to_owned()))],
            "{step:?} {text}: {:?}",
            plan.conflicts().collect::<Vec<_>>()
        );
        let plan = disk.plan(Resolution::Ours)?;
        ensure!(
            plan.conflicts().count() == 0 && plan.strays.len() == 1,
            "{:?}",
            plan.strays
        );
    }
    Ok(())
}

#[test]
fn code_that_has_nothing_to_do_with_it_is_no_false_alarm() -> Result<()> {
    for (step, path, text) in [
        (
            Step::RemoveField,
            "src/report.rs",
            "struct Page { views: i32 }\nfn a(page: Page) -> i32 {\n    page.views\n}\n",
        ),
        (
            Step::RemoveField,
            "src/report.rs",
            "use crate::entities::post;\nstruct Page { views: i32 }\nfn a(page: Page) -> i32 {\n    post::visible();\n    page.views\n}\n",
        ),
        (
            Step::RemoveField,
            "src/report.rs",
            "use crate::entities::post;\n// post.views\nconst VIEWS: &str = \"views\";\n",
        ),
        (
            Step::RemoveField,
            "src/report.rs",
            "use crate::entities::category::Model;\nstruct Page { views: i32 }\nfn a(row: Model) -> i32 {\n    row.views\n}\n",
        ),
        (
            Step::RemoveEntity,
            "src/report.rs",
            "async fn a() {\n    axum::routing::post(a);\n    let post = 1;\n    blog::post::send(post);\n}\n",
        ),
        (
            Step::RemoveCache,
            "src/report.rs",
            "mod cache { pub fn get() {} }\nfn a() {\n    cache::get();\n}\n",
        ),
        (
            Step::RemoveCache,
            "src/report.rs",
            "struct Mine { cache: u8 }\nfn a(mine: Mine) -> u8 {\n    mine.cache\n}\n",
        ),
        (
            Step::RemoveQueue,
            "src/report.rs",
            "fn a() {\n    std::collections::VecDeque::new();\n    jobs.sample();\n}\n",
        ),
        (
            Step::RenameEntity,
            "src/report.rs",
            "fn post() {}\nfn a() {\n    post();\n}\n",
        ),
        (
            Step::AddEntity,
            "src/report.rs",
            "fn a(post: crate::entities::post::PostRead) -> String {\n    post.title\n}\n",
        ),
    ] {
        let mut disk = Disk::new(step)?;
        disk.write(path, text);
        let plan = disk.plan(Resolution::Stop)?;
        ensure!(
            plan.conflicts().count() == 0,
            "{step:?} {text}: {:?}",
            plan.conflicts().collect::<Vec<_>>()
        );
    }
    Ok(())
}
