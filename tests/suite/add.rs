//! `boilerplate add entity`, from the command line to the disk.

use std::fs;

use anyhow::{Context, Result, ensure};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{Lock, Manifest};
use insta::assert_snapshot;
use serde_json::Value;

use crate::common::{self, run};
use crate::shop::Shop;

#[test]
fn an_entity_is_added() -> Result<()> {
    let shop = Shop::new("full")?;
    let text = shop.run(&[
        "add",
        "entity",
        "posts",
        "title:string:120:search",
        "body:text?",
        "author:references:users",
        "status:enum:draft,published:default=draft",
        "--owner",
        "--public",
        "--soft-delete",
    ])?;
    assert_snapshot!("an_entity_is_added", text);
    let toml = shop.read("boilerplate.toml")?;
    let (_, entity) = toml.split_once("[entity.").context("no entity")?;
    assert_snapshot!("the_entity_in_the_manifest", entity);
    assert_snapshot!("the_resources", shop.read("docs/resources.md")?);
    assert_snapshot!("the_database", shop.read("docs/database.md")?);
    let registry = shop.read("src/migrations/mod.rs")?;
    ensure!(
        registry.contains("mod m20261121_120000_create_posts;"),
        "{registry}"
    );
    let table = Features::load()?;
    let manifest = Manifest::parse(&toml, &table)?;
    assert_eq!(
        Lock::parse(&shop.read("boilerplate.lock")?, &table)?.manifest,
        manifest
    );
    Ok(())
}

#[test]
fn the_same_command_twice_does_nothing() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let command = ["add", "entity", "Post", "title:string!", "--soft-delete"];
    shop.run(&command)?;
    let mut text = shop.refused(&command)?;
    text += &shop.refused(&["add", "entity", "posts", "title", "--soft-delete", "--json"])?;
    text += &shop.refused(&[
        "add",
        "entity",
        "Post",
        "title",
        "views:int",
        "--soft-delete",
    ])?;
    text += &shop.refused(&["add", "entity", "Post", "views:int"])?;
    text += &shop.refused(&["add", "entity", "Post", "title"])?;
    text += &shop.refused(&["add", "entity", "Post"])?;
    let root = shop.root().to_string_lossy().into_owned();
    assert_snapshot!(text.replace(&root, "shop"));
    Ok(())
}

#[test]
fn what_cannot_be_is_refused_with_a_way_out() -> Result<()> {
    let shop = Shop::new("full")?;
    let commands: &[&[&str]] = &[
        &["add"],
        &["add", "entity"],
        &["add", "entity", "Post"],
        &["add", "entity", "Post", "title:strng"],
        &[
            "add",
            "entity",
            "Post",
            "type",
            "id:int",
            "author:references:usres",
        ],
        &["add", "entity", "Result", "title"],
        &["add", "entity", "naïve", "title"],
        &["add", "entity", "9lives", "title"],
        &["add", "entity", "User", "name"],
        &["add", "entity", "Post", "title", "--owner=title"],
        &["add", "entity", "Post", "title", "--cache", "soon"],
        &["add", "entity", "Post", "title", "--only", "list,crate"],
        &["add", "entity", "Post", "category:references"],
        &["add", "entity", "Post", "title", "--plural", "naïfs"],
        &["add", "entity", "Post", "title:strng:default=it's a:search"],
    ];
    let mut text = String::new();
    for arguments in commands {
        text += &shop.refused(arguments)?;
    }
    assert_snapshot!(text);
    Ok(())
}

#[test]
fn looking_changes_nothing() -> Result<()> {
    let shop = Shop::new("full")?;
    for flag in ["--dry-run", "--diff"] {
        let text = shop.refused(&["add", "entity", "Post", "title", flag])?;
        ensure!(text.contains("Nothing was written"), "{text}");
    }
    let text = shop.refused(&["add", "entity", "Post", "title", "--dry-run", "--json"])?;
    let (_, json) = text.split_once("exit 0\n").context("it failed")?;
    let value: Value = serde_json::from_str(json)?;
    assert_eq!(value["command"], "add entity");
    assert_eq!(value["entity"]["routes"][0], "GET /posts");
    ensure!(
        value["files"]
            .as_array()
            .is_some_and(|files| files.len() > 5),
        "{value}"
    );
    Ok(())
}

#[test]
fn it_works_from_a_folder_of_the_project_and_not_outside() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let text = run(
        &shop.root().join("src/db"),
        &["add", "entity", "Post", "title"],
    )?;
    ensure!(text.starts_with("exit 0"), "{text}");
    ensure!(shop.read("boilerplate.toml")?.contains("[entity.Post]"));
    let text = run(shop.folder(), &["add", "entity", "Post", "title"])?;
    ensure!(
        text.starts_with("exit 2") && text.contains("no project here"),
        "{text}"
    );
    Ok(())
}

#[test]
fn forty_entities_refer_to_one_another() -> Result<()> {
    let shop = Shop::new("full")?;
    for number in 0..40 {
        let parent = format!("parent:references:thing{number}x:optional");
        let mut fields = vec!["title".to_owned(), parent];
        fields.extend((number.max(3) - 3..number).map(|n| format!("r{n}:references:thing{n}x")));
        let name = format!("Thing{number}x");
        let mut arguments = vec!["add", "entity", &name];
        arguments.extend(fields.iter().map(String::as_str));
        let text = shop.run(&arguments)?;
        ensure!(text.starts_with("exit 0"), "{text}");
    }
    let manifest = Manifest::parse(&shop.read("boilerplate.toml")?, &Features::load()?)?;
    assert_eq!(manifest.entities.len(), 40);
    let registry = shop.read("src/migrations/mod.rs")?;
    let order: Vec<_> = registry
        .lines()
        .filter(|line| line.contains("_create_thing"))
        .collect();
    assert_eq!(order.len(), 80);
    ensure!(
        order[0].contains("m20261121_120000_create_thing0xes"),
        "{order:?}"
    );
    ensure!(
        order[39].contains("m20261121_120039_create_thing39xes"),
        "{order:?}"
    );
    Ok(())
}

#[test]
fn entities_of_a_manifest_edited_by_hand_come_along_in_order() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let toml = shop.read("boilerplate.toml")?;
    let mine = "
# mine
[entity.Comment]
fields = [
    'body:text!', # long
    \"post:references\",
]
cache = \"1m\"

[entity.Post]
fields = [\"title:str\"]
";
    let toml = toml.replace("cache = false", "cache = true") + mine;
    shop.write("boilerplate.toml", &toml)?;
    let text = shop.run(&["add", "entity", "Tag", "name"])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    let after = shop.read("boilerplate.toml")?;
    assert_eq!(after, toml + "\n[entity.Tag]\nfields = [\"name:string\"]\n");
    let files = common::files(&shop.root().join("src/migrations"))?;
    let names: Vec<_> = files.into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        names,
        [
            "m20261121_120000_create_posts.rs",
            "m20261121_120001_create_tags.rs",
            "m20261121_120002_create_comments.rs",
            "mod.rs",
        ]
    );
    Ok(())
}

#[test]
fn what_this_version_cannot_change_is_refused() -> Result<()> {
    let shop = Shop::new("minimal")?;
    shop.run(&["add", "entity", "Post", "title"])?;
    let toml = shop.read("boilerplate.toml")?;
    shop.write(
        "boilerplate.toml",
        &toml.replace("title:string", "title:int"),
    )?;
    let mut text = shop.refused(&["add", "entity", "Tag", "name"])?;
    shop.write(
        "boilerplate.toml",
        toml.split("\n[entity").next().unwrap_or_default(),
    )?;
    text += &shop.refused(&["add", "entity", "Tag", "title"])?;
    shop.write("boilerplate.toml", &toml)?;
    let lock = shop.read("boilerplate.lock")?;
    shop.write(
        "boilerplate.lock",
        &lock.replace("version = \"", "version = \"9"),
    )?;
    text += &shop.refused(&["add", "entity", "Tag", "name"])?;
    fs::remove_file(shop.root().join("boilerplate.lock"))?;
    text += &shop.refused(&["add", "entity", "Tag", "name"])?;
    assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "X"));
    Ok(())
}

#[test]
fn a_file_that_is_in_the_way_stops_everything() -> Result<()> {
    let shop = Shop::new("minimal")?;
    shop.write("src/entities/post/mod.rs", "mine\n")?;
    assert_snapshot!(shop.refused(&["add", "entity", "Post", "title", "-q"])?);
    Ok(())
}

#[test]
fn the_users_edits_are_in_nobodys_way() -> Result<()> {
    let shop = Shop::new("full")?;
    for path in ["README.md", "AGENTS.md", "src/app.rs", "Cargo.toml"] {
        let text = shop.read(path)?;
        shop.write(path, &format!("{text}\n# mine\n"))?;
    }
    fs::remove_file(shop.root().join("justfile"))?;
    shop.write(
        "src/migrations/m20990101_000000_mine.rs",
        "pub struct Migration;\n",
    )?;
    shop.write("docs/database.md", "mine\n")?;
    let text = shop.run(&["add", "entity", "Post", "title"])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    ensure!(
        !text.contains("README.md") && !text.contains("justfile"),
        "{text}"
    );
    ensure!(shop.read("README.md")?.ends_with("# mine\n"));
    let registry = shop.read("src/migrations/mod.rs")?;
    ensure!(
        registry.contains("mod m20990101_000000_mine;"),
        "{registry}"
    );
    ensure!(
        registry.contains("mod m20990101_000001_create_posts;"),
        "{registry}"
    );
    Ok(())
}

#[test]
fn a_template_of_ones_own_replaces_that_of_an_entity() -> Result<()> {
    let shop = Shop::new("minimal")?;
    let overlay = ".boilerplate/templates/entity";
    let own = "//! Ours: {{ exports }}\n";
    shop.write(&format!("{overlay}/mod.rs.tera"), own)?;
    let text = shop.run(&["add", "entity", "Post", "title"])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    let module = shop.read("src/entities/post/mod.rs")?;
    ensure!(
        module.starts_with("//! Ours: ") && module.contains("CreatePost"),
        "{module}"
    );

    shop.write(&format!("{overlay}/route.rs.tera"), own)?;
    let text = shop.refused(&["add", "entity", "Tag", "name"])?;
    assert_snapshot!("a_template_that_replaces_nothing", text);
    Ok(())
}

#[test]
fn entities_and_types_are_listed() -> Result<()> {
    let shop = Shop::new("full")?;
    let mut text = shop.refused(&["list", "entities"])?;
    shop.run(&["add", "entity", "Post", "title", "--owner"])?;
    text += &shop.refused(&["list", "entities"])?;
    text += &shop.refused(&["list", "types"])?;
    assert_snapshot!(text);
    let json = shop.run(&["list", "types", "--json"])?;
    let json: Value = serde_json::from_str(json.trim_start_matches("exit 0\n"))?;
    assert_eq!(json["types"].as_array().map(Vec::len), Some(19));
    Ok(())
}
