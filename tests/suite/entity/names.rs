//! Names of fields and entities.

use std::collections::BTreeSet;

use boilerplate_cli::render::Templates;
use insta::assert_snapshot;

use super::{canonical, entity, request};

#[test]
fn entities_are_called_as_they_can_be() {
    let long = "x".repeat(60);
    let names = [
        "Article",
        "articles",
        "ARTICLE",
        "user_group",
        "UserGroup",
        "user-groups",
        "user group",
        "Order",
        "Group",
        "A",
        "HTTPServer",
        "News",
        "Status",
        "Series",
        "People",
        "Address",
        "Data",
        "Select",
        "Post2",
        "Test",
        "Con",
        "Error",
        "Default",
        "Json",
        "Type",
        "Fn",
        "9lives",
        "naïve",
        "",
        "_",
        "a.b",
        "Result",
        "Option",
        "String",
        "Vec",
        "Box",
        "Self",
        "Model",
        "Entity",
        "Column",
        "ActiveModel",
        "Relation",
        "Some",
        "None",
        "Ok",
        "Err",
        "std",
        "core",
        "crate",
        "User",
        "users",
        "Tier",
        "RateLimit",
        "Task",
        "Login",
        "RefreshToken",
        "UserTier",
        &long,
    ];
    let lines = names.iter().map(|name| {
        let made = entity(&request(name, &["name"]));
        let made = made.map(|e| format!("{} {} {}", e.name, e.module(), e.plural));
        format!("{name:14} {}\n", made.unwrap_or_else(|problem| problem))
    });
    assert_snapshot!(lines.collect::<String>());
}

#[test]
fn fields_are_called_as_they_can_be() {
    let long = "x".repeat(64);
    let names = [
        "title",
        "Title",
        "first-name",
        "a",
        "order",
        "group",
        "select",
        "page",
        "type",
        "fn",
        "match",
        "self",
        "crate",
        "async",
        "id",
        "created_at",
        "CreatedAt",
        "updated_at",
        "deleted_at",
        "is_deleted",
        "9x",
        "naïve",
        "a b",
        "a.b",
        "_",
        "__",
        "$",
        &long,
    ];
    let lines = names
        .iter()
        .map(|name| format!("{name:12} {}\n", canonical(name)));
    assert_snapshot!(lines.collect::<String>());
}

#[test]
fn fields_of_one_entity_differ() {
    let cases: &[&[&str]] = &[
        &["title", "title:text"],
        &["title", "Title"],
        &["foo2", "foo_2"],
        &["post:references", "post_id:int"],
        &["post_id:int", "post:references"],
        &["post:references", "post:text"],
        &["post:references", "other:references:posts"],
        &["read:enum:yes,no"],
        &["filter:enum:yes,no"],
    ];
    let lines = cases.iter().map(|fields| {
        let made = entity(&request("Note", fields));
        let made = made
            .map(|_| "fine".to_owned())
            .unwrap_or_else(|problem| problem);
        format!("{fields:?}: {made}\n")
    });
    assert_snapshot!(lines.collect::<String>());
}

/// The words that follow `before` in the templates of a folder, up to the first other character.
fn words_after(before: &str, folder: &str) -> BTreeSet<String> {
    let templates = Templates::embedded();
    let inside = templates
        .iter()
        .filter(|(path, _)| path.starts_with(folder));
    let texts = inside.map(|(_, template)| String::from_utf8_lossy(&template.contents));
    let mut words = BTreeSet::new();
    for text in texts {
        for rest in text.split(before).skip(1) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            words.extend(rest.get(..end.unwrap_or(rest.len())).map(str::to_owned));
        }
    }
    words
}

#[test]
fn what_the_project_has_is_taken() {
    let structs = words_after("pub struct ", "src/").into_iter();
    for name in structs.chain(words_after("pub enum ", "src/")) {
        let stems = [
            name.strip_suffix("Read"),
            name.strip_suffix("Filter"),
            name.strip_prefix("Create"),
            name.strip_prefix("Update"),
        ];
        for stem in stems.into_iter().flatten().filter(|stem| !stem.is_empty()) {
            let made = entity(&request(stem, &["name"]));
            let repeats = made.is_ok_and(|entity| entity.types().contains(&name));
            assert!(!repeats, "{stem} would repeat the type {name}");
        }
    }
    for table in words_after(".table(\"", "src/migrations/") {
        let made = entity(&request(&table, &["name"]));
        assert!(made.is_err(), "{table} would repeat a table");
    }
    let folders = ["src/auth/", "src/entities/", "src/queue/"];
    let paths = folders.map(|folder| words_after("path = \"/", folder));
    for path in paths.into_iter().flatten().filter(|path| path != "api") {
        let mut request = request("Note", &["name"]);
        request.plural = Some(path.clone());
        assert!(entity(&request).is_err(), "/{path} would be there twice");
    }
}

#[test]
fn plurals_can_be_chosen() {
    let mut request = request("Staff", &["name"]);
    for (plural, expected) in [
        ("StaffMembers", Some("staff_members")),
        ("9", None),
        ("naïve", None),
    ] {
        request.plural = Some(plural.to_owned());
        let made = entity(&request).map(|entity| entity.plural).ok();
        assert_eq!(made.as_deref(), expected, "{plural}");
    }
}

#[test]
fn names_of_the_database_fit() {
    let name = "Subscription".repeat(3);
    let field = "confirmation_of_the_address";
    let problem = entity(&request(&name, &[field])).err();
    assert!(problem.is_some_and(|problem| problem.contains("63 characters")));
    let short = entity(&request("Subscription", &[field]));
    assert!(short.is_ok(), "{short:?}");
}
