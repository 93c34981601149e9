//! Options of entities that contradict each other, or the project.

use anyhow::Result;
use boilerplate_cli::entity::{Entity, Request};
use insta::assert_snapshot;

use super::request;
use crate::common;

fn outcome(preset: &str, request: &Request, others: &[Entity]) -> Result<String> {
    let mut manifest = common::preset(preset)?;
    manifest.entities = others.to_vec();
    Ok(match request.entity(&manifest.scope(), others) {
        Ok(entity) => format!("fine, owner {:?}", entity.owner),
        Err(refused) => {
            let better = match refused.better {
                Some(better) => {
                    let again = better.entity(&manifest.scope(), others);
                    assert!(again.is_ok(), "{again:?}");
                    " (and a way out)"
                }
                None => "",
            };
            format!("{}{better}", refused.problem.message)
        }
    })
}

fn with(change: impl Fn(&mut Request)) -> Request {
    let mut request = request("Note", &["body:text"]);
    change(&mut request);
    request
}

#[test]
fn options_that_the_project_cannot_have() -> Result<()> {
    let text = |text: &str| Some(text.to_owned());
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let cases = [
        ("full", with(|r| r.owner = text(""))),
        ("full", with(|r| r.owner = text("body"))),
        (
            "full",
            with(|r| {
                (r.owner, r.fields) = (text(""), vec!["a:references:users".into(), "b".into()])
            }),
        ),
        (
            "full",
            with(|r| {
                (r.owner, r.fields) = (text("a_id"), vec!["a:references:users".into(), "b".into()])
            }),
        ),
        (
            "full",
            with(|r| {
                (r.owner, r.fields) = (
                    text(""),
                    vec!["a:references:users".into(), "b:references:users".into()],
                );
            }),
        ),
        (
            "full",
            with(|r| (r.owner, r.fields) = (text(""), vec!["a:references:users".into()])),
        ),
        (
            "full",
            with(|r| r.fields = vec!["a:readonly".into(), "b".into()]),
        ),
        (
            "full",
            with(|r| r.fields = vec!["a:readonly:optional".into()]),
        ),
        (
            "full",
            with(|r| {
                (r.owner, r.fields) = (
                    text(""),
                    vec!["a:references:users:readonly".into(), "b".into()],
                )
            }),
        ),
        ("full", with(|r| r.fields = Vec::new())),
        ("full", with(|r| r.only = list(&["list", "gte"]))),
        ("full", with(|r| r.only = list(&["list", "frobnicate"]))),
        ("full", with(|r| r.only = list(&[]))),
        (
            "full",
            with(|r| (r.only, r.soft_delete) = (list(&["list"]), true)),
        ),
        (
            "full",
            with(|r| (r.only, r.cache) = (list(&["create"]), text("60s"))),
        ),
        ("full", with(|r| r.cache = text("5m"))),
        ("full", with(|r| r.cache = text("soon"))),
        ("full", with(|r| r.cache = text("0s"))),
        ("full", with(|r| r.cache = text("99999999999999999999d"))),
        ("full", with(|r| r.id = text("uid"))),
        ("full", with(|r| r.id = text("UUID"))),
        ("minimal", with(|r| r.owner = text(""))),
        ("minimal", with(|r| r.admin = true)),
        ("minimal", with(|r| r.cache = text("60s"))),
        ("minimal", with(|r| r.rate_limit = true)),
        (
            "minimal",
            with(|r| r.fields = vec!["author:references:users".into()]),
        ),
        ("minimal", with(|r| r.name = "User".into())),
        ("minimal", with(|r| r.name = "Task".into())),
        ("minimal", with(|r| r.public = true)),
    ];
    let mut lines = String::new();
    for (preset, request) in cases {
        lines += &format!("{preset}: {}\n", outcome(preset, &request, &[])?);
    }
    assert_snapshot!(lines);
    Ok(())
}

#[test]
fn entities_beside_each_other_differ() -> Result<()> {
    let scope = common::preset("full")?.scope();
    let post = request("Post", &["title", "status:enum:draft,published"]);
    let post = post
        .entity(&scope, &[])
        .map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    let others = [post];
    let mut lines = String::new();
    for name in [
        "Post",
        "PostRead",
        "CreatePost",
        "UpdatePost",
        "PostFilter",
        "PostStatus",
        "Postal",
    ] {
        let request = request(name, &["name"]);
        lines += &format!("{name}: {}\n", outcome("full", &request, &others)?);
    }
    for (name, plural) in [
        ("Entry", "posts"),
        ("Entry", "post"),
        ("Entry", "users"),
        ("Entry", "logs"),
    ] {
        let mut request = request(name, &["name"]);
        request.plural = Some(plural.to_owned());
        lines += &format!(
            "{name} --plural {plural}: {}\n",
            outcome("full", &request, &others)?
        );
    }
    assert_snapshot!(lines);
    Ok(())
}
