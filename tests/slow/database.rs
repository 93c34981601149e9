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

fn psql(server: &str, statement: &str) {
    let output = Command::new("psql")
        .args([server, "-qc", statement])
        .output()
        .expect("psql runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
