//! `boilerplate upgrade`: from what an older version rendered to what this one does.
//!
//! The older version is this binary with another template laid over, which says an older number.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::shop::Shop;

const OLD: &str = "0.0.9";

/// A shop as version 0.0.9 would have made it, and a command that renders what that one did.
struct Older {
    shop: Shop,
    cli: PathBuf,
}

#[cfg(unix)]
impl Older {
    fn new() -> Result<Self> {
        use std::os::unix::fs::PermissionsExt;

        let shop = Shop::new("minimal")?;
        shop.done("add entity Post title")?;
        // In that version, the health checks had another remark, and there was a file more.
        let own = shop.folder().join("older/.boilerplate/templates/project");
        let health = shop.read("src/health.rs")?;
        let older = format!("{health}\n// As it was.\n");
        fs::create_dir_all(own.join("src"))?;
        fs::write(own.join("src/health.rs"), &older)?;
        fs::write(own.join("NEWS.md"), "News\n")?;
        shop.write("src/health.rs", &older)?;
        shop.write("NEWS.md", "News\n")?;
        let version = env!("CARGO_PKG_VERSION");
        let lock = shop.read("boilerplate.lock")?;
        shop.write("boilerplate.lock", &lock.replace(version, OLD))?;

        let cli = shop.folder().join("older/boilerplate");
        let script = format!(
            r#"#!/bin/sh
[ "$1 $2 $3 $4" = "render --out - --lock" ] || exit 9
here=$(dirname "$0")
sed 's/{OLD}/{version}/' "$5" > "$here/boilerplate.lock"
"{}" render --out - --lock "$here/boilerplate.lock" | sed 's/"version":"{version}"/"version":"{OLD}"/'
"#,
            env!("CARGO_BIN_EXE_boilerplate")
        );
        fs::write(&cli, script)?;
        fs::set_permissions(&cli, fs::Permissions::from_mode(0o755))?;
        Ok(Self { shop, cli })
    }

    fn upgrade(&self) -> Result<String> {
        let cli = self.cli.to_str().context("path")?;
        self.shop.run(&["upgrade", "--base-cli", cli])
    }
}

#[cfg(unix)]
#[test]
fn a_project_of_an_older_version_becomes_one_of_this() -> Result<()> {
    let older = Older::new()?;
    let shop = &older.shop;
    // The user's own work, in files that do not change between the versions and in one that goes.
    let app = shop.read("src/app.rs")? + "\n// mine\n";
    shop.write("src/app.rs", &app)?;
    fs::remove_file(shop.root().join("justfile"))?;
    let text = older.upgrade()?;
    ensure!(text.starts_with("exit 0"), "{text}");
    ensure!(text.contains("from version 0.0.9 to"), "{text}");
    ensure!(!shop.read("src/health.rs")?.contains("As it was"));
    ensure!(
        !shop.root().join("NEWS.md").exists(),
        "a file of the older version is still there"
    );
    assert_eq!(shop.read("src/app.rs")?, app);
    ensure!(
        !shop.root().join("justfile").exists(),
        "a deleted file came back"
    );
    let status = shop.done("status")?;
    ensure!(
        !status.contains("src/health.rs") && status.contains("src/app.rs"),
        "{status}"
    );
    let again = older.upgrade()?;
    ensure!(again.contains("nothing to do"), "{again}");
    shop.done("add entity Tag name")?;
    Ok(())
}

#[cfg(unix)]
#[test]
fn an_upgrade_that_cannot_be_is_refused_with_a_way_out() -> Result<()> {
    let older = Older::new()?;
    let shop = &older.shop;
    let mut text = shop.refused(&["upgrade"])?;
    text += &shop.refused(&["add", "service", "metrics"])?;
    text += &shop.refused(&["upgrade", "--base-cli", "nowhere/boilerplate"])?;
    text += &shop.refused(&["upgrade", "--base-cli", "/bin/false"])?;
    text += &shop.refused(&["upgrade", "--base-cli", "/bin/true"])?;
    text += &shop.refused(&["upgrade", "--base-cli", env!("CARGO_BIN_EXE_boilerplate")])?;
    let lock = shop.read("boilerplate.lock")?;
    shop.write("boilerplate.lock", &lock.replace(OLD, "99.0.0"))?;
    text += &shop.refused(&["upgrade"])?;
    let text = text.replace(env!("CARGO_BIN_EXE_boilerplate"), "boilerplate");
    insta::assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "X"));
    Ok(())
}

#[cfg(unix)]
#[test]
fn an_edit_where_the_versions_differ_stops_the_upgrade() -> Result<()> {
    let older = Older::new()?;
    let shop = &older.shop;
    let mine = shop
        .read("src/health.rs")?
        .replace("As it was.", "As I want it.");
    shop.write("src/health.rs", &mine)?;
    let before = shop.contents()?;
    let text = older.upgrade()?;
    ensure!(
        text.starts_with("exit 3") && text.contains("src/health.rs"),
        "{text}"
    );
    assert_eq!(shop.contents()?, before);
    Ok(())
}
