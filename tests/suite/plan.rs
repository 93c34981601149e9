//! What a plan does with a file, for every policy and every state of the disk.

use boilerplate_cli::project::{Action, Entry, File, Merging, Policy, Snapshot, Tree, plan};
use insta::assert_snapshot;

/// The plan for one file, `-` meaning that it is not there.
fn outcome(policy: Policy, old: &str, disk: &str, new: &str) -> String {
    let file = |contents: &str| File {
        policy,
        ..File::managed(contents)
    };
    let tree = |contents: &str| match contents {
        "-" => Tree::new(),
        contents => Tree::from([("a".to_owned(), file(contents))]),
    };
    let snapshot = match disk {
        "-" => Snapshot::new(),
        "link" => Snapshot::from([("a".to_owned(), Entry::Obstacle("a symbolic link"))]),
        contents => Snapshot::from([("a".to_owned(), Entry::File(contents.into()))]),
    };
    let plan = plan(&tree(old), &snapshot, &tree(new), &Merging::default());
    match plan.steps.first().map(|step| &step.action) {
        None => "nothing".to_owned(),
        Some(Action::Create(_)) => "create".to_owned(),
        Some(Action::Update { .. }) => "update".to_owned(),
        Some(Action::Merge { .. }) => "merge".to_owned(),
        Some(Action::Remove { .. }) => "remove".to_owned(),
        Some(Action::Away(place)) => format!("away: {place}"),
        Some(Action::Identical) => "identical".to_owned(),
        Some(Action::Skip(reason)) => format!("skip: {reason:?}"),
        Some(Action::Conflict(why)) => format!("conflict: {why}"),
    }
}

/// Every case as a line: the old tree, the disk, the new tree, and what happens.
fn table(policy: Policy) -> String {
    let mut lines = String::new();
    for old in ["-", "1"] {
        for new in ["-", "1", "2"] {
            for disk in ["-", "1", "2", "mine", "link"] {
                if (old, new) != ("-", "-") {
                    let outcome = outcome(policy, old, disk, new);
                    lines += &format!("{old}  {disk:4}  {new}  {outcome}\n");
                }
            }
        }
    }
    lines
}

#[test]
fn managed_files_follow_until_they_are_edited() {
    assert_snapshot!(table(Policy::Managed));
}

#[test]
fn registries_are_regenerated_whatever_is_there() {
    assert_snapshot!(table(Policy::Registry));
}

#[test]
fn files_that_are_yours_are_written_once() {
    assert_snapshot!(table(Policy::Once));
}
