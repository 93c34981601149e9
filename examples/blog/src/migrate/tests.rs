use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait::async_trait,
    prelude::*,
};

use super::{Change, run, status};
use crate::db::testing::TestDatabase;

/// Creates a table with a row, and can be told to fail after that.
struct Migration {
    table: &'static str,
    fails: bool,
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.table
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(self.table)
            .col(ColumnDef::new("id").integer())
            .to_owned();
        manager.create_table(table).await?;
        if self.fails {
            return Err(DbErr::Migration("no".to_owned()));
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(self.table).to_owned())
            .await
    }
}

macro_rules! migrator {
    ($name:ident, $($table:literal $fails:literal),+) => {
        struct $name;

        #[async_trait]
        impl MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new(Migration { table: $table, fails: $fails })),+]
            }
        }
    };
}

migrator!(Three, "one" false, "two" false, "three" false);
migrator!(Broken, "one" false, "two" true);

async fn tables(db: &DatabaseConnection) -> usize {
    let manager = SchemaManager::new(db);
    let mut count = 0;
    for table in ["one", "two", "three"] {
        if manager
            .has_table(table)
            .await
            .expect("the schema is readable")
        {
            count += 1;
        }
    }
    count
}

#[tokio::test]
async fn up_down_and_fresh_name_what_they_did() {
    let database = TestDatabase::create();
    let db = database.connect().await;
    let pending = status::<Three>(&db).await.expect("the status is readable");
    assert!(pending.iter().all(|(_, applied)| !applied));

    let run = async |change| {
        run::<Three>(&db, change)
            .await
            .expect("the change succeeds")
    };
    assert_eq!(run(Change::Up(Some(1))).await, ["one"]);
    assert_eq!(run(Change::Up(None)).await, ["two", "three"]);
    assert!(run(Change::Up(None)).await.is_empty());
    assert_eq!(run(Change::Down(2)).await, ["three", "two"]);
    assert_eq!(tables(&db).await, 1);
    db.execute_unprepared("INSERT INTO one VALUES (1)")
        .await
        .expect("the table exists");
    assert_eq!(run(Change::Fresh).await, ["one", "two", "three"]);
    let rows = db.query_all_raw(sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT id FROM one",
    ));
    assert!(rows.await.expect("the table exists").is_empty());
}

#[tokio::test]
async fn processes_wait_for_each_other() {
    let database = TestDatabase::create();
    let (first, second) = tokio::join!(database.connect(), database.connect());
    let (left, right) = tokio::join!(
        run::<Three>(&first, Change::Up(None)),
        run::<Three>(&second, Change::Up(None)),
    );
    let mut applied = [left, right].map(|result| result.expect("the migrations apply").len());
    applied.sort_unstable();
    assert_eq!(applied, [0, 3]);
    assert_eq!(tables(&first).await, 3);
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_behind() {
    let database = TestDatabase::create();
    let db = database.connect().await;
    assert!(run::<Broken>(&db, Change::Up(None)).await.is_err());
    let names = run::<Three>(&db, Change::Up(None)).await;
    assert!(names.expect("the rest applies").contains(&"two".to_owned()));
}
