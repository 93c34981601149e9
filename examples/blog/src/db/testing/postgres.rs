use std::thread;

use sea_orm::sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use tokio::runtime::Builder;
use url::Url;
use uuid::Uuid;

/// A database with a name of its own on a server.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    pub(super) url: String,
    server: String,
    name: String,
}

impl TestDatabase {
    pub(super) fn create(server: &str) -> Self {
        let name = format!("test_{}", Uuid::now_v7().simple());
        let mut url = Url::parse(server).expect("TEST_DATABASE_URL is a URL");
        url.set_path(&name);
        execute(server, format!("CREATE DATABASE {name}"));
        Self {
            url: url.into(),
            server: server.to_owned(),
            name,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        execute(&self.server, statement);
    }
}

/// Runs a statement on a thread of its own, since `drop` cannot wait for a future.
fn execute(server: &str, statement: String) {
    let server = server.to_owned();
    let work = move || {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be built");
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&server)
                .await
                .expect("the server of TEST_DATABASE_URL can be reached");
            raw_sql(AssertSqlSafe(statement))
                .execute(&mut connection)
                .await
                .expect("the server executes the statement");
        });
    };
    thread::spawn(work).join().expect("the statement succeeds");
}
