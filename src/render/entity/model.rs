//! What `model.rs` of an entity is made of.

use anyhow::{Result, bail};
use serde::Serialize;

use super::scope::{Level, Scope};
use super::{sample, types};
use crate::entity::{Entity, Field, Id, Kind, Operation};

/// A column of the table.
#[derive(Serialize)]
pub(super) struct Column {
    name: String,
    model_type: String,
    model_attributes: Vec<String>,
}

/// A field of an answer.
#[derive(Serialize)]
pub(super) struct ReadField {
    name: String,
    kind: String,
    attributes: Vec<String>,
    from_model: String,
}

/// An enum, stored as a short text.
#[derive(Serialize)]
pub(super) struct Enumeration {
    pub(super) name: String,
    attributes: Vec<String>,
    variants: Vec<String>,
}

/// The function that says which rows are there.
#[derive(Serialize)]
pub(super) struct Visible {
    for_whom: &'static str,
    parameters: &'static str,
    body: String,
}

/// What the derives of the model can be: floats and JSON have no total equality.
pub(super) fn derives(entity: &Entity) -> &'static str {
    let is_float = |field: &Field| matches!(field.kind, Kind::Float | Kind::Double);
    if entity.fields.iter().any(is_float) {
        "Clone, Debug, PartialEq, DeriveEntityModel"
    } else {
        "Clone, Debug, PartialEq, Eq, DeriveEntityModel"
    }
}

pub(super) fn columns(scope: &Scope<'_>) -> Vec<Column> {
    let entity = scope.entity;
    let column = |name: &str, kind: &str, attributes: &[&str]| Column {
        name: name.to_owned(),
        model_type: kind.to_owned(),
        model_attributes: attributes.iter().map(|a| (*a).to_owned()).collect(),
    };
    let mut columns = vec![match entity.id {
        Id::BigInt => column("id", "i64", &["#[sea_orm(primary_key)]"]),
        Id::Uuid => column(
            "id",
            "Uuid",
            &["#[sea_orm(primary_key, auto_increment = false)]"],
        ),
    }];
    for field in &entity.fields {
        let kind = match &field.kind {
            Kind::Date => "Date".to_owned(),
            Kind::Time => "Time".to_owned(),
            Kind::DateTime => "DateTimeUtc".to_owned(),
            Kind::Json => "Json".to_owned(),
            _ => types::value(scope, field),
        };
        let unique: &[&str] = if field.unique {
            &["#[sea_orm(unique)]"]
        } else {
            &[]
        };
        columns.push(column(&field.column(), &optional(field, kind), unique));
    }
    if entity.timestamps {
        columns.push(column("created_at", "DateTimeUtc", &[]));
        columns.push(column("updated_at", "Option<DateTimeUtc>", &[]));
    }
    if entity.soft_delete {
        columns.push(column("deleted_at", "Option<DateTimeUtc>", &[]));
        columns.push(column("is_deleted", "bool", &[]));
    }
    columns
}

pub(super) fn read_fields(
    scope: &Scope<'_>,
    includes: &[super::relation::Include],
) -> Result<Vec<ReadField>> {
    let entity = scope.entity;
    let plain = |name: &str, kind: String, attributes: Vec<String>| ReadField {
        name: name.to_owned(),
        kind,
        attributes,
        from_model: format!("row.{name}"),
    };
    let id = format!("#[schema(example = {})]", sample::id(entity.id));
    let mut fields = vec![plain("id", types::id(entity.id).to_owned(), vec![id])];
    for field in entity.fields.iter().filter(|field| !field.writeonly) {
        let mut attributes = Vec::new();
        if let Kind::Decimal { scale, .. } = field.kind {
            attributes.push(format!(
                "#[serde(serialize_with = \"rules::fixed::<{scale}, _, _>\")]"
            ));
        }
        let example = sample::example(scope, field)?;
        attributes.push(match field.kind {
            Kind::Enum(_) | Kind::Json => format!("#[schema(example = json!({example}))]"),
            _ => format!("#[schema(example = {example})]"),
        });
        let kind = optional(field, types::value(scope, field));
        fields.push(plain(&field.column(), kind, attributes));
    }
    if entity.timestamps {
        fields.push(plain("created_at", "DateTime<Utc>".to_owned(), Vec::new()));
        fields.push(plain(
            "updated_at",
            "Option<DateTime<Utc>>".to_owned(),
            Vec::new(),
        ));
    }
    for include in includes {
        let recursion = if include.is_declared {
            ", no_recursion"
        } else {
            ""
        };
        let shown = &include.read;
        fields.push(ReadField {
            name: include.name.clone(),
            kind: format!("Included<{shown}>"),
            attributes: vec![
                format!("#[sea_orm(nested(prefix = \"{}_\"))]", include.alias),
                "#[serde(default, skip_serializing_if = \"Included::is_absent\")]".to_owned(),
                format!("#[schema(value_type = Option<{shown}>, required = false{recursion})]"),
            ],
            from_model: "Included::Absent".to_owned(),
        });
    }
    Ok(fields)
}

pub(super) fn enums(scope: &Scope<'_>) -> Vec<Enumeration> {
    let fields = scope.entity.fields.iter();
    fields
        .filter_map(|field| {
            let Kind::Enum(values) = &field.kind else {
                return None;
            };
            let longest = values.iter().map(String::len).max().unwrap_or_default();
            let derived = values.iter().all(|value| types::is_derived(value));
            let rename = if derived { ", rename_all = \"snake_case\"" } else { "" };
            let mut attributes = vec![format!(
                "#[sea_orm(rs_type = \"String\", db_type = \"String(StringLen::N({longest}))\"{rename})]"
            )];
            if derived {
                attributes.push("#[serde(rename_all = \"snake_case\")]".to_owned());
            }
            let variant = |value: &String| {
                let name = types::variant(value);
                if derived {
                    return name;
                }
                format!("#[sea_orm(string_value = {value:?})]\n    #[serde(rename = {value:?})]\n    {name}")
            };
            Some(Enumeration {
                name: types::enumeration(scope.entity, field),
                attributes,
                variants: values.iter().map(variant).collect(),
            })
        })
        .collect()
}

pub(super) fn visible(scope: &Scope<'_>) -> Option<Visible> {
    let owner = scope.owner().filter(|_| scope.reads_own());
    let column = |field: &Field| format!("Column::{}", super::relation::variant(&field.column()));
    let deleted = "Expr::col((TABLE, Column::IsDeleted)).eq(false)";
    let (for_whom, parameters, body) = match (owner, scope.entity.soft_delete) {
        (None, false) => return None,
        (None, true) => (
            "",
            "table: impl IntoIden",
            format!(
                "Condition::all().add({})",
                deleted.replace("TABLE", "table.into_iden()")
            ),
        ),
        (Some(owner), false) => (
            " for the reader",
            "table: impl IntoIden, reader: Reader",
            format!("reader.owns((table.into_iden(), {}))", column(owner)),
        ),
        (Some(owner), true) => (
            " for the reader",
            "table: impl IntoIden, reader: Reader",
            format!(
                "let table = table.into_iden();\n    reader\n        .owns((table.clone(), {}))\n        .add({})",
                column(owner),
                deleted.replace("TABLE", "table")
            ),
        ),
    };
    Some(Visible {
        for_whom,
        parameters,
        body,
    })
}

/// The filters of lists, as calls.
pub(super) fn filters(scope: &Scope<'_>) -> Result<Vec<String>> {
    let mut filters = Vec::new();
    for field in scope.entity.fields.iter().filter(|field| field.filter) {
        let name = field.column();
        let column = format!("Column::{}", super::relation::variant(&name));
        let free = Field {
            min: None,
            max: None,
            pattern: None,
            ..field.clone()
        };
        filters.push(match field.kind {
            Kind::String(_) | Kind::Text | Kind::Email | Kind::Url | Kind::Slug => {
                let max = types::length(field).unwrap_or(1000);
                format!("text({name:?}, {column}, {max})")
            }
            Kind::Bool | Kind::Uuid | Kind::Enum(_) | Kind::References { .. } => {
                format!("equal({name:?}, {column}, {})", types::rule(scope, &free)?)
            }
            Kind::Json => bail!("`{name}` is JSON, which lists cannot be filtered by"),
            _ => format!(
                "ordered({name:?}, {column}, {})",
                types::rule(scope, &free)?
            ),
        });
    }
    Ok(filters)
}

/// The constants that say what else lists can be asked for.
pub(super) fn listed(scope: &Scope<'_>, includes: &[super::relation::Include]) -> Vec<String> {
    let entity = scope.entity;
    let marked = |is_marked: fn(&Field) -> bool| {
        let fields = entity.fields.iter().filter(move |field| is_marked(field));
        fields.map(Field::column).collect::<Vec<_>>()
    };
    let mut constants = Vec::new();
    let mut sort = marked(|field| field.sort);
    if entity.timestamps {
        sort.push("created_at".to_owned());
    }
    let column = |name: &String| format!("Column::{}", super::relation::variant(name));
    if scope.has(Operation::List) && !sort.is_empty() {
        let columns = sort
            .iter()
            .map(|name| format!("({name:?}, {})", column(name)));
        let columns = columns.collect::<Vec<_>>().join(", ");
        constants.push(format!(
            "const SORT: &'static [(&'static str, Column)] = &[{columns}];"
        ));
    }
    let search = marked(|field| field.search);
    if scope.has(Operation::List) && !search.is_empty() {
        let columns = search.iter().map(column).collect::<Vec<_>>().join(", ");
        constants.push(format!("const SEARCH: &'static [Column] = &[{columns}];"));
    }
    if !includes.is_empty() {
        let names = includes.iter().map(|include| format!("{:?}", include.name));
        let names = names.collect::<Vec<_>>().join(", ");
        constants.push(format!(
            "const INCLUDE: &'static [&'static str] = &[{names}];"
        ));
    }
    constants
}

/// Whether a table that only users read hides rows from some of them.
pub(super) fn for_whom(is_scoped: bool, level: Level) -> &'static str {
    match (is_scoped, level) {
        (true, Level::User) => ", of those that are there for the reader",
        _ => "",
    }
}

fn optional(field: &Field, kind: String) -> String {
    if field.optional {
        format!("Option<{kind}>")
    } else {
        kind
    }
}
