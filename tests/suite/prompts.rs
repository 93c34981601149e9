//! The questions, as somebody at a terminal answers them.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Result, bail, ensure};
use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use tempfile::{TempDir, tempdir};

use crate::common::{self, contents};

const ENTER: &str = "\r";
const DOWN: &str = "\u{1b}[B";
const SPACE: &str = " ";

/// The command on a terminal.
struct Terminal(PtySession);

impl Terminal {
    fn start(folder: &Path, command: &str) -> Result<Self> {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let mut command = common::command(folder, &arguments);
        command.env("TERM", "xterm").stdin(Stdio::inherit());
        let options = Options::new().timeout_ms(Some(30_000));
        let session = spawn_with_options(command, options.strip_ansi_escape_codes(true))?;
        Ok(Self(session))
    }

    /// Waits for a question and types.
    fn answer(&mut self, question: &str, keys: &[&str]) -> Result<()> {
        self.0.exp_string(question)?;
        self.0.send(&keys.concat())?;
        Ok(self.0.flush()?)
    }

    /// What is printed from here on, and the exit code.
    fn end(mut self) -> Result<(String, i32)> {
        let text = self.0.exp_eof()?;
        match self.0.process().wait()? {
            WaitStatus::Exited(_, code) => Ok((text, code)),
            status => bail!("{status:?}:\n{text}"),
        }
    }
}

/// A project of its own without a question.
fn project() -> Result<TempDir> {
    let folder = tempdir()?;
    run(folder.path(), "new shop --preset minimal --no-git")?;
    Ok(folder)
}

fn run(folder: &Path, command: &str) -> Result<()> {
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let text = common::run(folder, &arguments)?;
    ensure!(text.starts_with("exit 0"), "{command}: {text}");
    Ok(())
}

fn read(folder: &Path, path: &str) -> Result<String> {
    Ok(fs::read_to_string(folder.join(path))?)
}

#[test]
fn a_project_is_made_of_answers() -> Result<()> {
    let folder = tempdir()?;
    let mut terminal = Terminal::start(folder.path(), "new --no-git")?;
    terminal.answer("Folder of the project", &["fn", ENTER])?;
    terminal.answer("it is a Rust keyword", &["shop", ENTER])?;
    terminal.answer("Databases", &[DOWN, SPACE, ENTER])?;
    terminal.answer("What to start from", &[DOWN, DOWN, ENTER])?;
    let (text, code) = terminal.end()?;
    assert_eq!(code, 0, "{text}");
    let command = "boilerplate new shop --preset minimal --database sqlite";
    ensure!(text.contains(command), "{text}");

    let said = tempdir()?;
    run(
        said.path(),
        "new shop --database sqlite --preset minimal --no-git",
    )?;
    for path in ["boilerplate.toml", "Cargo.toml", "src/lib.rs"] {
        let path = format!("shop/{path}");
        assert_eq!(read(folder.path(), &path)?, read(said.path(), &path)?);
    }
    Ok(())
}

#[test]
fn parts_are_chosen_one_by_one() -> Result<()> {
    let folder = tempdir()?;
    let mut terminal = Terminal::start(folder.path(), "new shop --no-git")?;
    terminal.answer("Databases", &[ENTER])?;
    terminal.answer("What to start from", &[DOWN, DOWN, DOWN, ENTER])?;
    terminal.answer("Parts", &[SPACE, ENTER])?;
    let (text, code) = terminal.end()?;
    assert_eq!(code, 0, "{text}");
    ensure!(text.contains("no tiers: --no-auth"), "{text}");
    let command = "boilerplate new shop --no-auth";
    ensure!(text.contains(command), "{text}");
    let manifest = read(folder.path(), "shop/boilerplate.toml")?;
    ensure!(manifest.contains("auth = false"), "{manifest}");
    Ok(())
}

#[test]
fn an_entity_is_made_of_answers() -> Result<()> {
    let folder = project()?;
    let shop = folder.path().join("shop");
    let mut terminal = Terminal::start(&shop, "add entity")?;
    terminal.answer("Name of the entity", &["9lives", ENTER])?;
    terminal.answer("must start with a letter", &["Note", ENTER])?;
    terminal.answer("Name of a field", &["title", ENTER])?;
    terminal.answer("Type", &[ENTER])?;
    terminal.answer("Greatest length", &["80", ENTER])?;
    terminal.answer("What else", &[SPACE, ENTER])?;
    terminal.answer("Default", &["none yet", ENTER])?;
    terminal.answer("Name of another field", &["title", ENTER])?;
    terminal.answer("`title` already", &[ENTER])?;
    let (text, code) = terminal.end()?;
    assert_eq!(code, 0, "{text}");
    let manifest = read(&shop, "boilerplate.toml")?;
    let field = "string:80:optional:default=none yet";
    ensure!(manifest.contains(field), "{manifest}\n{text}");
    Ok(())
}

#[test]
fn a_required_field_asks_for_its_value_in_old_rows() -> Result<()> {
    let folder = project()?;
    let shop = folder.path().join("shop");
    run(&shop, "add entity Note title:string")?;
    let mut terminal = Terminal::start(&shop, "add field Note stars:int")?;
    terminal.answer("its value in each Note", &["three", ENTER])?;
    let (text, code) = terminal.end()?;
    ensure!(code != 0 && text.contains("three"), "{text}");
    let mut terminal = Terminal::start(&shop, "add field Note stars:int")?;
    terminal.answer("its value in each Note", &["3", ENTER])?;
    let (text, code) = terminal.end()?;
    assert_eq!(code, 0, "{text}");
    Ok(())
}

#[test]
fn nothing_is_lost_without_a_yes() -> Result<()> {
    let folder = project()?;
    let shop = folder.path().join("shop");
    run(&shop, "add entity Note title:string")?;
    let before = contents(&shop)?;
    let mut terminal = Terminal::start(&shop, "remove entity Note")?;
    terminal.answer("Go on?", &[ENTER])?;
    let (text, code) = terminal.end()?;
    ensure!(code != 0, "{text}");
    assert_eq!(contents(&shop)?, before);

    let mut terminal = Terminal::start(&shop, "remove entity Note")?;
    terminal.answer("Go on?", &["y"])?;
    let (text, code) = terminal.end()?;
    assert_eq!(code, 0, "{text}");
    ensure!(!shop.join("src/entities/note").exists());
    Ok(())
}

#[test]
fn ctrl_c_at_a_question_writes_nothing() -> Result<()> {
    let folder = tempdir()?;
    for (command, question) in [
        ("new --no-git", "Folder of the project"),
        ("new shop --no-git", "Databases"),
    ] {
        let mut terminal = Terminal::start(folder.path(), command)?;
        terminal.answer(question, &["\u{3}"])?;
        let (text, code) = terminal.end()?;
        assert_eq!(code, 130, "{text}");
        ensure!(text.contains("nothing was written"), "{text}");
        assert_eq!(contents(folder.path())?, []);
    }
    Ok(())
}
