use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, Statement,
    sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use sea_orm_migration::{SchemaManager, prelude::*};

use super::Rebuild;

const TABLES: &str = r#"
CREATE TABLE "shelf" ("id" integer PRIMARY KEY);
CREATE TABLE "book" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(20) NOT NULL DEFAULT 'a, (b', -- yours, too
    [pages] integer CHECK ("pages" > 0),
    "state" varchar(5),
    "shelf_id" integer,
    CONSTRAINT "book_state_check" CHECK ("state" IN ('old', 'new')),
    CONSTRAINT "mine" CHECK ("pages" < 10 OR "state" = 'old'),
    FOREIGN KEY ("shelf_id") REFERENCES "shelf" ("id") ON DELETE CASCADE
);
CREATE TABLE "page" (
    "id" integer PRIMARY KEY,
    "book_id" integer NOT NULL REFERENCES "book" ("id") ON DELETE CASCADE
);
CREATE INDEX "book_pages_idx" ON "book" ("pages");
CREATE VIEW "titles" AS SELECT "title" FROM "book";
INSERT INTO "shelf" VALUES (1);
INSERT INTO "book" VALUES (1, 'One', 3, 'old', 1), (2, 'Two', 4, 'new', 1), (9, 'Nine', 1, 'old', 1);
DELETE FROM "book" WHERE "id" = 9;
INSERT INTO "page" VALUES (1, 2);
CREATE TRIGGER "titled" AFTER INSERT ON "book" BEGIN UPDATE "book" SET "title" = 'new'; END;
"#;

/// A library in memory.
async fn library(foreign_keys: bool) -> DatabaseConnection {
    let options = SqliteConnectOptions::new().in_memory(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.foreign_keys(foreign_keys))
        .await
        .expect("memory suffices");
    let db = DatabaseConnection::from(pool);
    db.execute_unprepared(TABLES)
        .await
        .expect("the tables are new");
    db
}

async fn rebuilt(rebuild: Rebuild) -> DatabaseConnection {
    let db = library(false).await;
    let result = rebuild.run(&SchemaManager::new(&db)).await;
    result.expect("the table is rebuilt");
    db
}

/// The first value of each row, with commas between them.
async fn read(db: &DatabaseConnection, sql: &str) -> String {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect("a valid query");
    let values = rows.iter().map(|row| row.try_get_by_index::<String>(0));
    let values: Result<Vec<_>, DbErr> = values.collect();
    values.expect("texts").join(",")
}

async fn fails(db: &DatabaseConnection, sql: &str) -> bool {
    db.execute_unprepared(sql).await.is_err()
}

#[tokio::test]
async fn what_is_not_mentioned_stays() {
    let db = rebuilt(Rebuild::new("book").drop_column("shelf_id")).await;
    assert_eq!(read(&db, "SELECT title FROM titles").await, "One,Two");
    assert_eq!(read(&db, "SELECT id || book_id FROM page").await, "12");
    let names = "SELECT name FROM pragma_table_info('book')";
    assert_eq!(read(&db, names).await, "id,title,pages,state");
    assert_eq!(
        read(&db, "SELECT name FROM pragma_index_list('book')").await,
        "book_pages_idx"
    );
    let targets = "SELECT \"table\" FROM pragma_foreign_key_list('page')";
    assert_eq!(read(&db, targets).await, "book");
    let targets = "SELECT \"table\" FROM pragma_foreign_key_list('book')";
    assert_eq!(read(&db, targets).await, "");
    assert!(fails(&db, "INSERT INTO book (pages) VALUES (0)").await);
    assert!(fails(&db, "INSERT INTO book (pages, state) VALUES (11, 'new')").await);
    assert!(!fails(&db, "INSERT INTO book (pages) VALUES (5)").await);
    assert_eq!(read(&db, "SELECT title FROM book").await, "new,new,new");
}

#[tokio::test]
async fn no_id_is_given_twice() {
    let db = rebuilt(Rebuild::new("book")).await;
    let insert = "INSERT INTO book (pages) VALUES (5)";
    assert!(!fails(&db, insert).await);
    let last = "SELECT CAST(max(id) AS text) FROM book";
    assert_eq!(read(&db, last).await, "10");
}

#[tokio::test]
async fn columns_and_constraints_are_replaced() {
    let rebuild = Rebuild::new("book")
        .define(
            Table::create()
                .col(ColumnDef::new("state").string_len(7).not_null())
                .col(ColumnDef::new("rank").integer().not_null())
                .col(ColumnDef::new("shelf_id").integer().not_null())
                .check(Check::named(
                    "book_state_check",
                    Expr::col("state").is_in(["ancient", "new"]),
                ))
                .foreign_key(
                    ForeignKey::create()
                        .from("book", "shelf_id")
                        .to("shelf", "id")
                        .on_delete(ForeignKeyAction::Restrict),
                ),
        )
        .value(
            "state",
            "CASE \"state\" WHEN 'old' THEN 'ancient' ELSE \"state\" END",
        )
        .value("rank", "7");
    let db = rebuilt(rebuild).await;
    let rows = "SELECT title || state || rank || shelf_id FROM book";
    assert_eq!(read(&db, rows).await, "Oneancient71,Twonew71");
    let keys = "SELECT on_delete FROM pragma_foreign_key_list('book')";
    assert_eq!(read(&db, keys).await, "RESTRICT");
    let insert =
        |state| format!("INSERT INTO book (state, rank, shelf_id) VALUES ('{state}', 1, 1)");
    assert!(fails(&db, &insert("old")).await);
    assert!(!fails(&db, &insert("ancient")).await);
}

#[tokio::test]
async fn values_are_no_longer_listed() {
    let db = rebuilt(Rebuild::new("book").drop_check("state")).await;
    assert!(!fails(&db, "INSERT INTO book (pages, state) VALUES (1, 'other')").await);
}

#[tokio::test]
async fn what_would_lose_rows_is_refused() {
    let db = library(true).await;
    let manager = SchemaManager::new(&db);
    assert!(Rebuild::new("book").run(&manager).await.is_err());
    assert!(Rebuild::new("missing").run(&manager).await.is_err());
    assert_eq!(read(&db, "SELECT id || book_id FROM page").await, "12");

    let db = library(false).await;
    let required = ColumnDef::new("rank").integer().not_null().to_owned();
    let rebuild = Rebuild::new("book").define(Table::create().col(required));
    assert!(rebuild.run(&SchemaManager::new(&db)).await.is_err());
}
