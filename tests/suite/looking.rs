//! What only looks leaves every byte and every time of change as it was, and what is printed for
//! machines is what the schema says.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::common::{command, files};
use crate::shop::{EPOCH, Shop};

/// Every command that changes a project, in an order in which each has something to do.
const COMMANDS: &[&str] = &[
    "add entity Tag name:string",
    "add migration fill_in_slugs",
    "add service metrics",
    "remove service docs",
    "remove service docs cache --conflict ours",
    "apply",
    "upgrade",
    "add field Post subtitle:string:optional",
    "remove field Post body",
    "rename field Post title headline",
    "rename entity Post Article",
    "remove entity Post",
];

fn shop() -> Result<Shop> {
    let shop = Shop::new("full")?;
    shop.done("remove service metrics")?;
    shop.done("add entity Post title body:text")?;
    Ok(shop)
}

/// Every file and folder with its time of change and its contents.
type Look = BTreeMap<String, (SystemTime, Vec<u8>)>;

fn look(shop: &Shop) -> Result<Look> {
    let mut all = Look::new();
    for entry in walkdir::WalkDir::new(shop.root()) {
        let entry = entry?;
        let contents = match entry.file_type().is_file() {
            true => fs::read(entry.path())?,
            false => Vec::new(),
        };
        let path = entry.path().to_string_lossy().into_owned();
        all.insert(path, (entry.metadata()?.modified()?, contents));
    }
    Ok(all)
}

#[test]
fn looking_leaves_every_byte_and_time() -> Result<()> {
    let shop = shop()?;
    shop.write("src/health.rs", "// mine\n")?;
    fs::remove_file(shop.root().join("justfile"))?;
    let before = look(&shop)?;
    let mut looks: Vec<String> = Vec::new();
    for command in COMMANDS {
        for flag in [
            "--dry-run",
            "--diff",
            "--dry-run --json",
            "--diff --json -v",
        ] {
            looks.push(format!("{command} {flag}"));
        }
    }
    for command in [
        "status",
        "status --json",
        "status --diff --json",
        "schema",
        "list entities",
    ] {
        looks.push(command.to_owned());
    }
    for line in looks {
        let words: Vec<&str> = line.split_whitespace().collect();
        let text = shop.run(&words)?;
        ensure!(look(&shop)? == before, "{line} changed something");
        let code = text.lines().next();
        ensure!(matches!(code, Some("exit 0" | "exit 3")), "{line}: {text}");
    }
    Ok(())
}

#[test]
fn what_is_printed_for_machines_is_what_the_schema_says() -> Result<()> {
    let shop = shop()?;
    let output = command(&shop.root(), &["schema"]).output()?;
    let schema: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    jsonschema::meta::validate(&schema).map_err(|error| anyhow::anyhow!("{error}"))?;
    let schema = jsonschema::validator_for(&schema)?;
    let mut lines: Vec<String> = Vec::new();
    for command in COMMANDS {
        lines.push(format!("{command} --diff"));
    }
    let other = "new other --no-git
        new other --no-git
        new fn
        frob
        add field Post
        add field Post title:int
        add field Post title
        remove service metrics
        list services
        list presets
        list types
        list entities
        status
        add entity Tag name:string
        add entity Tag name:string
        add migration clean_up
        add service metrics
        remove service auth
        upgrade
        apply
        status";
    lines.extend(other.lines().map(|line| line.trim().to_owned()));
    for line in lines {
        let (_, value) = shop.json(&line)?;
        let wrong = schema.iter_errors(&value).map(|error| error.to_string());
        let wrong: Vec<String> = wrong.collect();
        ensure!(wrong.is_empty(), "{line}: {wrong:?}\n{value:#}");
    }
    let toml = shop.read("boilerplate.toml")?;
    shop.write(
        "boilerplate.toml",
        &toml.replace("docs = true", "docs = false"),
    )?;
    shop.write("src/health.rs", "// mine\n")?;
    let (_, status) = shop.json("status --diff")?;
    ensure!(schema.is_valid(&status), "{status:#}");
    assert_eq!(status["pending"][0], "service docs off");
    assert_eq!(status["changes"]["edited"][0], "src/health.rs");
    let (code, value) = shop.json("remove service queue")?;
    assert_eq!(code, 3);
    ensure!(schema.is_valid(&value), "{value:#}");
    assert_eq!(value["error"]["conflicts"][0]["path"], "src/health.rs");
    // A schema that takes anything proves nothing.
    let mut odd = status.clone();
    odd["apply"]["files"][0]["action"] = "explode".into();
    ensure!(!schema.is_valid(&odd));
    Ok(())
}

#[test]
fn status_says_what_the_user_did_and_what_is_pending() -> Result<()> {
    let shop = shop()?;
    shop.write("src/health.rs", "// mine\n")?;
    fs::remove_file(shop.root().join("justfile"))?;
    let seed = shop.read("src/seed.rs")?;
    shop.write("src/cli/seed.rs", &format!("// Moved here.\n{seed}"))?;
    fs::remove_file(shop.root().join("src/seed.rs"))?;
    shop.write("docs/database.md", "mine\n")?;
    let clippy = shop.read("clippy.toml")?;
    shop.write("clippy.toml", &clippy.replace('\n', "\r\n"))?;
    let toml = shop.read("boilerplate.toml")?;
    let toml =
        toml.replace("docs = true", "docs = false") + "\n[entity.Tag]\nfields = [\"name\"]\n";
    shop.write("boilerplate.toml", &toml)?;
    let text = shop.refused(&["status"])?;
    let (said, doing) = text
        .split_once("boilerplate apply would:")
        .context("would do nothing")?;
    insta::assert_snapshot!(said);
    ensure!(
        doing.contains("create  src/entities/tag/model.rs"),
        "{doing}"
    );
    ensure!(doing.contains("remove  src/docs/swagger.rs"), "{doing}");
    Ok(())
}

#[test]
fn status_knows_what_apply_would_be_refused_for() -> Result<()> {
    let shop = shop()?;
    let lock = shop.read("boilerplate.lock")?;
    let version = env!("CARGO_PKG_VERSION");
    shop.write("boilerplate.lock", &lock.replace(version, "0.0.1"))?;
    let text = shop.refused(&["status"])?;
    ensure!(
        text.contains("exit 0") && text.contains("would be refused"),
        "{text}"
    );
    ensure!(text.contains("boilerplate upgrade"), "{text}");
    assert_eq!(EPOCH.len(), 10);
    ensure!(!files(&shop.root())?.is_empty());
    Ok(())
}
