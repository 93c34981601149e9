//! How a file is written down is not an edit, and stays as it is.

use anyhow::{Context, Result, ensure};
use boilerplate_cli::project::{
    Action, Entry, File, Merging, Reason, Resolution, Snapshot, Tree, plan,
};

use super::project::{Disk, Step};

const MODEL: &str = "src/entities/post/model.rs";

#[test]
fn carriage_returns_are_no_edit_and_stay() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    for text in disk.files.values_mut() {
        *text = text.replace('\n', "\r\n");
    }
    let action = disk.action(MODEL, Resolution::Stop)?;
    ensure!(matches!(action, Some(Action::Update { .. })), "{action:?}");
    let after = disk.changed()?;
    let plain = Disk::new(Step::AddField)?.changed()?;
    assert_eq!(after[MODEL].replace("\r\n", "\n"), plain[MODEL]);
    ensure!(!after[MODEL].replace("\r\n", "").contains('\n'));
    Ok(())
}

#[test]
fn carriage_returns_stay_in_an_edited_file() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    disk.replace(MODEL, "/// A new post.", "/// A fresh post.")?;
    let text = disk.read(MODEL)?.replace('\n', "\r\n");
    disk.write(MODEL, &format!("\u{feff}{text}"));
    let after = disk.changed()?;
    let text = &after[MODEL];
    ensure!(text.starts_with("\u{feff}use"), "{text}");
    ensure!(
        text.contains("/// A fresh post.\r\n") && text.contains("subtitle"),
        "{text}"
    );
    ensure!(!text.replace("\r\n", "").contains('\n'));
    Ok(())
}

#[test]
fn the_end_of_the_last_line_is_no_edit() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    let text = disk.read(MODEL)?.trim_end().to_owned();
    disk.write(MODEL, &text);
    let action = disk.action(MODEL, Resolution::Stop)?;
    ensure!(matches!(action, Some(Action::Update { .. })), "{action:?}");
    Ok(())
}

#[test]
fn another_width_is_no_edit() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    let text = disk.read(MODEL)?.to_owned();
    disk.write(MODEL, &unformatted(&text));
    ensure!(disk.read(MODEL)? != text, "it is formatted");
    let action = disk.action(MODEL, Resolution::Stop)?;
    ensure!(matches!(action, Some(Action::Update { .. })), "{action:?}");
    Ok(())
}

#[test]
fn an_edit_in_another_width_is_merged() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    disk.replace(MODEL, "/// A new post.", "/// A fresh post.")?;
    let text = disk.read(MODEL)?.to_owned();
    disk.write(MODEL, &unformatted(&text));
    let after = disk.changed()?;
    let text = &after[MODEL];
    ensure!(
        text.contains("/// A fresh post.") && text.contains("subtitle"),
        "{text}"
    );
    Ok(())
}

#[test]
fn what_the_user_formatted_is_formatted_after_the_merge() -> Result<()> {
    let mut disk = Disk::new(Step::AddField)?;
    disk.replace(
        MODEL,
        "rules::text(1, 120).example(\"Title\")",
        "rules::text(1, 120).example(\"Ours\")",
    )?;
    disk.replace(
        MODEL,
        "use serde::{Deserialize, Serialize};",
        "use serde::{Deserialize, Serialize, Serializer};",
    )?;
    let text = &disk.changed()?[MODEL];
    ensure!(
        text.contains("Serializer") && text.contains("\"Ours\""),
        "{text}"
    );
    let formatted = boilerplate_cli::render::format::text(text, &std::env::temp_dir());
    assert_eq!(formatted.as_ref(), Some(text));
    Ok(())
}

/// The same tokens with other lines, as another `rustfmt.toml` would break them.
fn unformatted(text: &str) -> String {
    text.replace(",\n        ", ", ")
        .replace("(\n            ", "(")
        .replace("    ", "  ")
}

#[test]
fn files_that_are_no_text_are_pristine_or_a_conflict() -> Result<()> {
    let tree = |bytes: &[u8]| Tree::from([("a.bin".to_owned(), File::managed(bytes))]);
    let disk = |bytes: &[u8]| Snapshot::from([("a.bin".to_owned(), Entry::File(bytes.to_vec()))]);
    let action = |mine: &[u8], resolution| {
        let merging = Merging {
            resolution,
            ..Merging::default()
        };
        let plan = plan(
            &tree(&[0, 255, 1]),
            &disk(mine),
            &tree(&[0, 255, 2]),
            &merging,
        );
        plan.steps
            .into_iter()
            .next()
            .map(|step| step.action)
            .context("no step")
    };
    ensure!(matches!(
        action(&[0, 255, 1], Resolution::Stop)?,
        Action::Update { .. }
    ));
    for resolution in [Resolution::Stop, Resolution::Markers] {
        ensure!(matches!(
            action(&[0, 255, 3], resolution)?,
            Action::Conflict(_)
        ));
    }
    assert_eq!(
        action(&[0, 255, 3], Resolution::Ours)?,
        Action::Skip(Reason::Edited)
    );
    ensure!(matches!(
        action(&[0, 255, 3], Resolution::Theirs)?,
        Action::Update { .. }
    ));
    Ok(())
}
