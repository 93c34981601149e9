//! A generated project in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

pub(crate) struct Project {
    folder: TempDir,
    name: String,
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
            folder,
            name: "shop".into(),
        }
    }

    /// A copy of a golden project, so that what is reviewed is what is tested.
    pub(crate) fn golden(name: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name);
        copy(&source, &folder.path().join(name));
        Self {
            folder,
            name: name.into(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// Formatting, lints and tests, as the project's own CI would ask for them.
    pub(crate) fn check(&self, test_database: Option<&str>) {
        self.cargo(&["fmt", "--check"], &[]);
        self.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"], &[]);
        self.test(test_database);
    }

    /// The project's tests, on SQLite or on the given PostgreSQL server.
    pub(crate) fn test(&self, test_database: Option<&str>) {
        let env: Vec<_> = test_database
            .map(|url| ("TEST_DATABASE_URL", url))
            .into_iter()
            .collect();
        self.cargo(&["test"], &env);
    }

    /// The project's tests, with what they enqueue in that Redis.
    pub(crate) fn test_on_redis(&self, url: &str) {
        self.cargo(&["test"], &[("TEST_REDIS_URL", url)]);
    }

    /// Builds the project and answers its binary.
    pub(crate) fn build(&self) -> PathBuf {
        self.cargo(&["build"], &[]);
        target().join("debug").join(&self.name)
    }

    fn cargo(&self, arguments: &[&str], env: &[(&str, &str)]) {
        let start = Instant::now();
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(self.path())
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
            self.name
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

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
