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
    # What this project is made of.
    # Commit it together with boilerplate.lock.

    [project]
    name = "example"
    databases = ["sqlite", "postgres"]

    [features]
    agents-md = false
    auth = false
    cache = false
    ci = false
    compose = false
    docs = false
    k8s = false
    metrics = false
    nginx = false
    queue = false
    rate-limit = false
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
fn what_serves_nothing_is_left_out() -> Result<()> {
    let table = Features::load()?;
    let mut manifest = common::preset("full")?;
    manifest.remove("cache");
    assert!(manifest.settle(&table).is_empty() && manifest.has("redis"));
    manifest.remove("rate-limit");
    manifest.remove("queue");
    let implied = manifest.settle(&table);
    assert_eq!(implied.len(), 1, "{implied:?}");
    assert_eq!(implied[0].feature, "redis");
    assert_eq!(implied[0].because, ["cache", "rate-limit", "queue"]);
    assert!(!manifest.has("redis"));
    Ok(())
}

#[test]
fn mistakes_are_shown_where_they_stand() -> Result<()> {
    let good = common::preset("full")?.to_toml()?;
    let text = mistakes(
        &good,
        &[
            ("metrics = true", "metrix = true"),
            ("metrics = true", "metrics = \"yes\""),
            ("auth = true", "auth = false"),
            (
                "cache = true\nci = true\ncompose = true\ndocs = true\nk8s = false\nmetrics = true\n\
                 nginx = true\nqueue = true\nrate-limit = true",
                "docs = true\nmetrics = true",
            ),
            ("\"sqlite\", ", "\"mysql\", "),
            ("\"sqlite\", \"postgres\"", ""),
            ("name = \"example\"", "name = \"fn\""),
            ("name = \"example\"\n", ""),
            ("name = \"example\"", "title = \"example\""),
            ("[features]", "[featurs]"),
            ("[features]", "[features"),
        ],
    )?;
    assert_snapshot!(text, @r#"
    error: unknown feature `metrix`
      --> boilerplate.toml:16: metrix = true
                               ^^^^^^ did you mean `metrics`?

    error: `metrics` must be `true` or `false`
      --> boilerplate.toml:16: metrics = "yes"
                                         ^^^^^

    error: feature `tiers` requires `auth`, which is off
      --> boilerplate.toml:21: tiers = true
                               ^^^^^
    help: turn `auth` on or `tiers` off

    error: feature `redis` requires `cache`, `rate-limit` or `queue`, which are off
      --> boilerplate.toml:13: redis = true
                               ^^^^^
    help: turn `cache`, `rate-limit` or `queue` on or `redis` off

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

/// What is said about a manifest in which one text stands for another.
fn mistakes(good: &str, changes: &[(&str, &str)]) -> Result<String> {
    let mut text = String::new();
    for (old, new) in changes {
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
    Ok(text)
}

const ENTITIES: &str = "
[entity.Post]
fields = ['title:string:120', 'author:references:users']
owner = 'author'
cache = '60s'

[entity.Comment]
fields = [
    'post:references:posts',
    'status:enum:new,seen',
]
rate_limit = true
only = ['list', 'get']
";

#[test]
fn mistakes_in_entities_are_shown_where_they_stand() -> Result<()> {
    let good = common::preset("full")?.to_toml()? + ENTITIES;
    let manifest = Manifest::parse(&good, &Features::load()?)?;
    assert_eq!(manifest.entities.len(), 2);
    assert_eq!(manifest.write_into(&good)?, good);
    assert_snapshot!(
        "mistakes_in_entities",
        mistakes(
            &good,
            &[
                ("title:string:120", "title:strng"),
                ("title:string:120", "type"),
                ("references:posts", "references:pots"),
                ("new,seen", "new,New"),
                ("owner = 'author'", "owner = 'title'"),
                ("'60s'", "60"),
                ("'60s'", "'soon'"),
                ("'list', 'get'", "'list', 'gte'"),
                ("'list', 'get'", "'list', 'gets'"),
                ("rate_limit = true", "rate_limits = true"),
                ("rate_limit = true", "soft_delete = true"),
                ("rate_limit = true", "plural = 'posts'"),
                ("[entity.Comment]", "[entity.comments]"),
                ("[entity.Comment]", "[entity.User]"),
                ("[entity.Comment]", "[entity.PostRead]"),
                ("[entity.Comment]", "[entity.'naïve']"),
                ("[entity.Comment]", "[entity]\nComment = 1\n[entity.Other]"),
                (
                    "fields = ['title:string:120', 'author:references:users']",
                    "fields = []"
                ),
                (
                    "fields = ['title:string:120', 'author:references:users']",
                    ""
                ),
                ("rate-limit = true", "rate-limit = false"),
                ("cache = true", "cache = false"),
                ("auth = true\n", "auth = false\n"),
            ]
        )?
    );
    Ok(())
}

#[test]
fn entities_come_and_go_without_a_trace() -> Result<()> {
    let table = Features::load()?;
    let good = common::preset("full")?.to_toml()?;
    let without = Manifest::parse(&good, &table)?;
    let with = Manifest::parse(&(good.clone() + ENTITIES), &table)?;
    let written = with.write_into(&good)?;
    assert_eq!(Manifest::parse(&written, &table)?, with);
    assert_eq!(without.write_into(&written)?, good);
    assert_eq!(with.write_into(&without.write_into(&written)?)?, written);
    Ok(())
}
