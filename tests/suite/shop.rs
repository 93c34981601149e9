//! A project on disk for the tests of the command.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::common::{command, contents, files, run};

/// The moment at which migrations are made here.
pub(crate) const EPOCH: &str = "1795262400";

/// A new project in a folder that is deleted at the end.
pub(crate) struct Shop {
    folder: TempDir,
}

impl Shop {
    pub(crate) fn new(preset: &str) -> Result<Self> {
        let folder = tempdir()?;
        let arguments = ["new", "shop", "--preset", preset, "--no-git", "--yes"];
        let text = run(folder.path(), &arguments)?;
        ensure!(text.starts_with("exit 0"), "{text}");
        Ok(Self { folder })
    }

    /// The folder around the project.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The same project somewhere else.
    pub(crate) fn copy(&self) -> Result<Self> {
        let folder = tempdir()?;
        copy(self.folder(), folder.path())?;
        Ok(Self { folder })
    }

    /// Runs a command that must succeed.
    pub(crate) fn done(&self, arguments: &str) -> Result<String> {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let text = self.run(&words)?;
        ensure!(text.starts_with("exit 0"), "{arguments}: {text}");
        Ok(text)
    }

    /// What a command prints as JSON, with its exit code.
    pub(crate) fn json(&self, arguments: &str) -> Result<(i32, Value)> {
        let words = arguments.split_whitespace().chain(["--json"]);
        let words: Vec<&str> = words.collect();
        let output = command(&self.root(), &words)
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .output()?;
        let code = output.status.code().context("killed")?;
        let text = String::from_utf8(output.stdout)?;
        let value = serde_json::from_str(&text).with_context(|| format!("{arguments}: {text}"))?;
        Ok((code, value))
    }

    /// The files of the project with their contents.
    pub(crate) fn contents(&self) -> Result<Vec<(String, String)>> {
        contents(&self.root())
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    /// What the command answers.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = command(&self.root(), arguments);
        let output = command.env("SOURCE_DATE_EPOCH", EPOCH).output()?;
        let code = output.status.code().context("killed")?;
        let stdout = String::from_utf8(output.stdout)?;
        let stderr = String::from_utf8(output.stderr)?;
        Ok(format!("exit {code}\n{stdout}{stderr}"))
    }

    /// What a command answers that must change nothing.
    pub(crate) fn refused(&self, arguments: &[&str]) -> Result<String> {
        let before = contents(&self.root())?;
        let text = self.run(arguments)?;
        ensure!(contents(&self.root())? == before, "it changed something");
        Ok(format!("$ boilerplate {}\n{text}\n", arguments.join(" ")))
    }

    pub(crate) fn read(&self, path: &str) -> Result<String> {
        fs::read_to_string(self.root().join(path)).with_context(|| path.to_owned())
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().context("no parent")?)?;
        // A copy shares its files with the original.
        if path.exists() {
            fs::remove_file(&path)?;
        }
        Ok(fs::write(path, text)?)
    }
}

/// Copies a folder with all that is in it; files are shared until somebody replaces them.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for (path, file) in files(from)? {
        let target = to.join(path);
        fs::create_dir_all(target.parent().context("no parent")?)?;
        fs::hard_link(file, target)?;
    }
    Ok(())
}
