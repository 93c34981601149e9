//! Whatever ends a command, the project is the old one or the new one; and one command at a time.

use std::cell::Cell;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{FILE_NAME, Manifest};
use boilerplate_cli::project::files::Files;
use boilerplate_cli::project::{self, Guard, Merging, Plan, WORK, apply, recover};
use boilerplate_cli::render::{Inputs, Templates, change, migration_name};
use boilerplate_cli::schema::Stamp;
use boilerplate_cli::wish::{self, Wish};
use tempfile::tempdir;

use crate::common::{self, command, contents};
use crate::shop::{EPOCH, Shop, copy};

fn blog(preset: &str) -> Result<Shop> {
    let shop = Shop::new(preset)?;
    shop.done("add entity Post title body:text")?;
    Ok(shop)
}

/// The plan of a wish for a project on disk, as the commands make it, without rustfmt.
fn plan(shop: &Shop, wish: &Wish) -> Result<Plan> {
    let table = Features::load()?;
    let text = shop.read(FILE_NAME)?;
    let old = Manifest::parse(&text, &table)?;
    let paths = common::files(&shop.root())?;
    let modules = paths.iter().filter_map(|(path, _)| migration_name(path));
    let inputs = Inputs {
        migrations: modules.collect(),
        ..common::inputs()
    };
    let now = Stamp::new(1_795_262_401);
    let templates = Templates::embedded();
    let mut trees = change(
        &old,
        &wish.manifest,
        &wish.intent,
        &inputs,
        now,
        &templates,
        &table,
    )?;
    for tree in [&mut trees.old, &mut trees.new] {
        boilerplate_cli::render::format::format(tree, &shop.root())?;
    }
    let paths = trees
        .old
        .keys()
        .chain(trees.new.keys())
        .chain(trees.moved.values());
    let disk = project::snapshot(&shop.root(), paths)?;
    let merging = Merging {
        moved: trees.moved,
        ..Merging::default()
    };
    let plan = project::plan(&trees.old, &disk, &trees.new, &merging);
    ensure!(plan.conflicts().next().is_none() && plan.changes().count() > 5);
    Ok(plan)
}

/// How a disk fails at its N-th change.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Once,
    Kill,
}

/// Carries out a plan with a fault at every change of the disk; counts them.
fn with_every_fault(shop: &Shop, plan: &Plan, fault: Fault) -> Result<usize> {
    let before = shop.contents()?;
    let new = shop.copy()?;
    apply(plan, &new.root(), &mut Files::default())?;
    let after = new.contents()?;
    ensure!(before != after);
    for nth in 0.. {
        let shop = shop.copy()?;
        let done = Cell::new(0);
        let mut files = Files::with_fault(|| {
            let count = done.replace(done.get() + 1);
            match fault {
                Fault::Once if count == nth => Err(io::Error::other("full")),
                Fault::Kill if count >= nth => resume_unwind(Box::new("killed")),
                _ => Ok(()),
            }
        });
        let result = catch_unwind(AssertUnwindSafe(|| apply(plan, &shop.root(), &mut files)));
        drop(files);
        if done.get() <= nth {
            ensure!(matches!(result, Ok(Ok(()))), "a failure without a fault");
            return Ok(nth);
        }
        if fault == Fault::Kill {
            recover(&shop.root(), &mut Files::default())?;
        }
        let there = shop.contents()?;
        let is_new = there == after && fault == Fault::Kill || matches!(result, Ok(Ok(())));
        ensure!(
            there == before || is_new,
            "{fault:?} {nth}: between old and new"
        );
    }
    Ok(0)
}

#[test]
fn a_fault_anywhere_leaves_a_project_old_or_new() -> Result<()> {
    let shop = blog("minimal")?;
    let manifest = Manifest::parse(&shop.read(FILE_NAME)?, &Features::load()?)?;
    let service = ["metrics".to_owned()];
    let wish = wish::add_services(&manifest, &service, &Features::load()?)?;
    let plan = plan(&shop, &wish)?;
    for fault in [Fault::Once, Fault::Kill] {
        ensure!(with_every_fault(&shop, &plan, fault)? > 30);
    }
    Ok(())
}

#[test]
fn a_fault_while_columns_change_leaves_a_project_old_or_new() -> Result<()> {
    let shop = blog("minimal")?;
    let manifest = Manifest::parse(&shop.read(FILE_NAME)?, &Features::load()?)?;
    let field = ["subtitle:string:optional".to_owned()];
    let added = wish::add_fields(&manifest, "Post", &field, &[])?;
    let removed = wish::remove_entities(&manifest, &["Post".to_owned()])?;
    for wish in [added.wish, removed] {
        let plan = plan(&shop, &wish)?;
        for fault in [Fault::Once, Fault::Kill] {
            ensure!(with_every_fault(&shop, &plan, fault)? > 20);
        }
    }
    Ok(())
}

/// How many commands are killed; `BOILERPLATE_KILLS` says otherwise.
const KILLS: u32 = 12;

#[test]
fn a_command_that_is_killed_is_undone_or_done() -> Result<()> {
    let kills = std::env::var("BOILERPLATE_KILLS").ok();
    let kills = kills.and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let shop = blog("api")?;
    let before = shop.contents()?;
    let line = ["add", "service", "metrics", "cache", "--quiet"];
    let whole = shop.copy()?;
    let started = Instant::now();
    whole.done(&line.join(" "))?;
    let lasts = started.elapsed();
    let after = whole.contents()?;
    let mut outcomes = (0, 0);
    for kill in 0..kills {
        let shop = shop.copy()?;
        let mut child = command(&shop.root(), &line)
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .stderr(Stdio::null())
            .spawn()?;
        // Most of the time goes by before the first write: the kills lie close at the end.
        let share = 0.5 + 0.6 * f64::from(kill) / f64::from(kills);
        std::thread::sleep(lasts.mul_f64(share));
        child.kill()?;
        child.wait()?;
        let text = shop.run(&["status"])?;
        ensure!(text.starts_with("exit 0"), "{text}");
        let there = shop.contents()?;
        match (there == before, there == after) {
            (true, _) => outcomes.0 += 1,
            (_, true) => outcomes.1 += 1,
            _ => anyhow::bail!("kill {kill} of {kills}: between old and new"),
        }
        ensure!(
            !shop.root().join(WORK).exists(),
            "kill {kill} left something behind"
        );
    }
    println!("{} old, {} new", outcomes.0, outcomes.1);
    Ok(())
}

#[test]
fn two_commands_at_once_are_one_after_the_other() -> Result<()> {
    let shop = blog("minimal")?;
    let guard = Guard::take(&shop.root())?;
    let text = shop.refused(&["add", "service", "metrics"])?;
    let own = std::process::id();
    ensure!(
        text.contains("exit 1") && text.contains("is at work in"),
        "{text}"
    );
    if cfg!(target_os = "linux") {
        ensure!(text.contains(&format!("process {own}")), "{text}");
    }
    // Those that look are in nobody's way.
    for look in ["status", "list entities", "add service metrics --dry-run"] {
        shop.done(look)?;
    }
    // But they keep their hands off what another command has half done.
    fs::create_dir_all(shop.root().join(WORK).join("staged"))?;
    let text = shop.run(&["status"])?;
    ensure!(
        text.contains("exit 1") && text.contains("is at work in"),
        "{text}"
    );
    ensure!(shop.root().join(WORK).join("staged").exists());
    drop(guard);
    shop.done("status")?;
    ensure!(!shop.root().join(WORK).exists());
    Ok(())
}

#[test]
fn a_project_that_many_change_at_once_stays_one() -> Result<()> {
    let shop = blog("minimal")?;
    let before = shop.contents()?;
    let whole = shop.copy()?;
    whole.done("add service metrics")?;
    let after = whole.contents()?;
    let spawn = |_| {
        command(&shop.root(), &["add", "service", "metrics"])
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .stderr(Stdio::piped())
            .spawn()
    };
    let children: Vec<_> = (0..6).map(spawn).collect::<io::Result<_>>()?;
    let mut done = 0;
    for child in children {
        let output = child.wait_with_output()?;
        let stderr = String::from_utf8(output.stderr)?;
        match output.status.code() {
            Some(0) => done += 1,
            _ => ensure!(stderr.contains("is at work in"), "{stderr}"),
        }
    }
    ensure!(done > 0 && shop.contents()? == after && before != after);
    Ok(())
}

#[test]
fn the_same_new_project_twice_at_once_is_one() -> Result<()> {
    let folder = tempdir()?;
    let spawn = |_| {
        command(
            folder.path(),
            &["new", "shop", "--preset", "minimal", "--no-git"],
        )
        .stderr(Stdio::piped())
        .spawn()
    };
    let children: Vec<_> = (0..4).map(spawn).collect::<io::Result<_>>()?;
    let mut codes = Vec::new();
    for child in children {
        codes.push(child.wait_with_output()?.status.code());
    }
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(3), Some(3), Some(3)]);
    ensure!(!contents(&folder.path().join("shop"))?.is_empty());
    Ok(())
}

#[test]
fn a_file_that_changes_meanwhile_stops_the_command() -> Result<()> {
    let shop = blog("minimal")?;
    let manifest = Manifest::parse(&shop.read(FILE_NAME)?, &Features::load()?)?;
    let service = ["metrics".to_owned()];
    let wish = wish::add_services(&manifest, &service, &Features::load()?)?;
    let plan = plan(&shop, &wish)?;
    for (path, text) in [
        ("src/app.rs", "// mine\n"),
        ("src/metrics/mod.rs", "// mine\n"),
    ] {
        let shop = shop.copy()?;
        shop.write(path, text)?;
        let before = shop.contents()?;
        let error = apply(&plan, &shop.root(), &mut Files::default())
            .err()
            .context("done")?;
        ensure!(
            error.to_string().contains("changed while the command ran"),
            "{error}"
        );
        assert_eq!(shop.contents()?, before);
    }
    let shop = shop.copy()?;
    fs::remove_file(shop.root().join("src/app.rs"))?;
    ensure!(apply(&plan, &shop.root(), &mut Files::default()).is_err());
    ensure!(!shop.root().join(WORK).exists());
    Ok(())
}

#[test]
fn a_lock_goes_with_its_process() -> Result<()> {
    let folder = tempdir()?;
    copy(&blog("minimal")?.root(), folder.path())?;
    let first = Guard::take(folder.path())?;
    ensure!(Guard::take(folder.path()).is_err());
    drop(first);
    drop(Guard::take(folder.path())?);
    ensure!(File::open(folder.path().join(WORK)).is_err());
    std::thread::sleep(Duration::from_millis(1));
    Ok(())
}
