//! Databases for generated servers.

use std::path::Path;
use std::process::Command;

/// The PostgreSQL server of the slow lane, as a URL with the database `postgres`.
pub(crate) fn server() -> String {
    std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL names a PostgreSQL server")
}

pub(crate) fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}/slow.db?mode=rwc", folder.display())
}

/// An empty database, dropped with this value.
pub(crate) struct Postgres {
    pub(crate) url: String,
    name: String,
}

impl Postgres {
    pub(crate) fn create(name: &str) -> Self {
        let server = server();
        let name = format!("slow_{name}_{}", std::process::id());
        psql(&server, &format!("CREATE DATABASE {name}"));
        let (base, _) = server.rsplit_once('/').expect("a URL with a database");
        Self {
            url: format!("{base}/{name}"),
            name,
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        psql(
            &server(),
            &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
        );
    }
}

/// What a database answers: a line for each row, its values with `|` between them.
pub(crate) fn query(url: &str, statement: &str) -> String {
    match url.strip_prefix("sqlite://") {
        None => psql(url, statement),
        Some(file) => {
            let file = file.split('?').next().unwrap_or(file);
            let script = format!("PRAGMA foreign_keys = ON; {statement}");
            run(Command::new("sqlite3").args(["-batch", "-bail", file, &script]))
        }
    }
}

fn psql(server: &str, statement: &str) -> String {
    let options = ["-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement];
    run(Command::new("psql").arg(server).args(options))
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the client runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
