//! What holds for every merge, whatever the texts are.

use boilerplate_cli::project::{Action, Entry, File, Merging, Resolution, Snapshot, Tree, plan};
use proptest::prelude::*;

const RESOLUTIONS: [Resolution; 4] = [
    Resolution::Stop,
    Resolution::Markers,
    Resolution::Ours,
    Resolution::Theirs,
];

/// What is on disk after a change from `base` to `theirs`; nothing if that is a conflict.
fn merged(
    path: &str,
    base: &str,
    ours: &str,
    theirs: &str,
    resolution: Resolution,
) -> Option<String> {
    let tree = |text: &str| Tree::from([(path.to_owned(), File::managed(text))]);
    let disk = Snapshot::from([(path.to_owned(), Entry::File(ours.as_bytes().to_vec()))]);
    let merging = Merging {
        resolution,
        ..Merging::default()
    };
    let plan = plan(&tree(base), &disk, &tree(theirs), &merging);
    let after = match plan.steps.into_iter().next().map(|step| step.action) {
        Some(Action::Update { after, .. } | Action::Merge { after, .. }) => after.contents,
        Some(Action::Conflict(_)) => return None,
        _ => ours.as_bytes().to_vec(),
    };
    String::from_utf8(after).ok()
}

/// Lines of a file, few enough for them to repeat.
fn text(path: &'static str) -> impl Strategy<Value = String> {
    let line = match path {
        "a.rs" => {
            "(use [ab]::\\{?[XYZ](, [XYZ]\\})?;|pub use [ab]::[XY];|fn [a-e]\\(\\) \\{\\}|// [a-c]|mod [ab];|)"
        }
        "a.toml" => "([a-d] = [0-9]|[a-d] = \\[\"[xy]\", \"[zw]\"\\]|\\[[a-c]\\]|# [a-c]|)",
        _ => "([a-f]=?[0-9]?|)",
    };
    let lines = prop::collection::vec(line, 0..12);
    (lines, "\r?\n", any::<bool>()).prop_map(|(lines, end, ended)| {
        let text = lines.join(&end);
        if ended { text + &end } else { text }
    })
}

fn paths() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a.rs", "a.toml", ".env.example", "a.md"])
}

fn three() -> impl Strategy<Value = (&'static str, String, String, String)> {
    paths().prop_flat_map(|path| (Just(path), text(path), text(path), text(path)))
}

fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() || text.ends_with('\n') {
        text
    } else {
        text + "\n"
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn without_a_change_the_edits_stay_as_they_are((path, base, ours, _) in three()) {
        for resolution in RESOLUTIONS {
            let after = merged(path, &base, &ours, &base, resolution);
            prop_assert_eq!(after.as_deref(), Some(ours.as_str()));
        }
    }

    #[test]
    fn without_edits_the_change_is_all_there_is((path, base, _, theirs) in three()) {
        for resolution in RESOLUTIONS {
            let after = merged(path, &base, &base, &theirs, resolution);
            // A last line without an end stays without one.
            let plain = |text: &str| lines(text).trim_end_matches('\n').to_owned();
            prop_assert_eq!(after.map(|text| plain(&text)), Some(plain(&theirs)));
        }
    }

    #[test]
    fn what_both_sides_did_is_done_once((path, base, both, _) in three()) {
        for resolution in RESOLUTIONS {
            let after = merged(path, &base, &both, &both, resolution);
            prop_assert_eq!(after.as_deref(), Some(both.as_str()));
        }
    }

    #[test]
    fn every_line_of_a_merge_comes_from_one_of_the_sides((path, base, ours, theirs) in three()) {
        for resolution in RESOLUTIONS {
            let Some(after) = merged(path, &base, &ours, &theirs, resolution) else { continue };
            if path == "a.rs" || path == "a.toml" {
                continue;
            }
            let known = [&base, &ours, &theirs].map(|text| lines(text));
            for line in after.lines() {
                let is_marker = ["<<<<<<< yours", "=======", ">>>>>>> new"].contains(&line);
                let is_known = known.iter().any(|text| text.lines().any(|other| other == line));
                prop_assert!(is_known || (is_marker && resolution == Resolution::Markers), "{line:?}");
            }
        }
    }

    #[test]
    fn lines_that_only_the_user_has_are_in_every_merge((_, base, ours, theirs) in three()) {
        let path = "notes.md";
        for resolution in [Resolution::Stop, Resolution::Markers, Resolution::Ours] {
            let Some(after) = merged(path, &base, &ours, &theirs, resolution) else { continue };
            let there = [&base, &theirs].map(|text| lines(text));
            for line in lines(&ours).lines() {
                let is_own = there.iter().all(|text| text.lines().all(|other| other != line));
                prop_assert!(!is_own || after.lines().any(|other| other == line), "{line:?} is not in {after:?}");
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(base in ".{0,80}", ours in "(?s).{0,80}", theirs in "(?s).{0,80}", path in paths()) {
        for resolution in RESOLUTIONS {
            merged(path, &base, &ours, &theirs, resolution);
        }
    }

    #[test]
    fn rust_of_any_kind_does_not_make_it_panic(
        base in "(use |pub |a|::|\\{|\\}|;|,|\n|#\\[x\\]|// é|\"|'|fn |\\(|\\)| as |\\*|self){0,40}",
        ours in "(use |pub |a|::|\\{|\\}|;|,|\n|#\\[x\\]|// é|\"|'|fn |\\(|\\)| as |\\*|self){0,40}",
        theirs in "(use |pub |a|::|\\{|\\}|;|,|\n|#\\[x\\]|// é|\"|'|fn |\\(|\\)| as |\\*|self){0,40}",
    ) {
        for resolution in RESOLUTIONS {
            merged("a.rs", &base, &ours, &theirs, resolution);
        }
    }
}
