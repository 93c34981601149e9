//! A generated project in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use super::docker::output;

pub(crate) struct Project {
    path: PathBuf,
    /// Deleted with this value.
    _folder: Option<TempDir>,
}

impl Project {
    /// What `boilerplate new` makes with these options.
    pub(crate) fn new(options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let status = Command::new(env!("CARGO_BIN_EXE_boilerplate"))
            .args(["new", "shop", "--quiet", "--no-git"])
            .args(options)
            .current_dir(&folder)
            .status()
            .expect("boilerplate runs");
        assert!(status.success(), "boilerplate new {options:?}: {status}");
        Self {
            path: folder.path().join("shop"),
            _folder: Some(folder),
        }
    }

    /// A copy of a golden project, so that what is reviewed is what is tested.
    pub(crate) fn golden(name: &str) -> Self {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
        Self::mirrored(&examples.join(name), path.join(name))
    }

    /// A copy of this project, called `name`.
    pub(crate) fn copy(&self, name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copies");
        Self::mirrored(&self.path, path.join(name))
    }

    /// A copy that keeps its place, so that cargo builds what is new in it.
    fn mirrored(source: &Path, path: PathBuf) -> Self {
        mirror(source, &path);
        Self {
            path,
            _folder: None,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `boilerplate add entity` with what stands in `entity`.
    pub(crate) fn add_entity(&self, entity: &str) {
        self.run(&format!("add entity {entity}"));
    }

    /// Runs `boilerplate` with what stands in `command`.
    pub(crate) fn run(&self, command: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_boilerplate"))
            .args(command.split_whitespace())
            .arg("--quiet")
            .current_dir(&self.path)
            .output()
            .expect("boilerplate runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "boilerplate {command}:\n{text}");
    }

    /// Formatting and lints, as the project's own CI would ask for them.
    pub(crate) fn lint(&self) {
        self.cargo(&["fmt", "--check"], &[]);
        self.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"], &[]);
    }

    /// Whether it compiles, its tests too.
    pub(crate) fn check(&self) {
        self.cargo(&["check", "--all-targets"], &[]);
    }

    /// The project's tests, on what these variables name, or on SQLite and in memory.
    pub(crate) fn test(&self, env: &[(&str, &str)]) {
        self.cargo(&["test"], env);
    }

    /// Builds the project and answers its binary.
    pub(crate) fn build(&self) -> PathBuf {
        self.cargo(&["build"], &[]);
        target().join("debug").join(self.package())
    }

    /// Runs a recipe of the justfile and answers what it prints.
    pub(crate) fn just(&self, recipe: &str, database: &str) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_boilerplate"));
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let folders = binary
            .parent()
            .into_iter()
            .map(Path::to_owned)
            .chain(std::env::split_paths(&folders));
        println!("    just {recipe}");
        output(
            Command::new("just")
                .args(recipe.split_whitespace())
                .current_dir(&self.path)
                .env("PATH", std::env::join_paths(folders).expect("a path"))
                .env("CARGO_TARGET_DIR", target())
                .env("DATABASE_URL", database),
        )
    }

    fn package(&self) -> String {
        let manifest = fs::read_to_string(self.path.join("Cargo.toml")).expect("a manifest");
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = "));
        name.expect("a package name").trim_matches('"').to_owned()
    }

    fn cargo(&self, arguments: &[&str], env: &[(&str, &str)]) {
        let start = Instant::now();
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", target())
            .env_remove("TEST_DATABASE_URL")
            .env_remove("TEST_REDIS_URL")
            .envs(env.iter().copied())
            .output()
            .expect("cargo runs");
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(
            output.status.success(),
            "cargo {arguments:?} in {}:\n{text}",
            self.path.display()
        );
        assert!(!text.contains("warning: unused"), "{text}");
        let tests = text
            .lines()
            .find(|line| line.starts_with("test result:"))
            .unwrap_or_default();
        println!(
            "    cargo {} ({} s) {tests}",
            arguments[0],
            start.elapsed().as_secs()
        );
    }
}

/// One target folder for all projects: their dependencies are the same.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated")
}

/// Makes one folder equal another, and leaves files alone that are equal already.
fn mirror(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in entries(to) {
        let is_extra = !from.join(path.file_name().expect("a name")).exists();
        match path.is_dir() {
            true if is_extra => fs::remove_dir_all(path).expect("a folder is removed"),
            false if is_extra => fs::remove_file(path).expect("a file is removed"),
            _ => {}
        }
    }
    for path in entries(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            mirror(&path, &target);
            continue;
        }
        let contents = fs::read(&path).expect("a readable file");
        if fs::read(&target).ok().as_ref() != Some(&contents) {
            fs::write(&target, contents).expect("a copy");
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}
