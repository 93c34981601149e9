//! The `use` lines of a file, found by what the file uses.

use std::collections::{BTreeMap, BTreeSet};

/// What brings a name into a file: a type by its name, a trait by its methods.
type Import = (&'static str, &'static [&'static str]);

const TYPES: &[&str] = &[
    "axum::extract::State",
    "axum::http::StatusCode",
    "chrono::DateTime",
    "chrono::NaiveDate",
    "chrono::NaiveTime",
    "chrono::Utc",
    "crate::app::AppState",
    "crate::auth::CurrentUser",
    "crate::auth::Reader",
    "crate::auth::Superuser",
    "crate::cache::Cache",
    "crate::cache::Key",
    "crate::cache::Tag",
    "crate::error::Error",
    "crate::error::Message",
    "crate::error::Result",
    "crate::extract::Json",
    "crate::extract::Path",
    "crate::extract::Query",
    "crate::openapi::responses::Conflicting",
    "crate::openapi::responses::Denied",
    "crate::openapi::responses::Invalid",
    "crate::openapi::responses::Limited",
    "crate::openapi::responses::Missing",
    "crate::openapi::responses::Unauthenticated",
    "crate::pagination::Identified",
    "crate::pagination::Listing",
    "crate::query::Filters",
    "crate::query::Include",
    "crate::query::IncludeQuery",
    "crate::query::Included",
    "crate::query::ListQuery",
    "crate::query::Listed",
    "crate::query::References",
    "crate::rate_limit::RateLimit",
    "crate::testing::Client",
    "crate::testing::TestApp",
    "crate::validation::Fields",
    "crate::validation::Input",
    "crate::validation::rules::Pattern",
    "sea_orm::Condition",
    "sea_orm::ConnectionTrait",
    "sea_orm::DatabaseConnection",
    "sea_orm::DbErr",
    "sea_orm::DerivePartialModel",
    "sea_orm::Select",
    "sea_orm::sea_query::Expr",
    "sea_orm::sea_query::IntoIden",
    "serde::Deserialize",
    "serde::Serialize",
    "serde_json::Value",
    "std::time::Duration",
    "utoipa::ToSchema",
    "utoipa_axum::router::OpenApiRouter",
];

const USES: &[Import] = &[
    ("crate::body_schema", &["body_schema!"]),
    (
        "crate::constraint::OnConstraint",
        &[".on_unique(", ".on_foreign_key("],
    ),
    ("crate::pagination", &["pagination::list"]),
    ("crate::query", &[" query::join"]),
    ("crate::validation::Rule", &[".example(", ".with_default("]),
    ("crate::validation::rules", &["rules::"]),
    (
        "sea_orm::ActiveModelTrait",
        &[".insert(db)", ".update(db)", ".insert(app.db())"],
    ),
    ("sea_orm::ActiveValue::Set", &["Set(", ", Set)"]),
    ("sea_orm::ColumnTrait", &["Column::*.eq("]),
    ("sea_orm::EntityTrait", &["Entity::"]),
    ("sea_orm::IntoActiveModel", &[".into_active_model()"]),
    ("sea_orm::PaginatorTrait", &[".count("]),
    ("sea_orm::PartialModelTrait", &["select_cols("]),
    ("sea_orm::QueryFilter", &[".filter("]),
    ("sea_orm::QuerySelect", &[".select_only()"]),
    (
        "sea_orm::prelude::Decimal",
        &["Decimal::", ": Decimal", "<Decimal>"],
    ),
    ("sea_orm::prelude::Json", &["Json::"]),
    ("sea_orm::sea_query::ExprTrait", &["Expr::col("]),
    ("serde_json::json", &["json!("]),
    ("utoipa_axum::routes", &["routes!("]),
    (
        "uuid::Uuid",
        &[
            "Uuid::", "Uuid,", "Uuid>", "Uuid;", ": Uuid", "Uuid)", "Uuid ",
        ],
    ),
];

/// The lines for `text`, and those for the paths of `more`, less what starts with a path of
/// `known`.
pub(super) fn lines(text: &str, more: &[String], known: &[&str]) -> String {
    let code = code(text);
    let mut paths: BTreeSet<String> = more.iter().cloned().collect();
    for path in TYPES {
        let name = path.rsplit("::").next().unwrap_or(path);
        if uses(&code, name) {
            paths.insert((*path).to_owned());
        }
    }
    for (path, triggers) in USES {
        if triggers.iter().any(|trigger| contains(&code, trigger)) {
            paths.insert((*path).to_owned());
        }
    }
    paths.retain(|path| !known.contains(&path.as_str()));
    write(&paths)
}

/// One block for the standard library, one for dependencies, one for the project.
fn write(paths: &BTreeSet<String>) -> String {
    let mut blocks: [BTreeMap<&str, Vec<&str>>; 3] = Default::default();
    for path in paths {
        let (parent, name) = path.rsplit_once("::").unwrap_or(("", path));
        let block = match path.split("::").next() {
            Some("std") => 0,
            Some("crate" | "super") => 2,
            _ => 1,
        };
        blocks[block].entry(parent).or_default().push(name);
    }
    let blocks = blocks.iter().filter(|block| !block.is_empty());
    let blocks = blocks.map(|block| {
        let lines = block.iter().map(|(parent, names)| match &names[..] {
            [one] => format!("use {parent}::{one};"),
            many => format!("use {parent}::{{{}}};", many.join(", ")),
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// The text without comments, variants of enums, and what stands in strings.
pub(super) fn code(text: &str) -> String {
    let mut code = String::new();
    let mut is_enum = false;
    for line in text.lines() {
        let start = line.trim_start();
        is_enum = is_enum && line != "}" || line.starts_with("pub enum");
        if is_enum || start.starts_with("//") || start.starts_with("#[schema") {
            continue;
        }
        let line = line.replace("\\\"", "");
        for (position, part) in line.split('"').enumerate() {
            if position % 2 == 0 {
                code.push_str(part);
            }
        }
        code.push('\n');
    }
    code
}

/// Whether a trigger is in the code; `*` stands for a name.
fn contains(code: &str, trigger: &str) -> bool {
    let Some((before, after)) = trigger.split_once('*') else {
        return code.contains(trigger);
    };
    code.match_indices(before).any(|(start, _)| {
        let rest = &code[start + before.len()..];
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        rest.trim_start().starts_with(after)
    })
}

/// Whether the code has this name by itself, not as a part of a path or of a longer name.
pub(super) fn uses(code: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.match_indices(name).any(|(start, _)| {
        let before = &code[..start];
        let after = &code[start + name.len()..];
        !before.ends_with(part_of_name)
            && !before.ends_with("::")
            && !after.starts_with(part_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::{contains, lines};

    #[test]
    fn what_a_file_uses_is_imported() {
        let text = "/// An Error.\nfn f(state: State<A>) -> Result<Utc> { \"Json\"; json!(1) }";
        let expected = "use axum::extract::State;\nuse chrono::Utc;\nuse serde_json::json;\n\n\
                        use crate::error::Result;";
        assert_eq!(lines(text, &[], &[]), expected);
    }

    #[test]
    fn a_star_stands_for_a_name() {
        assert!(contains("Column::Id.eq(1)", "Column::*.eq("));
        assert!(!contains("Column::Id, 1", "Column::*.eq("));
    }
}
