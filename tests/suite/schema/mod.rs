//! What turns the tables of one manifest into those of another.

mod random;
mod refusals;
mod rendered;

use anyhow::{Context, Result};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::schema::{Change, Intent, changes};

use crate::common;

/// A project with users and these entities, each on a line: `Post title:string body:text`, with
/// options at the end such as `soft_delete=true`.
fn project(entities: &str) -> Result<Manifest> {
    let table = Features::load()?;
    let mut toml = common::preset("api")?.to_toml()?;
    for line in entities
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let (name, rest) = line.split_once(' ').context("no fields")?;
        let is_option = |word: &&str| word.contains('=') && !word.contains(':');
        let (options, fields): (Vec<_>, Vec<_>) = rest.split(' ').partition(is_option);
        let fields: Vec<_> = fields.iter().map(|field| format!("{field:?}")).collect();
        toml += &format!("\n[entity.{name}]\nfields = [{}]\n", fields.join(", "));
        for option in options {
            toml += &format!("{}\n", option.replacen('=', " = ", 1));
        }
    }
    Manifest::parse(&toml, &table)
}

/// What a user says about a change: `rename Post.title=headline`, `drop Post`, `fill Post.n=0`.
fn intent(words: &[&str]) -> Result<Intent> {
    let mut intent = Intent::default();
    for said in words {
        let (verb, what) = said.split_once(' ').context("no verb")?;
        let (place, value) = what.split_once('=').unwrap_or((what, ""));
        let (entity, field) = match place.split_once('.') {
            Some((entity, field)) => (entity.to_owned(), Some(field.to_owned())),
            None => (place.to_owned(), None),
        };
        match (verb, field) {
            ("rename", Some(field)) => {
                intent.fields.insert((entity, value.to_owned()), field);
            }
            ("rename", None) => {
                intent.entities.insert(value.to_owned(), entity);
            }
            ("drop", field) => {
                intent.dropped.insert((entity, field));
            }
            (_, field) => {
                let key = (entity, field.context("a fill is of a field")?);
                intent.fills.insert(key, value.to_owned());
            }
        }
    }
    Ok(intent)
}

fn difference(old: &str, new: &str, said: &[&str]) -> Result<Vec<Change>> {
    changes(&project(old)?, &project(new)?, &intent(said)?)
}

/// The names of the migrations, in their order.
fn names(old: &str, new: &str, said: &[&str]) -> Result<String> {
    let changes = difference(old, new, said)?;
    let names: Vec<_> = changes.iter().map(Change::name).collect();
    Ok(names.join(" "))
}

#[test]
fn what_the_database_does_not_see_makes_no_migration() -> Result<()> {
    let old = "Post title:string:80 body:text views:int status:enum:draft,published";
    for new in [
        "Post title:string:80:min=3:search body:text:search views:int:max=5 status:enum:draft,published",
        "Post body:text title:string:80 views:int status:enum:published,draft public=true",
        "Post title:string:80:pattern=^a body:text:max=100 views:int status:enum:draft,published cache=\"5s\"",
    ] {
        let new = new.replace(" cache=\"5s\"", "");
        assert_eq!(names(old, &new, &[])?, "", "{new}");
    }
    assert_eq!(
        names(old, &old.replace("views:int", "views:int:filter"), &[])?,
        "change_views_in_posts"
    );
    Ok(())
}

#[test]
fn migrations_are_named_after_what_they_do() -> Result<()> {
    let old = "Post title:string:80 body:text";
    for (new, said, name) in [
        (
            "Post title:string:80 body:text n:int:optional",
            &[][..],
            "add_n_to_posts",
        ),
        ("Post title:string:80", &[], "remove_body_from_posts"),
        (
            "Post headline:string:80 body:text",
            &["rename Post.title=headline"],
            "rename_title_to_headline_in_posts",
        ),
        ("Post title:text body:text", &[], "change_title_in_posts"),
        ("Post title:text body:text:optional", &[], "change_posts"),
        (
            "Post title:string:80 body:text soft_delete=true",
            &[],
            "add_soft_delete_to_posts",
        ),
        (
            "Post title:string:80 body:text timestamps=false",
            &[],
            "remove_timestamps_from_posts",
        ),
        (
            "Article title:string:80 body:text",
            &["rename Post=Article"],
            "rename_posts_to_articles",
        ),
        ("", &[], "drop_posts"),
    ] {
        assert_eq!(names(old, new, said)?, name);
    }
    Ok(())
}

#[test]
fn tables_come_before_those_that_refer_to_them_and_go_after_them() -> Result<()> {
    let ring = "A b:references:bs:optional
                B a:references:as:optional";
    assert_eq!(names("", ring, &[])?, "create_as create_bs change_b_in_as");
    assert_eq!(
        names(ring, "", &[])?,
        "change_b_in_as drop_as drop_bs"
            .replace("change_b_in_as drop_as", "change_a_in_bs drop_as")
    );
    let chain = "Comment body:text post:references:posts
                 Post title:string";
    assert_eq!(names("", chain, &[])?, "create_posts create_comments");
    assert_eq!(names(chain, "", &[])?, "drop_comments drop_posts");
    let old = "Post title:string category:references:categories
               Category name:string:40";
    let new = "Post title:string tag:references:tags
               Tag label:text";
    assert_eq!(
        names(old, new, &["drop Post.category", "fill Post.tag=1"])?,
        "create_tags change_posts drop_categories"
    );
    Ok(())
}

#[test]
fn a_new_table_may_take_the_name_of_a_renamed_one() -> Result<()> {
    let old = "Post title:string";
    let new = "Article title:string post:references:posts:optional
               Post body:text";
    assert_eq!(
        names(old, new, &["rename Post=Article"])?,
        "rename_post_to_article create_posts change_post_in_articles"
    );
    Ok(())
}
