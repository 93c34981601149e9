//! `boilerplate.toml` and `boilerplate.lock`: what they look like, and what they may not say.

use anyhow::{Context, Result};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{Lock, Manifest};
use boilerplate_cli::refusal::Refusal;
use insta::assert_snapshot;

use crate::common;

#[test]
fn what_is_written_is_read() -> Result<()> {
    let table = Features::load()?;
    for preset in table.presets() {
        let manifest = common::preset(&preset.name)?;
        assert_eq!(Manifest::parse(&manifest.to_toml()?, &table)?, manifest);
        let lock = Lock::new(&manifest);
        assert_eq!(Lock::parse(&lock.to_toml()?, &table)?, lock);
    }
    Ok(())
}

#[test]
fn a_new_manifest_is_for_people() -> Result<()> {
    assert_snapshot!(common::preset("minimal")?.to_toml()?, @r#"
    # What this project is made of. Written by `boilerplate new`; yours to read and edit.
    # Commit it together with boilerplate.lock.

    [project]
    name = "example"
    databases = ["sqlite", "postgres"]

    [features]
    agents-md = false
    auth = false
    docs = false
    metrics = false
    queue = false
    redis = false
    tiers = false
    "#);
    Ok(())
}

#[test]
fn an_edit_keeps_everything_else() -> Result<()> {
    let text = "\
# mine
[features]  # many
docs = false # not yet
auth = true

[project]
databases = [ \"postgres\" ]   # one day two
name = 'shop' # the name
";
    let table = Features::load()?;
    let mut manifest = Manifest::parse(text, &table)?;
    manifest
        .features
        .retain(|name, _| ["auth", "docs"].contains(&name.as_str()));
    assert_eq!(manifest.write_into(text)?, text);
    manifest.features.insert("docs".to_owned(), true);
    assert_eq!(
        manifest.write_into(text)?,
        text.replace("docs = false", "docs = true")
    );
    Ok(())
}

#[test]
fn a_feature_that_is_not_named_is_off() -> Result<()> {
    let text = "[project]\nname = \"shop\"\ndatabases = [\"sqlite\"]\n\n[features]\n";
    let manifest = Manifest::parse(text, &Features::load()?)?;
    assert!(manifest.features.values().all(|on| !on));
    Ok(())
}

#[test]
fn mistakes_are_shown_where_they_stand() -> Result<()> {
    let good = common::preset("full")?.to_toml()?;
    let mut text = String::new();
    for (old, new) in [
        ("metrics = true", "metrix = true"),
        ("metrics = true", "metrics = \"yes\""),
        ("auth = true", "auth = false"),
        ("\"sqlite\", ", "\"mysql\", "),
        ("\"sqlite\", \"postgres\"", ""),
        ("name = \"example\"", "name = \"fn\""),
        ("name = \"example\"\n", ""),
        ("name = \"example\"", "title = \"example\""),
        ("[features]", "[featurs]"),
        ("[features]", "[features"),
    ] {
        let table = Features::load()?;
        let error = Manifest::parse(&good.replace(old, new), &table);
        let error = error.err().with_context(|| format!("accepted: {new}"))?;
        let refusal: &Refusal = error.downcast_ref().context("not a refusal")?;
        text += &format!("error: {refusal}\n");
        text += &refusal.snippet().map_or_else(String::new, |s| s + "\n");
        text += &refusal
            .advice()
            .map_or_else(String::new, |h| format!("help: {h}\n"));
        text += "\n";
    }
    assert_snapshot!(text, @r#"
    error: unknown feature `metrix`
      --> boilerplate.toml:12: metrix = true
                               ^^^^^^ did you mean `metrics`?

    error: `metrics` must be `true` or `false`
      --> boilerplate.toml:12: metrics = "yes"
                                         ^^^^^

    error: feature `tiers` requires `auth`, which is off
      --> boilerplate.toml:15: tiers = true
                               ^^^^^
    help: turn `auth` on or `tiers` off

    error: unknown database `mysql`
      --> mysql,postgres
          ^^^^^
    help: known are `sqlite`, `postgres`

    error: a project needs a database
    help: choose among `sqlite`, `postgres`, or several

    error: `fn` cannot be the project's name: it is a Rust keyword
      --> boilerplate.toml:5: name = "fn"
                                     ^^^^

    error: boilerplate.toml lacks `name`, a string

    error: unknown key `title`
      --> boilerplate.toml:5: title = "example"
                              ^^^^^
    help: known are `name`, `databases`

    error: unknown table `featurs`
      --> boilerplate.toml:8: [featurs]
                               ^^^^^^^ did you mean `features`?

    error: boilerplate.toml is not valid TOML
      --> boilerplate.toml:8: [features
                                       ^ unclosed table, expected `]`
    "#);
    Ok(())
}
