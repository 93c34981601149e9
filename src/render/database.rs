//! `docs/database.md`: the tables, and how they refer to each other.

use std::fmt::Write;

use crate::entity::{Entity, Field, Kind};
use crate::manifest::Manifest;

/// Where it stands in a project.
pub(super) const PATH: &str = "docs/database.md";

/// A table that comes with a part of the project.
struct Table {
    features: &'static [&'static str],
    name: &'static str,
    columns: &'static [Column],
}

/// A column: its type, its name, and `PK`, `FK` or `UK` if it is a key.
type Column = (&'static str, &'static str, &'static str);

const TABLES: &[Table] = &[
    Table {
        features: &["auth"],
        name: "user",
        columns: &[
            ("bigint", "id", "PK"),
            ("uuid", "uuid", "UK"),
            ("string", "name", ""),
            ("string", "username", "UK"),
            ("string", "email", "UK"),
            ("string", "hashed_password", ""),
            ("string", "profile_image_url", ""),
            ("bool", "is_superuser", ""),
            ("datetime", "created_at", ""),
            ("datetime", "updated_at", ""),
            ("datetime", "deleted_at", ""),
            ("bool", "is_deleted", ""),
        ],
    },
    Table {
        features: &["auth"],
        name: "refresh_token",
        columns: &[
            ("uuid", "jti", "PK"),
            ("uuid", "family", ""),
            ("bigint", "user_id", "FK"),
            ("datetime", "used_at", ""),
            ("datetime", "expires_at", ""),
        ],
    },
    Table {
        features: &["auth"],
        name: "token_blacklist",
        columns: &[("uuid", "jti", "PK"), ("datetime", "expires_at", "")],
    },
    Table {
        features: &["tiers"],
        name: "tier",
        columns: &[
            ("bigint", "id", "PK"),
            ("string", "name", "UK"),
            ("datetime", "created_at", ""),
            ("datetime", "updated_at", ""),
        ],
    },
    Table {
        features: &["rate-limit", "tiers"],
        name: "rate_limit",
        columns: &[
            ("bigint", "id", "PK"),
            ("bigint", "tier_id", "FK"),
            ("string", "name", "UK"),
            ("string", "path", ""),
            ("bigint", "limit", ""),
            ("bigint", "period", ""),
            ("datetime", "created_at", ""),
            ("datetime", "updated_at", ""),
        ],
    },
    Table {
        features: &["queue"],
        name: "queue_task",
        columns: &[
            ("uuid", "id", "PK"),
            ("string", "function", ""),
            ("text", "payload", ""),
            ("string", "status", ""),
            ("int", "attempts", ""),
            ("datetime", "enqueue_time", ""),
            ("datetime", "available_at", ""),
            ("datetime", "start_time", ""),
            ("datetime", "finish_time", ""),
            ("text", "result", ""),
            ("text", "error", ""),
        ],
    },
];

/// Columns that one part adds to the table of another.
const ADDED: &[(&[&str], &str, Column)] = &[
    (&["auth", "tiers"], "user", ("bigint", "tier_id", "FK")),
    (&["auth", "queue"], "queue_task", ("bigint", "owner_id", "")),
];

/// References among the tables above.
const REFERENCES: &[(&[&str], &str)] = &[
    (&["auth"], r#""refresh_token" }o--|| "user" : "user""#),
    (&["auth", "tiers"], r#""user" }o--o| "tier" : "tier""#),
    (
        &["rate-limit", "tiers"],
        r#""rate_limit" }o--|| "tier" : "tier""#,
    ),
];

/// The diagram of every table.
pub(super) fn database(manifest: &Manifest) -> String {
    let has = |features: &[&str]| features.iter().all(|feature| manifest.has(feature));
    let mut text = format!("{}# Database\n\n", super::HEADER);
    let mut tables = String::new();
    for table in TABLES.iter().filter(|table| has(table.features)) {
        let added = ADDED
            .iter()
            .filter(|(features, name, _)| has(features) && *name == table.name);
        let columns = table
            .columns
            .iter()
            .chain(added.map(|(_, _, column)| column));
        let rows = columns.map(|(kind, name, key)| row(kind, name, key));
        tables += &block(table.name, rows);
    }
    for entity in &manifest.entities {
        tables += &block(&entity.table(), columns(entity, manifest).into_iter());
    }
    if tables.is_empty() {
        return text + "There is no table yet.\n";
    }
    for (_, reference) in REFERENCES.iter().filter(|(features, _)| has(features)) {
        let _ = writeln!(tables, "    {reference}");
    }
    for entity in &manifest.entities {
        let fields = entity.fields.iter();
        tables.extend(fields.filter_map(|field| relation(entity, field)));
    }
    text += "```mermaid\nerDiagram\n";
    text += &tables;
    text + "```\n"
}

fn block(name: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.collect();
    format!("    \"{name}\" {{\n{rows}    }}\n")
}

fn row(kind: &str, name: &str, key: &str) -> String {
    let text = format!("        {kind} {name} {key}");
    format!("{}\n", text.trim_end())
}

fn columns(entity: &Entity, manifest: &Manifest) -> Vec<String> {
    let mut rows = vec![row(entity.id.name(), "id", "PK")];
    rows.extend(entity.fields.iter().map(|field| {
        let (kind, key) = match &field.kind {
            Kind::References { target, .. } => {
                let target = manifest.entity(target.name());
                (target.map_or("bigint", |target| target.id.name()), "FK")
            }
            Kind::Enum(_) => ("string", ""),
            kind => (kind.name(), ""),
        };
        let key = if field.unique && key.is_empty() {
            "UK"
        } else {
            key
        };
        row(kind, &field.column(), key)
    }));
    if entity.timestamps {
        rows.push(row("datetime", "created_at", ""));
        rows.push(row("datetime", "updated_at", ""));
    }
    if entity.soft_delete {
        rows.push(row("datetime", "deleted_at", ""));
        rows.push(row("bool", "is_deleted", ""));
    }
    rows
}

fn relation(entity: &Entity, field: &Field) -> Option<String> {
    let Kind::References { target, .. } = &field.kind else {
        return None;
    };
    let many = if field.unique { "|o" } else { "}o" };
    let one = if field.optional { "o|" } else { "||" };
    let (table, target) = (entity.table(), crate::entity::words::snake(target.name()));
    let name = &field.name;
    Some(format!(
        "    \"{table}\" {many}--{one} \"{target}\" : \"{name}\"\n"
    ))
}
