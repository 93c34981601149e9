//! The commands that change what is there, from the command line to the disk.

use std::fs;

use anyhow::{Result, ensure};
use insta::assert_snapshot;

use crate::shop::{EPOCH, Shop};

/// A blog: posts that belong to users, and comments on them.
fn blog(preset: &str) -> Result<Shop> {
    let shop = Shop::new(preset)?;
    shop.done("add entity Post title:string:120 body:text views:int:default=0")?;
    shop.done("add entity Comment body:text post:references")?;
    Ok(shop)
}

/// What commands answer that must change nothing.
fn refused(shop: &Shop, commands: &[&str]) -> Result<String> {
    let mut text = String::new();
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        text += &shop.refused(&words)?;
    }
    Ok(text)
}

#[test]
fn what_is_not_there_is_told_with_a_way_out() -> Result<()> {
    let shop = blog("full")?;
    assert_snapshot!(refused(
        &shop,
        &[
            "add field",
            "add field Post",
            "add field Pst title",
            "add field User nickname",
            "add field Post subtitle:strng",
            "add field Post title",
            "add field Post type:int",
            "add field Post views:int:default=0 title:string:120",
            "add field Post slug:slug --fill slgu=x",
            "add field Post slug:slug --fill slug",
            "remove field Post titel",
            "remove field Post title body views",
            "remove field Comment body post",
            "rename field Post titel headline",
            "rename field Post title body",
            "rename field Post title fn",
            "rename entity Pots Article",
            "rename entity Post Comment",
            "rename entity Post Result",
            "rename entity Post Article --plural naïfs",
            "remove entity Tag",
            "remove entity Post",
            "remove entity User",
            "add migration 9lives",
            "apply --rename Post.title",
            "apply --rename Post.titel=headline",
            "apply --drop Pst",
            "apply --fill views=0",
        ]
    )?);
    Ok(())
}

#[test]
fn services_are_told_apart() -> Result<()> {
    let shop = Shop::new("full")?;
    shop.done("add entity Post title author:references:users")?;
    shop.done("add entity Note title --owner --cache 60s")?;
    shop.done("add entity Plan name tier:references:tiers")?;
    let mut text = refused(
        &shop,
        &[
            "add service cache redis",
            "add service redsi",
            "add service frobnicate",
            "remove service auth",
            "remove service tiers",
            "remove service cache",
            "remove service postgres sqlite",
            "remove service kafka",
            "remove service metrics metrics --dry-run --quiet",
        ],
    )?;
    let bare = Shop::new("minimal")?;
    text += &refused(&bare, &["add service redis", "remove service cache"])?;
    text += &bare.done("add service tiers")?;
    text += &refused(&bare, &["add service tiers"])?;
    assert_snapshot!(secretless(&text));
    Ok(())
}

/// Without what is random.
fn secretless(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.trim_start().split_once('=') {
            Some((key, _)) if ["SECRET_KEY", "ADMIN_PASSWORD"].contains(&key) => {
                format!("  {key}=…")
            }
            _ => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn services_come_and_go_and_leave_nothing_behind() -> Result<()> {
    let shop = Shop::new("full")?;
    let before = shop.contents()?;
    shop.done("remove service cache redis metrics docs")?;
    let toml = shop.read("boilerplate.toml")?;
    ensure!(toml.contains("cache = false") && !shop.root().join("src/cache").exists());
    shop.done("add service docs metrics cache redis")?;
    let after = shop.contents()?;
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(one, other);
    }
    assert_eq!(before.len(), after.len());
    Ok(())
}

#[test]
fn settings_that_a_service_needs_are_said() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let before = shop.read(".env")?;
    let text = shop.done("add service auth")?;
    ensure!(
        text.contains("\n  SECRET_KEY=") && text.contains("\n  ADMIN_PASSWORD="),
        "{text}"
    );
    assert_eq!(shop.read(".env")?, before);
    let (_, value) = shop.json("remove service auth")?;
    assert_eq!(value["settings"], serde_json::json!([]));
    Ok(())
}

#[test]
fn an_empty_migration_is_numbered_and_registered() -> Result<()> {
    let shop = Shop::new("minimal")?;
    assert_snapshot!(shop.done("add migration FillInSlugs")?);
    let module = "m20261121_120000_fill_in_slugs";
    ensure!(
        shop.read("src/migrations/mod.rs")?
            .contains(&format!("mod {module};"))
    );
    let source = shop.read(&format!("src/migrations/{module}.rs"))?;
    ensure!(
        source.contains("async fn up") && source.contains("async fn down"),
        "{source}"
    );
    let again = shop.refused(&["add", "migration", "fill_in_slugs"])?;
    ensure!(
        again.contains("exit 0") && again.contains("nothing to do"),
        "{again}"
    );
    shop.done("add migration another")?;
    ensure!(
        shop.read("src/migrations/mod.rs")?
            .contains("m20261121_120001_another")
    );
    assert_eq!(EPOCH, "1795262400");
    Ok(())
}

#[test]
fn apply_does_what_the_commands_do() -> Result<()> {
    for (command, from, to) in [
        (
            "remove service metrics",
            "metrics = true",
            "metrics = false",
        ),
        (
            "add entity Tag name:string",
            "[entity.Post]",
            "[entity.Tag]\nfields = [\"name:string\"]\n\n[entity.Post]",
        ),
    ] {
        let shop = blog("full")?;
        let other = shop.copy()?;
        shop.done(command)?;
        let toml = other.read("boilerplate.toml")?;
        other.write("boilerplate.toml", &toml.replacen(from, to, 1))?;
        other.done("apply")?;
        let aside = |path: &str| ["boilerplate.toml", "boilerplate.lock"].contains(&path);
        let ordered = |path: &str| path.starts_with("docs/") || path == "src/entities/mod.rs";
        for (one, two) in shop.contents()?.iter().zip(&other.contents()?) {
            assert_eq!(one.0, two.0, "{command}");
            ensure!(
                one.1 == two.1 || aside(&one.0) || ordered(&one.0),
                "{command}: {}",
                one.0
            );
        }
        let text = other.refused(&["apply"])?;
        ensure!(text.contains("nothing to do"), "{text}");
    }
    Ok(())
}

#[test]
fn fields_come_and_go() -> Result<()> {
    let shop = blog("full")?;
    let before = shop.contents()?;
    shop.done("add field Post subtitle:string:200:optional rating:int --fill rating=1")?;
    let model = shop.read("src/entities/post/model.rs")?;
    ensure!(
        model.contains("subtitle") && model.contains("rating"),
        "{model}"
    );
    shop.done("rename field Post subtitle tagline")?;
    let model = shop.read("src/entities/post/model.rs")?;
    ensure!(
        model.contains("tagline") && !model.contains("subtitle"),
        "{model}"
    );
    let text = shop.done("remove field Post tagline rating")?;
    ensure!(
        text.contains("drops the column post.tagline and its values"),
        "{text}"
    );
    let after = shop.contents()?;
    let is_migration = |path: &str| path.starts_with("src/migrations/");
    let here = before.iter().filter(|(path, _)| !is_migration(path));
    let there = after.iter().filter(|(path, _)| !is_migration(path));
    for (one, other) in here.zip(there) {
        assert_eq!(one, other);
    }
    Ok(())
}

#[test]
fn entities_change_their_names_and_go() -> Result<()> {
    let shop = blog("full")?;
    shop.done("rename entity Post Article")?;
    ensure!(!shop.root().join("src/entities/post").exists());
    let toml = shop.read("boilerplate.toml")?;
    ensure!(
        toml.contains("[entity.Article]") && toml.contains("post:references:articles"),
        "{toml}"
    );
    let text = shop.done("remove entity Article Comment")?;
    ensure!(
        text.contains("drops the table article and its rows"),
        "{text}"
    );
    ensure!(!shop.root().join("src/entities/article").exists());
    ensure!(!shop.root().join("docs/resources.md").exists());
    Ok(())
}

const COMMENTED: &str = "
# What people write.
[entity.Post] # the best
# in order
fields = [
    \"title:str:120\", # short
    # long
    'body:text',
    \"views:int:default=0\", # counted
]
cache = \"1m\"

# What people answer.
[entity.Comment]
fields = ['body:text', 'post:references']
";

#[test]
fn the_manifest_keeps_its_comments_and_order() -> Result<()> {
    let shop = Shop::new("full")?;
    let head = shop.read("boilerplate.toml")?;
    shop.write("boilerplate.toml", &(head.clone() + COMMENTED))?;
    shop.done("apply")?;
    let mut text = String::new();
    for command in [
        "add field Post rating:int:optional",
        "remove field Post body",
        "rename field Post title headline",
        "remove field Post rating",
        "rename entity Post Article",
        "remove entity Comment",
    ] {
        shop.done(command)?;
        let toml = shop.read("boilerplate.toml")?;
        let entities = toml.strip_prefix(&head).unwrap_or(&toml);
        text += &format!("$ boilerplate {command}\n{entities}\n");
    }
    assert_snapshot!(text);
    Ok(())
}

#[test]
fn a_conflict_that_git_left_in_the_manifest_is_pointed_at() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let toml = shop.read("boilerplate.toml")?;
    let both =
        "<<<<<<< HEAD\n[entity.Post]\n=======\n[entity.Tag]\n>>>>>>> tags\nfields = [\"a\"]\n";
    shop.write("boilerplate.toml", &(toml + both))?;
    assert_snapshot!(refused(&shop, &["apply", "status"])?);
    Ok(())
}

#[test]
fn edits_that_are_in_the_way_are_decided_or_stop_the_command() -> Result<()> {
    let shop = Shop::new("full")?;
    let mine = shop.read("src/metrics/mod.rs")? + "\n// mine\n";
    shop.write("src/metrics/mod.rs", &mine)?;
    let text = shop.refused(&["remove", "service", "metrics"])?;
    ensure!(
        text.contains("exit 3") && text.contains("src/metrics/mod.rs"),
        "{text}"
    );
    assert_eq!(
        fs::read_to_string(shop.root().join("src/metrics/mod.rs"))?,
        mine
    );
    Ok(())
}
