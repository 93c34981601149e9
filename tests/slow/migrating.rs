//! Rows that were there before a project changed: they are there after each migration, and after
//! the way back and forth again.

use std::fs;

use super::database::{Postgres, query, sqlite};
use super::project::Project;
use super::server::Program;

/// A project as it was when its rows were written.
const BEFORE: &[&str] = &[
    "Category name:string:40:unique kind:enum:big,small:default=small \
     parent:references:categories:optional:setnull",
    "Post title:string:80:unique views:int:default=0:sort price:decimal:8,2 born:date \
     state:enum:draft,done note:text:optional order:int:optional gone:int \
     category:references:categories:cascade second:references:categories:optional:setnull \
     meta:json:default={} --soft-delete",
    "Comment body:text post:references:posts:cascade",
    "Old name:string",
];

/// What happens to it afterwards, by commands.
const COMMANDS: &[&str] = &[
    "add field Post subtitle:string:80:optional",
    "add field Post rank:int --fill rank=5",
    "add field Post seen:datetime:default=now mood:enum:calm,wild:default=calm:filter",
    "rename field Post title headline",
    "rename field Post order select",
    "rename field Post state stage",
    "remove field Post gone",
    "remove field Post second",
    "rename entity Post Article",
    "add entity Author name:string:40 article:references:articles:optional",
    "add field Article author:references:authors:optional:setnull",
    "remove entity Old",
];

/// And by an edit of boilerplate.toml: what is replaced by what.
const EDITS: &[(&str, &str)] = &[
    ("headline:string:80:unique", "headline:string:120:unique"),
    ("views:int:sort:default=0", "views:bigint:sort:default=0"),
    ("price:decimal:8,2", "price:decimal:12,3:optional"),
    ("born:date", "born:datetime"),
    ("stage:enum:draft,done", "stage:enum:draft,done,late"),
    ("note:text:optional", "note:text"),
    (
        "kind:enum:big,small:default=small",
        "kind:enum:small,big,tiny:default=tiny:index",
    ),
    ("body:text", "body:text:unique"),
];

const ROWS: &str = r#"
INSERT INTO category (id, name, parent_id, created_at) VALUES
    (1, 'c1', NULL, '2026-01-01T00:00:00+00:00'), (2, 'c2', 1, '2026-01-01T00:00:00+00:00');
INSERT INTO post (id, title, views, price, born, state, note, "order", gone, category_id,
    second_id, created_at) VALUES
    (1, 't1', 3, 2.25, '2026-01-31', 'draft', NULL, 4, 9, 1, 2, '2026-01-01T00:00:00+00:00'),
    (2, 't2', 4, 99.5, '2026-02-28', 'done', 'n', NULL, 9, 2, NULL, '2026-01-01T00:00:00+00:00');
INSERT INTO comment (id, body, post_id, created_at) VALUES
    (1, 'b1', 1, '2026-01-01T00:00:00+00:00'), (2, 'b2', 2, '2026-01-01T00:00:00+00:00');
INSERT INTO "old" (id, name, created_at) VALUES (1, 'o', '2026-01-01T00:00:00+00:00');
"#;

/// What the user added to the table in a migration that boilerplate knows nothing of.
const OWN: &str = "ALTER TABLE post ADD COLUMN mine text DEFAULT 'mine';
CREATE INDEX mine_idx ON post (mine);";

#[test]
#[ignore = "slow"]
fn rows_outlive_every_change() {
    let project = Project::new(&["--preset=minimal"]);
    for entity in BEFORE {
        project.add_entity(entity);
    }
    let first = migrations(&project);
    for command in COMMANDS {
        project.run(command);
    }
    let path = project.path().join("boilerplate.toml");
    let mut toml = fs::read_to_string(&path).expect("a manifest");
    for (old, new) in EDITS {
        assert!(toml.contains(old), "no {old} in {toml}");
        toml = toml.replacen(old, new, 1);
    }
    fs::write(&path, toml).expect("a writable manifest");
    project.run("apply --fill Article.note=none");
    let others = migrations(&project) - first;
    project.lint();
    let binary = project.build();
    let postgres = Postgres::create("migrating");
    for database in [sqlite(project.path()), postgres.url.clone()] {
        println!("  {others} migrations");
        let program = Program::new(&binary, project.path(), &database);
        program.run(&["migrate", "up", &first.to_string()]);
        query(&database, ROWS);
        query(&database, OWN);
        let before = old_rows(&database);
        program.run(&["migrate", "up"]);
        check(&database);
        let rows = new_rows(&database);
        program.run(&["migrate", "down", &others.to_string()]);
        assert_eq!(old_rows(&database), before);
        // What was removed came back as close to nothing as its type allows.
        let gone = "SELECT id, gone, second_id FROM post ORDER BY id";
        assert_eq!(query(&database, gone), "1|0|\n2|0|\n");
        for _ in 0..others {
            program.run(&["migrate", "up", "1"]);
        }
        assert_eq!(new_rows(&database), rows);
        check(&database);
        for _ in 0..others {
            program.run(&["migrate", "down", "1"]);
        }
        assert_eq!(old_rows(&database), before);
    }
}

fn migrations(project: &Project) -> usize {
    let folder = project.path().join("src/migrations");
    fs::read_dir(folder).expect("migrations").count() - 1
}

/// What no change may touch, as it was.
fn old_rows(database: &str) -> String {
    [
        "SELECT id, name, kind, parent_id FROM category ORDER BY id",
        r#"SELECT id, title, views, CAST(price * 100 AS integer), born, state, "order",
            category_id, meta, mine FROM post ORDER BY id"#,
        "SELECT id, body, post_id FROM comment ORDER BY id",
    ]
    .map(|statement| query(database, statement))
    .concat()
}

/// The same and what came, as it is afterwards.
fn new_rows(database: &str) -> String {
    [
        "SELECT id, name, kind, parent_id FROM category ORDER BY id",
        r#"SELECT id, headline, views, CAST(price * 100 AS integer), born, stage, "select",
            category_id, meta, mine, subtitle, rank, mood, author_id, note FROM article
            ORDER BY id"#,
        "SELECT id, body, post_id FROM comment ORDER BY id",
        "SELECT count(*) FROM author",
    ]
    .map(|statement| query(database, statement))
    .concat()
}

/// The rows are there, with what new fields say, and the constraints hold.
fn check(database: &str) {
    let rows = r#"SELECT id, headline, rank, mood, stage, note, "select", mine FROM article
        ORDER BY id"#;
    assert_eq!(
        query(database, rows),
        "1|t1|5|calm|draft|none|4|mine\n2|t2|5|calm|done|n||mine\n"
    );
    let moments = "SELECT count(*) FROM article WHERE seen IS NULL";
    assert_eq!(query(database, moments), "0\n");
    // References follow the table to its new name, and delete as they did.
    let deleted = "BEGIN; DELETE FROM category WHERE id = 2; SELECT id FROM comment; ROLLBACK";
    assert_eq!(query(database, deleted), "1\n");
    for (table, index) in [
        ("article", "article_headline_key"),
        ("comment", "comment_body_key"),
    ] {
        let indexes = match database.starts_with("sqlite") {
            true => format!("SELECT name FROM sqlite_master WHERE tbl_name = '{table}'"),
            false => format!("SELECT indexname FROM pg_indexes WHERE tablename = '{table}'"),
        };
        let names = query(database, &indexes);
        assert!(names.lines().any(|name| name == index), "{names}");
    }
    assert!(!has_table(database, "post") && !has_table(database, "old"));
}

fn has_table(database: &str, name: &str) -> bool {
    let statement = match database.starts_with("sqlite") {
        true => format!("SELECT count(*) FROM sqlite_master WHERE name = '{name}'"),
        false => format!("SELECT count(*) FROM pg_tables WHERE tablename = '{name}'"),
    };
    query(database, &statement) != "0\n"
}
