//! SQLite's write-ahead log stays small while many tasks insert.

use std::{fs, time::Duration};

use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseConnection, Schema, entity::prelude::*};
use tokio::{task::JoinSet, time::sleep};

use super::sqlite::TestDatabase;
use crate::{config::DatabaseConfig, db, testing::config};

mod note {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub text: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const TASKS: usize = 32;
const INSERTS: usize = 8_000;

async fn insert(db: DatabaseConnection, count: usize) -> Result<(), DbErr> {
    for round in 0..count {
        let row = note::ActiveModel {
            text: Set("x".repeat(200)),
            ..Default::default()
        };
        if round % 2 == 0 {
            row.insert(&db).await?;
        } else {
            note::Entity::insert(row).exec(&db).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_bounded() {
    let database = TestDatabase::create();
    let settings = DatabaseConfig {
        max_connections: 16,
        ..config(&[("DATABASE_URL", &database.url)]).database
    };
    let db = db::connect(&settings).await.expect("the database opens");
    let table = Schema::new(db.get_database_backend()).create_table_from_entity(note::Entity);
    db.execute(&table).await.expect("the table is created");

    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        tasks.spawn(insert(db.clone(), INSERTS / TASKS));
    }
    let mut largest = 0;
    while !tasks.is_empty() {
        tokio::select! {
            Some(result) = tasks.join_next() => result
                .expect("no task panics")
                .expect("every insert succeeds"),
            () = sleep(Duration::from_millis(10)) => {}
        }
        largest = largest.max(fs::metadata(database.wal()).map_or(0, |file| file.len()));
    }
    assert!(
        largest < 16 * 1024 * 1024,
        "the log grew to {largest} bytes"
    );

    let rows = note::Entity::find().count(&db).await;
    assert_eq!(rows.ok(), Some(INSERTS as u64));
}
