//! What the command says, and what it refuses.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use boilerplate_cli::cli::Cli;
use clap::CommandFactory;
use insta::assert_snapshot;
use serde_json::Value;
use tempfile::tempdir;

use crate::common::{command, contents, run};

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

/// The commands whose help is looked at.
#[cfg(not(feature = "template"))]
const HELP: &[&str] = &[
    "",
    "new",
    "add",
    "add entity",
    "add field",
    "add service",
    "add migration",
    "remove",
    "remove entity",
    "remove field",
    "remove service",
    "rename",
    "rename entity",
    "rename field",
    "apply",
    "status",
    "upgrade",
    "list",
    "schema",
    "completions",
    "man",
];

#[cfg(not(feature = "template"))]
#[test]
fn help_of_every_command() -> Result<()> {
    let folder = tempdir()?;
    for name in HELP {
        let words = name.split_whitespace();
        let arguments: Vec<&str> = words.chain(["--help"]).collect();
        let snapshot = format!(
            "help_{}",
            if name.is_empty() {
                "boilerplate".to_owned()
            } else {
                name.replace(' ', "_")
            }
        );
        assert_snapshot!(snapshot, run(folder.path(), &arguments)?);
    }
    Ok(())
}

#[test]
fn lists() -> Result<()> {
    let folder = tempdir()?;
    assert_snapshot!(run(folder.path(), &["list", "services"])?);
    assert_snapshot!(run(folder.path(), &["list", "presets"])?);
    Ok(())
}

#[test]
fn lists_know_the_project_around_them() -> Result<()> {
    let folder = tempdir()?;
    run(
        folder.path(),
        &["new", "shop", "--preset", "minimal", "--no-git"],
    )?;
    let text = run(&folder.path().join("shop/src"), &["list", "services"])?;
    ensure!(text.contains("\noff  auth"), "{text}");
    fs::write(
        folder.path().join("shop/boilerplate.toml"),
        "[project]\nname = 1\n",
    )?;
    let text = run(&folder.path().join("shop"), &["list", "services"])?;
    ensure!(text.starts_with("exit 2"), "{text}");
    Ok(())
}

/// What a command answers that must leave its folder as it was.
fn refusal(arguments: &[&str]) -> Result<String> {
    let folder = tempdir()?;
    let text = run(folder.path(), arguments)?;
    let mut left = fs::read_dir(folder.path())?;
    ensure!(left.next().is_none(), "it wrote something");
    Ok(text)
}

/// The same for several commands, each with its command line.
fn refusals(commands: &[&[&str]]) -> Result<String> {
    let mut text = String::new();
    for arguments in commands {
        let answer = refusal(arguments)?;
        let answer = answer.replace("\n--- stderr", "");
        text += &format!("$ boilerplate {}\n{answer}\n", arguments.join(" "));
    }
    Ok(text)
}

#[test]
fn names_that_would_not_compile() -> Result<()> {
    assert_snapshot!(refusals(&[
        &["new", "fn"],
        &["new", "some/9x"],
        &["new", "test"],
        &["new", "std"],
        &["new", "a b"],
        &["new", "../x"],
        &["new", "shop", "--name", "../x"],
        &["new", "tokio"],
        &["new", "MyShop"],
        &["new", "café"],
        &["new", ""],
    ])?, @r"
    $ boilerplate new fn
    exit 2
    error: `fn` cannot be the project's name: it is a Rust keyword
      --> fn
          ^^ how about `fn-app`?
    help: boilerplate new fn-app

    $ boilerplate new some/9x
    exit 2
    error: `9x` cannot be the project's name: it must start with a letter
      --> some/9x
               ^^ how about `app-9x`?
    help: boilerplate new some/app-9x

    $ boilerplate new test
    exit 2
    error: `test` cannot be the project's name: it is the name of a standard crate
      --> test
          ^^^^ how about `test-app`?
    help: boilerplate new test-app

    $ boilerplate new std
    exit 2
    error: `std` cannot be the project's name: it is the name of a standard crate
      --> std
          ^^^ how about `std-app`?
    help: boilerplate new std-app

    $ boilerplate new a b
    exit 2
    error: `a b` cannot be the project's name: it contains a space
      --> a b
          ^^^ how about `a-b`?
    help: boilerplate new a-b

    $ boilerplate new ../x
    exit 2
    error: `../x` is outside of this folder
      --> ../x
          ^^
    help: boilerplate -C .. new x

    $ boilerplate new shop --name ../x
    exit 2
    error: `../x` cannot be the project's name: it is a path
      --> ../x
          ^^^^ how about `x`?
    help: boilerplate new shop --name x

    $ boilerplate new tokio
    exit 2
    error: `tokio` cannot be the project's name: the project depends on a crate of that name
      --> tokio
          ^^^^^ how about `tokio-app`?
    help: boilerplate new tokio-app

    $ boilerplate new MyShop
    exit 2
    error: `MyShop` cannot be the project's name: package names are lower case
      --> MyShop
          ^^^^^^ how about `my-shop`?
    help: boilerplate new my-shop

    $ boilerplate new café
    exit 2
    error: `café` cannot be the project's name: `é` is not allowed, only a-z, 0-9, `-` and `_`
      --> café
          ^^^^

    $ boilerplate new 
    exit 2
    error: a value is required for '[PATH]' but none was supplied

    For more information, try '--help'.
    ");
    Ok(())
}

#[test]
fn options_that_make_no_sense() -> Result<()> {
    assert_snapshot!(refusals(&[
        &["new"],
        &["new", "shop", "--database", "mysql"],
        &["new", "shop", "--database", ""],
        &["new", "shop", "--database", "sqlite,sqlite"],
        &["new", "shop", "--preset", "ful"],
        &["new", "shop", "--no-atuh"],
        &["new", "shop", "-q", "-v"],
        &["frob"],
        &["new", "shop", "-C", "nowhere"],
    ])?, @r"
    $ boilerplate new
    exit 2
    error: `new` needs the <PATH> of the folder to create
    help: boilerplate new shop

    $ boilerplate new shop --database mysql
    exit 2
    error: invalid value 'mysql' for '--database <LIST>'
      [possible values: sqlite, postgres]

      tip: a similar value exists: 'sqlite'

    For more information, try '--help'.

    $ boilerplate new shop --database 
    exit 2
    error: a value is required for '--database <LIST>' but none was supplied
      [possible values: sqlite, postgres]

    For more information, try '--help'.

    $ boilerplate new shop --database sqlite,sqlite
    exit 2
    error: database `sqlite` is named twice
      --> sqlite,sqlite
                 ^^^^^^

    $ boilerplate new shop --preset ful
    exit 2
    error: invalid value 'ful' for '--preset <PRESET>'
      [possible values: full, api, minimal]

      tip: a similar value exists: 'full'

    For more information, try '--help'.

    $ boilerplate new shop --no-atuh
    exit 2
    error: unexpected argument '--no-atuh' found

      tip: a similar argument exists: '--no-auth'

    Usage: boilerplate new --no-auth <PATH>

    For more information, try '--help'.

    $ boilerplate new shop -q -v
    exit 2
    error: the argument '--quiet' cannot be used with '--verbose'

    Usage: boilerplate new --quiet <PATH>

    For more information, try '--help'.

    $ boilerplate frob
    exit 2
    error: unrecognized subcommand 'frob'

    Usage: boilerplate [OPTIONS] <COMMAND>

    For more information, try '--help'.

    $ boilerplate new shop -C nowhere
    exit 1
    error: could not enter nowhere
      because: No such file or directory (os error 2)
    ");
    Ok(())
}

#[test]
fn places_that_are_taken() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path();
    fs::write(root.join("file"), "")?;
    fs::create_dir(root.join("full"))?;
    for name in ["c", "a", "b", "d"] {
        fs::write(root.join("full").join(name), "")?;
    }
    run(root, &["new", "shop"])?;
    let mut text = String::new();
    for (place, path) in [("", "file"), ("", "full"), ("full", "."), ("", "shop")] {
        text += &run(&root.join(place), &["new", path])?;
    }
    assert_snapshot!(text, @r"
    exit 3
    --- stderr
    error: `file` is a file
    help: choose another path
    exit 3
    --- stderr
    error: `full` is not empty: `a`, `b` and 2 more
    help: choose another folder, or empty this one
    exit 3
    --- stderr
    error: `.` is not empty: `a`, `b` and 2 more
    help: choose another folder, or empty this one
    exit 3
    --- stderr
    error: `shop` is a project already
    help: choose another folder
    ");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir()?;
    let closed = folder.path().join("closed");
    fs::create_dir(&closed)?;
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555))?;
    if fs::write(closed.join("probe"), "").is_ok() {
        return Ok(()); // Nothing is closed to the superuser.
    }
    let text = run(folder.path(), &["new", "closed/shop"])?;
    ensure!(
        text.starts_with("exit 1") && text.contains("could not create"),
        "{text}"
    );
    Ok(())
}

#[test]
fn errors_are_json_on_request() -> Result<()> {
    for (arguments, code) in [
        (&["new", "fn", "--json"][..], 2),
        (&["new", "shop", "--database", "mysql", "--json"], 2),
        (&["new", "shop", "-C", "nowhere", "--json"], 1),
    ] {
        let output = command(tempdir()?.path(), arguments).output()?;
        let value: Value = serde_json::from_slice(&output.stdout)?;
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(value["error"]["code"], code);
        ensure!(value["error"]["message"].is_string() && output.stderr.is_empty());
    }
    Ok(())
}

#[test]
fn looking_changes_nothing() -> Result<()> {
    for look in ["--dry-run", "--diff"] {
        for form in ["--quiet", "--json"] {
            ensure!(refusal(&["new", "a/shop", look, form])?.starts_with("exit 0"));
        }
    }
    let output = command(tempdir()?.path(), &["new", "shop", "--diff"]).output()?;
    let diff = String::from_utf8(output.stdout)?;
    ensure!(
        diff.contains("--- /dev/null\n+++ b/src/main.rs\n"),
        "{diff}"
    );
    Ok(())
}

#[test]
fn json_lists_what_was_written() -> Result<()> {
    let folder = tempdir()?;
    let output = command(folder.path(), &["new", "shop", "--no-git", "--json"]).output()?;
    let value: Value = serde_json::from_slice(&output.stdout)?;
    let files = value["files"].as_array().context("no files")?;
    let paths = files.iter().filter_map(|file| file["path"].as_str());
    let written = contents(&folder.path().join("shop"))?;
    ensure!(paths.eq(written.iter().map(|(path, _)| path.as_str())));
    ensure!(files.iter().all(|file| file["action"] == "create"));
    Ok(())
}

#[test]
fn implied_choices_are_said() -> Result<()> {
    let text = run(
        tempdir()?.path(),
        &["new", "shop", "--no-auth", "--dry-run"],
    )?;
    ensure!(text.contains("no tiers: --no-auth"), "{text}");
    let both = ["new", "shop", "--no-auth", "--no-tiers", "--dry-run"];
    let text = run(tempdir()?.path(), &both)?;
    ensure!(!text.contains("no tiers"), "{text}");
    let served = ["--no-cache", "--no-rate-limit", "--no-queue"];
    let arguments = [&["new", "shop", "--dry-run"], &served[..]].concat();
    let text = run(tempdir()?.path(), &arguments)?;
    let reason = format!("no redis: {}", served.join(" "));
    ensure!(text.contains(&reason), "{text}");
    Ok(())
}

#[test]
fn neither_rustfmt_nor_git_is_needed() -> Result<()> {
    let folder = tempdir()?;
    let entity = ["-C", "shop", "add", "entity", "Post", "title:string", "-q"];
    let field = [
        "-C",
        "shop",
        "add",
        "field",
        "Post",
        "views:int:optional",
        "-q",
    ];
    for arguments in [&["new", "shop", "-q"][..], &entity, &field] {
        let output = command(folder.path(), arguments).env("PATH", "").output()?;
        let stderr = String::from_utf8(output.stderr)?;
        ensure!(output.status.success(), "{stderr}");
        ensure!(
            stderr.starts_with("warning: not everything is formatted"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    Ok(())
}

#[test]
fn a_repository_is_made_unless_there_is_one() -> Result<()> {
    let folder = tempdir()?;
    for arguments in [
        &["new", "a/one"][..],
        &["new", "a/one/two"],
        &["new", "three", "--no-git"],
    ] {
        let text = run(folder.path(), arguments)?;
        ensure!(text.starts_with("exit 0"), "{text}");
    }
    let has = |path: &str| folder.path().join(path).join(".git").exists();
    ensure!(has("a/one") && !has("a/one/two") && !has("three"));
    Ok(())
}

#[test]
fn an_empty_folder_and_a_repository_are_good_places() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path().join("shop");
    fs::create_dir_all(root.join(".git"))?;
    let text = run(&root, &["new", "."])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    let manifest = fs::read_to_string(root.join("boilerplate.toml"))?;
    ensure!(manifest.contains("name = \"shop\""), "{manifest}");
    Ok(())
}

#[test]
fn own_templates_replace_the_built_in_ones() -> Result<()> {
    let folder = tempdir()?;
    let own = folder.path().join("shop/.boilerplate/templates/project");
    fs::create_dir_all(&own)?;
    fs::write(own.join("README.md.tera"), "Mine: {{ name }}\n")?;
    let text = run(folder.path(), &["new", "shop"])?;
    ensure!(text.starts_with("exit 0"), "{text}");
    let readme = fs::read_to_string(folder.path().join("shop/README.md"))?;
    assert_eq!(readme, "Mine: shop\n");

    fs::write(own.join("README.md.tera"), "{%- if nmae %}\n{%- endif %}\n")?;
    let text = run(folder.path(), &["new", "shop", "-C", "."])?;
    ensure!(text.starts_with("exit 3"), "{text}");
    Ok(())
}

#[test]
fn a_misspelt_variable_is_an_error() -> Result<()> {
    let folder = tempdir()?;
    let own = folder.path().join(".boilerplate/templates/project");
    fs::create_dir_all(&own)?;
    fs::write(own.join("a.txt.tera"), "{%- if nmae %}\n{%- endif %}\n")?;
    let text = run(folder.path(), &["new", ".", "--name", "shop"])?;
    ensure!(text.contains("template a.txt uses `nmae`"), "{text}");
    Ok(())
}

#[test]
fn scripts_and_pages_are_printed() -> Result<()> {
    let folder = tempdir()?;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = run(folder.path(), &["completions", shell])?;
        ensure!(
            text.starts_with("exit 0") && text.contains("no-auth"),
            "{shell}"
        );
    }
    ensure!(run(folder.path(), &["man"])?.contains(".TH boilerplate"));
    run(folder.path(), &["man", "--dir", "pages"])?;
    ensure!(folder.path().join("pages/boilerplate-new.1").exists());
    Ok(())
}

#[test]
fn a_reader_that_leaves_is_no_error() -> Result<()> {
    let folder = tempdir()?;
    let mut child = command(folder.path(), &["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    drop(child.stdout.take());
    let output = child.wait_with_output()?;
    assert_eq!(String::from_utf8(output.stderr)?, "");
    assert_eq!(output.status.code(), Some(0));
    Ok(())
}

#[cfg(feature = "template")]
#[test]
fn a_cargo_generate_template_is_expanded_all_or_nothing() -> Result<()> {
    let folder = tempdir()?;
    let root = folder.path();
    fs::create_dir_all(root.join("template/src"))?;
    fs::write(root.join("template/src/main.rs"), "fn main() {}\n")?;
    fs::write(
        root.join("template/Cargo.toml"),
        "[package]\nname = \"{{project-name}}\"\n",
    )?;
    let arguments = ["new", "my-app", "--template", "template", "--no-git"];
    let mut anonymous = command(root, &arguments);
    let output = anonymous.env_remove("USER").env_remove("NAME").output()?;
    ensure!(output.status.success(), "{output:?}");
    assert_eq!(
        contents(&root.join("my-app"))?,
        [
            (
                "Cargo.toml".to_owned(),
                "[package]\nname = \"my-app\"\n".to_owned()
            ),
            ("src/main.rs".to_owned(), "fn main() {}\n".to_owned()),
        ]
    );

    fs::write(root.join("template/broken.txt"), "{% if %}\n")?;
    fs::write(
        root.join("template/cargo-generate.toml"),
        "[hooks]\npre = [\"none.rhai\"]\n",
    )?;
    let text = run(
        root,
        &["new", "other", "--template", "template", "--no-git"],
    )?;
    ensure!(
        text.starts_with("exit 1") && !root.join("other").exists(),
        "{text}"
    );
    let text = run(root, &["new", "other", "--template", "nowhere"])?;
    ensure!(
        !text.starts_with("exit 0") && !root.join("other").exists(),
        "{text}"
    );
    Ok(())
}
