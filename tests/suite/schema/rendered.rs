//! Migrations as their readers see them.

use std::collections::BTreeMap;

use anyhow::Result;
use boilerplate_cli::project::File;
use boilerplate_cli::render::{format, migration};
use insta::assert_snapshot;

use super::{difference, project};

/// The functions of each migration, after rustfmt.
fn rendered(old: &str, new: &str, said: &[&str], databases: &[&str]) -> Result<String> {
    let mut manifest = project(new)?;
    manifest.databases = databases.iter().map(|name| (*name).to_owned()).collect();
    let mut tree = BTreeMap::new();
    for (number, change) in difference(old, new, said)?.iter().enumerate() {
        let contents = migration::migration(change, &manifest)?;
        let path = format!("{number}_{}.rs", change.name());
        let file = File {
            rendered: true,
            ..File::once(contents)
        };
        tree.insert(path, file);
    }
    format::format(&mut tree, &std::env::temp_dir())?;
    let mut text = String::new();
    for (path, file) in tree {
        let code = String::from_utf8(file.contents)?;
        text += &format!("--- {path}\n{}", code.replace("\n\n#[derive(DeriveMigrationName)]\npub struct Migration;\n\n#[async_trait::async_trait]", ""));
    }
    Ok(text)
}

const BOTH: &[&str] = &["sqlite", "postgres"];
const OLD: &str = "Post title:string:80 views:int status:enum:draft,done body:text:optional";

#[test]
fn what_both_databases_can_do_in_place() -> Result<()> {
    let new =
        "Post headline:string:80 views:int:unique status:enum:draft,done n:int:default=3:index";
    let said = ["rename Post.title=headline", "drop Post.body"];
    assert_snapshot!(rendered(OLD, new, &said, BOTH)?);
    Ok(())
}

#[test]
fn what_sqlite_cannot_do_in_place() -> Result<()> {
    let new = "Post title:text views:bigint:default=0 status:enum:draft,done,gone:default=draft body:text author:references:users:cascade owner=\"author\"";
    let said = ["fill Post.body=it's", "fill Post.author=1"];
    assert_snapshot!("on_both", rendered(OLD, new, &said, BOTH)?);
    assert_snapshot!("on_sqlite", rendered(OLD, new, &said, &["sqlite"])?);
    assert_snapshot!("on_postgres", rendered(OLD, new, &said, &["postgres"])?);
    Ok(())
}

#[test]
fn wider_integers_are_nothing_to_sqlite() -> Result<()> {
    let new = OLD.replace("views:int", "views:bigint");
    assert_snapshot!("integers_on_both", rendered(OLD, &new, &[], BOTH)?);
    assert_snapshot!("integers_on_sqlite", rendered(OLD, &new, &[], &["sqlite"])?);
    Ok(())
}

#[test]
fn a_table_is_renamed_with_all_that_is_named_after_it() -> Result<()> {
    let old = format!("{OLD} author:references:users\nNote post:references:posts");
    let new = old
        .replace("Post ", "Article ")
        .replace("references:posts", "references:articles");
    assert_snapshot!(rendered(&old, &new, &["rename Post=Article"], BOTH)?);
    Ok(())
}

#[test]
fn a_table_is_dropped_and_comes_back() -> Result<()> {
    assert_snapshot!(rendered(OLD, "", &[], BOTH)?);
    Ok(())
}

#[test]
fn rows_that_were_deleted_go_with_their_mark() -> Result<()> {
    let old = format!("{OLD} soft_delete=true");
    assert_snapshot!(rendered(&old, OLD, &["drop Post.deleted_at"], BOTH)?);
    Ok(())
}

#[test]
fn an_empty_migration_says_what_to_do() -> Result<()> {
    assert_snapshot!("an_empty_one", migration::empty()?);
    Ok(())
}
