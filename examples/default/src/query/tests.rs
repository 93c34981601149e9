use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryTrait, Schema};
use serde_json::{Map, Value, json};

use super::{Filters, ListQuery, Listed};
use crate::db::testing::TestDatabase;
use crate::validation::{Fields, Source, rules, schema};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sample")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub title: String,
    pub views: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Listed for Entity {
    type Id = i64;

    const SORT: &'static [(&'static str, Column)] =
        &[("title", Column::Title), ("views", Column::Views)];

    const SEARCH: &'static [Column] = &[Column::Title];

    const INCLUDE: &'static [&'static str] = &["author"];

    fn filters(filters: &mut Filters<'_, '_>) {
        filters.text("title", Column::Title, 20);
        filters.ordered("views", Column::Views, rules::integer_of::<i32>());
    }
}

fn read(sent: &Value) -> Result<ListQuery<Entity>, Vec<String>> {
    let sent: Map<String, Value> = serde_json::from_value(sent.clone()).unwrap();
    let failures = Fields::check(Source::Query, &sent);
    failures.map_err(|failures| failures.iter().map(ToString::to_string).collect())
}

/// The titles that a query finds, of four rows.
async fn titles(sent: Value) -> Vec<String> {
    let database = TestDatabase::create();
    let db = database.connect().await;
    let table = Schema::new(db.get_database_backend()).create_table_from_entity(Entity);
    db.execute(&table).await.unwrap();
    for (title, views) in [
        ("Ten %", Some(10)),
        ("two", Some(2)),
        ("none", None),
        ("É", Some(3)),
    ] {
        let row = ActiveModel {
            title: Set(title.to_owned()),
            views: Set(views),
            ..Default::default()
        };
        row.insert(&db).await.unwrap();
    }
    let rows = read(&sent).ok().unwrap().narrow(Entity::find());
    let rows = rows.all(&db).await.unwrap();
    rows.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn rows_pass_every_filter() {
    assert_eq!(
        titles(json!({ "views__gte": "3", "views__ne": "10" })).await,
        ["É"]
    );
    assert_eq!(
        titles(json!({ "title__in": "two,none" })).await,
        ["two", "none"]
    );
    assert_eq!(titles(json!({ "title__like": "TW" })).await, ["two"]);
}

#[tokio::test]
async fn a_search_takes_wildcards_as_they_are() {
    assert_eq!(titles(json!({ "search": "%" })).await, ["Ten %"]);
    assert_eq!(titles(json!({ "search": "T" })).await, ["Ten %", "two"]);
    assert_eq!(titles(json!({ "search": "É" })).await, ["É"]);
    assert!(titles(json!({ "search": "_" })).await.is_empty());
}

#[tokio::test]
async fn rows_without_a_value_come_last() {
    let descending = ["Ten %", "É", "two", "none"];
    assert_eq!(titles(json!({ "sort": "-views" })).await, descending);
    let ascending = ["two", "É", "Ten %", "none"];
    assert_eq!(titles(json!({ "sort": "views,title" })).await, ascending);
}

#[test]
fn what_is_not_declared_is_refused() {
    let refused = |sent: Value| read(&sent).err().unwrap_or_default().join("; ");
    assert_eq!(
        refused(json!({ "id": "1" })),
        "id: Extra inputs are not permitted"
    );
    let by = "sort: Value error, sort by title, views, not by `id`";
    assert_eq!(refused(json!({ "sort": "-id" })), by);
    let with = "include: Value error, include author, not `owner`";
    assert_eq!(refused(json!({ "include": "author,owner" })), with);
    let both = "sort: Value error, a list by cursor is in the order of its ids";
    assert_eq!(refused(json!({ "sort": "title", "limit": "5" })), both);
    let many = "9,".repeat(100) + "9";
    assert_eq!(
        refused(json!({ "views__in": many })),
        "views__in: Value error, at most 100 values"
    );
}

#[test]
fn a_value_is_never_a_part_of_the_statement() {
    let query = read(&json!({ "title": "' OR 1=1" })).ok().unwrap();
    let statement = query
        .narrow(Entity::find())
        .build(sea_orm::DbBackend::Sqlite);
    assert!(!statement.sql.contains("OR 1=1"), "{}", statement.sql);
}

#[test]
fn the_documentation_names_every_parameter() {
    let parameters = schema::query::<ListQuery<Entity>>();
    let names: Vec<_> = parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    for name in [
        "page",
        "cursor",
        "sort",
        "search",
        "include",
        "title__like",
        "views__gte",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}
