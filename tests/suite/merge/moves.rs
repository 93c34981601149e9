//! Files that are elsewhere: moved by the user, or with an entity that is renamed or goes.

use anyhow::{Context, Result, ensure};
use boilerplate_cli::project::{Action, Resolution};

use super::edits::FIELD;
use super::project::{Disk, Step};

const MODEL: &str = "src/entities/post/model.rs";

#[test]
fn edits_come_along_when_an_entity_is_renamed() -> Result<()> {
    let mut disk = Disk::new(Step::RenameEntity)?;
    disk.replace(
        MODEL,
        "/// A new post.",
        "/// A new post, as editors send it.",
    )?;
    disk.replace(MODEL, "impl Identified for PostRead", "impl PostRead {\n    pub fn shout(&self) -> String {\n        self.title.to_uppercase()\n    }\n}\n\nimpl Identified for PostRead")?;
    let routes = "src/entities/post/routes.rs";
    disk.replace(
        routes,
        "    OpenApiRouter::new()\n",
        "    OpenApiRouter::new()\n        .routes(routes!(publish))\n",
    )?;
    disk.replace(routes, "const NOT_FOUND", "/// Publish\n#[utoipa::path(post, path = \"/posts/{id}/publish\", tag = \"posts\")]\nasync fn publish(Path(id): Path<i64>) -> Result<Json<PostRead>> {\n    crate::entities::post::visible(Entity);\n    Err(NOT_FOUND)\n}\n\nconst NOT_FOUND")?;
    let after = disk.changed()?;
    ensure!(
        !after
            .keys()
            .any(|path| path.starts_with("src/entities/post/"))
    );
    let model = &after["src/entities/article/model.rs"];
    ensure!(
        model.contains("as editors send it")
            && model.contains("impl ArticleRead {\n    pub fn shout"),
        "{model}"
    );
    let routes = &after["src/entities/article/routes.rs"];
    ensure!(
        routes.contains("post, path = \"/articles/{id}/publish\", tag = \"articles\""),
        "{routes}"
    );
    ensure!(
        routes.contains(
            "-> Result<Json<ArticleRead>> {\n    crate::entities::article::visible(Entity);"
        ),
        "{routes}"
    );
    ensure!(
        routes.contains(".routes(routes!(publish))") && routes.contains("Article not found"),
        "{routes}"
    );
    Ok(())
}

#[test]
fn every_edit_of_an_entity_comes_along_when_it_is_renamed() -> Result<()> {
    let mut failures = Vec::new();
    for edit in FIELD {
        let mut disk = Disk::new(Step::RenameEntity)?;
        disk.replace(edit.path, edit.from, edit.to)?;
        let path = edit.path.replace("/post/", "/article/");
        match disk.changed() {
            Err(error) => failures.push(format!("{}: {error:#}", edit.name)),
            Ok(after) if !edit.kept.iter().all(|kept| after[&path].contains(kept)) => {
                failures.push(format!("{} is lost:\n{}", edit.name, after[&path]));
            }
            Ok(after) => ensure!(!after.contains_key(edit.path)),
        }
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn an_unedited_entity_is_renamed_as_if_it_had_always_been_called_so() -> Result<()> {
    let disk = Disk::new(Step::RenameEntity)?;
    let after = disk.changed()?;
    ensure!(!after.keys().any(|path| path.contains("/post/")));
    ensure!(after["src/entities/article/crud.rs"].contains("fn list"));
    Ok(())
}

#[test]
fn files_beside_a_renamed_entity_come_along() -> Result<()> {
    let mut disk = Disk::new(Step::RenameEntity)?;
    disk.replace(
        "src/entities/post/mod.rs",
        "mod routes;\n",
        "mod routes;\nmod slugs;\n",
    )?;
    disk.write(
        "src/entities/post/slugs.rs",
        "use super::PostRead;\npub fn of(post: &PostRead) -> &str {\n    &post.title\n}\n",
    );
    disk.write("src/entities/post/notes.md", "About a post.\n");
    let after = disk.changed()?;
    assert_eq!(
        after["src/entities/article/slugs.rs"],
        "use super::ArticleRead;\npub fn of(post: &ArticleRead) -> &str {\n    &post.title\n}\n"
    );
    assert_eq!(after["src/entities/article/notes.md"], "About a post.\n");
    ensure!(after["src/entities/article/mod.rs"].contains("mod slugs;"));
    ensure!(
        !after
            .keys()
            .any(|path| path.starts_with("src/entities/post/"))
    );
    Ok(())
}

#[test]
fn a_file_where_a_renamed_one_should_be_stops_everything() -> Result<()> {
    let mut disk = Disk::new(Step::RenameEntity)?;
    disk.write("src/entities/article/model.rs", "// mine\n");
    disk.replace(MODEL, "/// A new post.", "/// Edited.")?;
    assert_eq!(
        disk.conflicts()?,
        ["src/entities/article/model.rs: already there"]
    );
    let after = disk.applied(&disk.plan(Resolution::Ours)?)?;
    assert_eq!(after["src/entities/article/model.rs"], "// mine\n");
    ensure!(after[MODEL].contains("/// Edited."));
    Ok(())
}

#[test]
fn files_beside_an_entity_that_goes_are_neither_lost_nor_forgotten() -> Result<()> {
    let mut disk = Disk::new(Step::RemoveEntity)?;
    let path = "src/entities/post/extra.rs";
    disk.write(path, "pub fn mine() {}\n");
    let conflicts = disk.conflicts()?;
    ensure!(
        conflicts.len() == 1 && conflicts[0].starts_with(path),
        "{conflicts:?}"
    );
    for (resolution, stays) in [
        (Resolution::Ours, true),
        (Resolution::Markers, true),
        (Resolution::Theirs, false),
    ] {
        let after = disk.applied(&disk.plan(resolution)?)?;
        assert_eq!(after.contains_key(path), stays, "{resolution:?}");
    }
    Ok(())
}

#[test]
fn a_moved_file_is_found_and_its_change_stops() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    let text = disk
        .files
        .remove("src/entities/post/crud.rs")
        .context("no crud")?;
    let place = "src/entities/post/queries.rs";
    disk.write(place, &format!("// moved\n{text}"));
    disk.replace(
        "src/entities/post/mod.rs",
        "mod crud;",
        "#[path = \"queries.rs\"]\nmod crud;",
    )?;
    let plan = disk.plan(Resolution::Stop)?;
    let conflicts: Vec<_> = plan.conflicts().collect();
    ensure!(conflicts.len() == 1, "{conflicts:?}");
    assert_eq!(conflicts[0].0, "src/entities/post/crud.rs");
    ensure!(conflicts[0].1.why.contains(place), "{conflicts:?}");

    let after = disk.applied(&disk.plan(Resolution::Markers)?)?;
    ensure!(
        after[place].starts_with("// moved\n") && after[place].contains("subtitle"),
        "{}",
        after[place]
    );
    ensure!(!after.contains_key("src/entities/post/crud.rs"));
    let after = disk.applied(&disk.plan(Resolution::Ours)?)?;
    assert_eq!(after[place], format!("// moved\n{text}"));
    let after = disk.applied(&disk.plan(Resolution::Theirs)?)?;
    ensure!(after["src/entities/post/crud.rs"].contains("subtitle"));
    Ok(())
}

#[test]
fn a_moved_file_that_does_not_change_is_said() -> Result<()> {
    use boilerplate_cli::project::{Entry, File, Merging, Snapshot, Tree, plan};
    let tree = Tree::from([("docs/a.md".to_owned(), File::managed("one\ntwo\nthree\n"))]);
    let own = Snapshot::from([(
        "docs/b.md".to_owned(),
        Entry::File(b"one\ntwo\nthree\n".to_vec()),
    )]);
    let merging = Merging {
        own,
        ..Merging::default()
    };
    let plan = plan(&tree, &Snapshot::new(), &tree, &merging);
    assert_eq!(plan.steps[0].action, Action::Away("docs/b.md".to_owned()));
    Ok(())
}
