//! Changes that would lose something, or that nobody could know the meaning of.

use anyhow::{Result, bail};
use boilerplate_cli::refusal::Refusal;
use insta::assert_snapshot;

use super::difference;

/// What is said about a change that cannot be made.
fn refused(old: &str, new: &str, said: &[&str]) -> Result<String> {
    let Err(error) = difference(old, new, said) else {
        bail!("{old} became {new}");
    };
    let refusal = match error.downcast_ref::<Refusal>() {
        Some(refusal) => refusal,
        None => bail!("{error:#}"),
    };
    let mut text = format!(
        "{old} => {new} {}\nexit {}: {refusal}\n",
        said.join(" "),
        refusal.code()
    );
    text += &refusal.snippet().map(|s| s + "\n").unwrap_or_default();
    text += &refusal
        .advice()
        .map(|s| format!("help: {s}\n"))
        .unwrap_or_default();
    Ok(text + "\n")
}

#[test]
fn types_that_cannot_hold_what_is_there() -> Result<()> {
    let mut text = String::new();
    for (old, new) in [
        ("string", "int"),
        ("text", "string:80"),
        ("string:120", "string:80"),
        ("bigint", "int"),
        ("double", "float"),
        ("decimal:8,2", "decimal:8,3"),
        ("datetime", "date"),
        ("bool", "int"),
        ("string:20", "enum:a,b"),
        ("enum:a,b", "enum:a,c"),
        ("bigint", "references:users"),
        ("references:users", "bigint"),
    ] {
        text += &refused(
            &format!("Post field:{old}"),
            &format!("Post field:{new}"),
            &[],
        )?;
    }
    let two = "A x:int\nB x:int\nC other:references:as";
    text += &refused(two, &two.replace("references:as", "references:bs"), &[])?;
    text += &refused("Post a:int", "Post a:int id=\"uuid\"", &[])?;
    assert_snapshot!(text);
    Ok(())
}

#[test]
fn rows_that_would_lack_something() -> Result<()> {
    let old = "Post a:int b:int:optional:unique c:text:optional";
    let mut text = String::new();
    for (more, said) in [
        ("n:int", &[][..]),
        ("n:int", &["fill Post.n=many"]),
        ("n:int:min=3", &["fill Post.n=2"]),
        ("n:enum:a,b", &["fill Post.n=c"]),
        ("n:int:unique", &[]),
        ("n:int:unique", &["fill Post.n=1"]),
        ("u:references:users", &[]),
        ("u:references:users", &["fill Post.u=ada"]),
        ("n:int", &["fill Post.m=1"]),
        ("n:int", &["fill Pots.n=1"]),
    ] {
        text += &refused(old, &format!("{old} {more}"), said)?;
    }
    text += &refused(old, "Post a:int b:int:optional:unique c:text", &[])?;
    text += &refused(
        old,
        "Post a:int b:int:unique c:text:optional",
        &["fill Post.b=1"],
    )?;
    text += &refused("Post a:int soft_delete=true", "Post a:int", &[])?;
    assert_snapshot!(text);
    Ok(())
}

#[test]
fn what_may_be_a_new_name_or_another_thing() -> Result<()> {
    let mut text = refused("Post title:string", "Post headline:string", &[])?;
    text += &refused(
        "Post title:string body:text",
        "Article title:string body:text",
        &[],
    )?;
    text += &refused(
        "Post title:string",
        "Post headline:string",
        &["rename Post.titel=headline"],
    )?;
    text += &refused(
        "Post title:string",
        "Post headline:string",
        &["rename Post.title=heading"],
    )?;
    text += &refused(
        "Post title:string",
        "Article title:string",
        &["rename Pots=Article"],
    )?;
    text += &refused(
        "Post title:string",
        "Post headline:string",
        &["drop Post.titel"],
    )?;
    text += &refused(
        "A x:int\nB y:int",
        "A y:int\nB x:int",
        &["rename A=B", "rename B=A"],
    )?;
    assert_snapshot!(text);
    Ok(())
}

#[test]
fn what_is_said_settles_it() -> Result<()> {
    for (old, new, said) in [
        (
            "Post title:string",
            "Post headline:string",
            &["drop Post.title", "fill Post.headline=none"][..],
        ),
        ("Post title:string", "Article title:string", &["drop Post"]),
        (
            "Post a:int b:int:optional:unique",
            "Post a:int b:int:unique",
            &[],
        ),
        ("Post a:enum:x,y", "Post a:enum:x", &["fill Post.a=x"]),
        (
            "Post a:int soft_delete=true",
            "Post a:int",
            &["drop Post.deleted_at"],
        ),
        (
            "Post a:int",
            "Post a:int u:references:users",
            &["fill Post.u=1"],
        ),
    ] {
        assert!(!difference(old, new, said)?.is_empty(), "{new}");
    }
    Ok(())
}
