//! Small merges, one rule each.

use super::{Merged, Sides, merge};
use crate::project::plan::Resolution;

fn merged(path: &str, base: &str, ours: &str, theirs: &str) -> Result<String, Vec<String>> {
    let sides = Sides { base, ours, theirs };
    match merge(path, &sides, Resolution::Stop) {
        Merged::Text { text, .. } => Ok(text),
        Merged::Clash { clashes, .. } => Err(clashes
            .into_iter()
            .map(|clash| {
                clash
                    .about
                    .unwrap_or_else(|| format!("{:?} {:?}", clash.ours, clash.theirs))
            })
            .collect()),
    }
}

/// The base, ours, theirs, and what becomes of them.
type Case<'a> = (&'a str, &'a str, &'a str, Result<&'a str, &'a [&'a str]>);

fn check(path: &str, cases: &[Case<'_>]) {
    for (base, ours, theirs, expected) in cases {
        let expected = match expected {
            Ok(text) => Ok((*text).to_owned()),
            Err(clashes) => Err(clashes.iter().map(|clash| (*clash).to_owned()).collect()),
        };
        assert_eq!(
            merged(path, base, ours, theirs),
            expected,
            "{base:?} {ours:?} {theirs:?}"
        );
    }
}

#[test]
fn lines_are_united_where_they_are_only_added() {
    check(
        "notes.md",
        &[
            ("a\nb\n", "a\nx\nb\n", "a\ny\nb\n", Ok("a\nx\ny\nb\n")),
            ("a\n", "a\nx\n", "a\ny\n", Ok("a\nx\ny\n")),
            ("a\n", "x\na\n", "y\na\n", Ok("x\ny\na\n")),
            ("a\n", "a\nx\n", "a\nx\n", Ok("a\nx\n")),
            ("a\n", "a\nx\ny\n", "a\nx\n", Ok("a\nx\ny\n")),
            // Beside a change of the other side.
            ("a\nb\n", "a\nx\nb\n", "a\nB\n", Ok("a\nx\nB\n")),
            ("a\nb\nc\n", "a\nb\nx\nc\n", "a\nB\nc\n", Ok("a\nB\nx\nc\n")),
            ("a\nb\n", "A\nb\n", "a\nB\n", Ok("A\nB\n")),
            (
                "a\nb\nc\n",
                "a\nb\nx\nc\n",
                "a\nB\nx\nc\n",
                Ok("a\nB\nx\nc\n"),
            ),
            // Into or over the other's.
            (
                "a\nb\nc\n",
                "a\nX\nc\n",
                "a\nY\nc\n",
                Err(&["\"X\\n\" \"Y\\n\""]),
            ),
            (
                "a\nb\nc\nd\n",
                "a\nb\nx\nc\nd\n",
                "a\nd\n",
                Err(&["\"b\\nx\\nc\\n\" \"\""]),
            ),
            ("a\nb\n", "a\n", "a\nB\n", Err(&["\"\" \"B\\n\""])),
        ],
    );
}

#[test]
fn imports_are_a_set() {
    let code = "\nfn f() {\n    D::x()\n}\n";
    for (base, ours, theirs, expected) in [
        // Another order, and a new one.
        (
            "use a::B;\nuse c::D;\n",
            "use c::D;\nuse a::B;\n",
            "use a::B;\nuse c::D;\nuse e::F;\n",
            "use c::D;\nuse a::B;\nuse e::F;\n",
        ),
        // Items of one list.
        (
            "use a::{B, C};\n",
            "use a::{B, C, X};\n",
            "use a::{B, C, Y};\n",
            "use a::{B, C, X, Y};\n",
        ),
        (
            "use a::{B, C};\n",
            "use a::{B, C, X};\n",
            "use a::B;\n",
            "use a::{B, X};\n",
        ),
        // Regrouped, and one of them goes.
        (
            "use a::B;\nuse a::C;\n",
            "use a::{B, C};\n",
            "use a::B;\n",
            "use a::B;\n",
        ),
        // One that the code needs stays.
        (
            "use a::B;\nuse c::D;\n",
            "use a::{B, X};\nuse c::D;\n",
            "use a::B;\n",
            "use a::{B, X};\nuse c::D;\n",
        ),
        // Attributes and visibility tell imports apart.
        (
            "use a::B;\n",
            "use a::B;\n#[cfg(test)]\nuse a::T;\n",
            "use a::B;\npub use a::P;\n",
            "use a::B;\npub use a::P;\n#[cfg(test)]\nuse a::T;\n",
        ),
        (
            "use crate::a;\n",
            "use std::fmt;\n\nuse crate::a;\n",
            "use crate::a;\nuse crate::b;\n",
            "use std::fmt;\n\nuse crate::a;\nuse crate::b;\n",
        ),
    ] {
        let [base, ours, theirs, expected] =
            [base, ours, theirs, expected].map(|text| text.to_owned() + code);
        assert_eq!(merged("a.rs", &base, &ours, &theirs), Ok(expected));
    }
}

#[test]
fn one_name_for_two_things_is_a_conflict() {
    check(
        "a.rs",
        &[
            (
                "use a::B;\n",
                "use a::B;\nuse chrono::Duration;\n",
                "use a::B;\nuse std::time::Duration;\n",
                Err(&["Duration"]),
            ),
            (
                "struct A {\n    a: u8,\n}\n",
                "struct A {\n    a: u8,\n    b: u8,\n}\n",
                "struct A {\n    a: u8,\n    b: u16,\n}\n",
                Err(&["b"]),
            ),
            (
                "fn a() {}\n",
                "fn a() {}\nfn b() {}\n",
                "fn a() {}\nfn b() { 1 }\n",
                Err(&["b"]),
            ),
            (
                "enum A {\n    A,\n}\n",
                "enum A {\n    A,\n    B,\n}\n",
                "enum A {\n    A,\n    B(u8),\n}\n",
                Err(&["B"]),
            ),
        ],
    );
    check(
        "compose.yaml",
        &[(
            "a:\n  b: 1\n",
            "a:\n  b: 1\n  c: 1\n",
            "a:\n  b: 1\n  c: 2\n",
            Err(&["c"]),
        )],
    );
    check(
        ".env.example",
        &[("A=1\n", "A=1\nB=1\n", "A=1\nB=2\n", Err(&["B"]))],
    );
}

#[test]
fn what_does_not_parse_is_a_conflict() {
    check(
        "a.rs",
        &[(
            "fn a() {\n}\n",
            "fn a() {\n    if x {\n}\n",
            "fn a() {\n}\nfn b() {}\n",
            Err(&[]),
        )],
    );
}

#[test]
fn toml_is_merged_by_key() {
    check(
        "Cargo.toml",
        &[
            (
                "[dependencies]\na = \"1\"\nc = \"1\"\n",
                "# mine\n[dependencies]\nc = \"1\" # last\na = \"1\"\n",
                "[dependencies]\na = \"2\"\nb = \"1\"\nc = \"1\"\n",
                Ok("# mine\n[dependencies]\nc = \"1\" # last\na = \"2\"\nb = \"1\"\n"),
            ),
            (
                "a = [\"x\", \"y\"]\n",
                "a = [\"z\", \"x\", \"y\"]\n",
                "a = [\"x\", \"w\"]\n",
                Ok("a = [\"z\", \"x\", \"w\"]\n"),
            ),
            (
                "a = [\n    \"x\",\n]\n",
                "a = [\n    \"x\", # mine\n    \"y\",\n]\n",
                "a = [\n    \"x\",\n    \"z\",\n]\n",
                Ok("a = [\n    \"x\", # mine\n    \"y\",\n    \"z\",\n]\n"),
            ),
            (
                "[dependencies]\na = \"1\"\n",
                "[dependencies]\na = { version = \"1\", features = [\"x\"] }\n",
                "[dependencies]\na = { version = \"2\", features = [\"y\"] }\n",
                Ok("[dependencies]\na = { version = \"2\", features = [\"x\", \"y\"] }\n"),
            ),
            (
                "[a]\nx = 1\n",
                "[a]\nx = 1\n\n[mine]\ny = 1\n",
                "[a]\nx = 1\n\n[b.c]\nz = 1\n",
                Ok("[a]\nx = 1\n\n[b.c]\nz = 1\n\n[mine]\ny = 1\n"),
            ),
            (
                "[a]\nx = 1\n",
                "[a]\nx = 2\n",
                "[a]\nx = 3\n",
                Err(&["a.x"]),
            ),
            (
                "[a]\nx = 1\ny = 1\n",
                "[a]\nx = 2\ny = 1\n",
                "[a]\ny = 1\n",
                Err(&["a.x"]),
            ),
            ("a = 1\nb = 1\n", "b = 1\n", "a = 1\nb = 2\n", Ok("b = 2\n")),
        ],
    );
}
