//! Edits that people make.

const MODEL: &str = "src/entities/post/model.rs";
const ROUTES: &str = "src/entities/post/routes.rs";
const CRUD: &str = "src/entities/post/crud.rs";
const TESTS: &str = "src/entities/post/tests.rs";
const MODULE: &str = "src/entities/post/mod.rs";

/// What the user does: replaces a text in a file, and what of it must still be there.
pub(super) struct Edit {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    /// Each is there after the change; the edit itself if there is none.
    pub(super) kept: &'static [&'static str],
}

const fn edit(
    name: &'static str,
    path: &'static str,
    from: &'static str,
    to: &'static str,
    kept: &'static [&'static str],
) -> Edit {
    Edit {
        name,
        path,
        from,
        to,
        kept,
    }
}

pub(super) const FIELD: &[Edit] = &[
    edit(
        "a route",
        ROUTES,
        "const NOT_FOUND",
        "/// Publish\nasync fn publish() -> StatusCode {\n    StatusCode::OK\n}\n\nconst NOT_FOUND",
        &["async fn publish()"],
    ),
    edit(
        "a routes line",
        ROUTES,
        "    OpenApiRouter::new()\n",
        "    OpenApiRouter::new()\n        .routes(routes!(publish))\n",
        &["routes!(publish)"],
    ),
    edit(
        "another order of imports",
        ROUTES,
        "use axum::extract::State;\nuse axum::http::StatusCode;\n",
        "use axum::http::StatusCode;\nuse axum::extract::State;\n",
        &[],
    ),
    edit(
        "grouped imports",
        ROUTES,
        "use axum::extract::State;\nuse axum::http::StatusCode;\n",
        "use axum::{extract::State, http::StatusCode};\n",
        &[],
    ),
    edit(
        "another import",
        MODEL,
        "use serde::{Deserialize, Serialize};",
        "use std::fmt;\n\nuse serde::{Deserialize, Serialize};",
        &["use std::fmt;"],
    ),
    edit(
        "an import in a list",
        MODEL,
        "use serde::{Deserialize, Serialize};",
        "use serde::{Deserialize, Serialize, Serializer};",
        &["Serializer"],
    ),
    edit(
        "a method",
        MODEL,
        "impl Identified for PostRead",
        "impl PostRead {\n    pub fn shout(&self) -> String {\n        self.title.to_uppercase()\n    }\n}\n\nimpl Identified for PostRead",
        &["self.title.to_uppercase()"],
    ),
    edit(
        "a field after the last",
        MODEL,
        "    pub is_deleted: bool,\n",
        "    pub is_deleted: bool,\n    pub pinned: bool,\n",
        &["pub pinned: bool,"],
    ),
    edit(
        "a field beside the new one",
        MODEL,
        "    pub body: String,\n",
        "    pub body: String,\n    pub pinned: bool,\n",
        &["pub pinned: bool,"],
    ),
    edit(
        "a derive",
        MODEL,
        "#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]",
        "#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveEntityModel)]",
        &["Eq, Hash"],
    ),
    edit(
        "a validation",
        MODEL,
        "rules::text(1, 120)",
        "rules::text(3, 120)",
        &["rules::text(3, 120)"],
    ),
    edit(
        "a comment",
        MODEL,
        "/// A new post.",
        "/// A new post, as editors send it.",
        &["as editors send it"],
    ),
    edit(
        "a query of their own",
        CRUD,
        "use sea_orm",
        "/// How many there are.\npub async fn total() -> u64 {\n    0\n}\n\nuse sea_orm",
        &["pub async fn total()"],
    ),
    edit(
        "a test",
        TESTS,
        "#[tokio::test]",
        "#[tokio::test]\nasync fn mine() {}\n\n#[tokio::test]",
        &["async fn mine()"],
    ),
    edit(
        "a module",
        MODULE,
        "mod routes;\n",
        "mod routes;\nmod slugs;\n",
        &["mod slugs;"],
    ),
    edit(
        "an export",
        MODULE,
        "pub use routes::routes;\n",
        "pub use routes::{Extra, routes};\n",
        &["pub use routes::{Extra, routes};"],
    ),
];

pub(super) const SERVICE: &[Edit] = &[
    edit(
        "a dependency",
        "Cargo.toml",
        "[dependencies]\n",
        "[dependencies]\nlettre = \"0.11\" # mail\n",
        &["lettre = \"0.11\" # mail"],
    ),
    edit(
        "a dependency at the end",
        "Cargo.toml",
        "validator = \"0.21\"\n",
        "validator = \"0.21\"\nzstd = \"0.13\"\n",
        &["zstd = \"0.13\""],
    ),
    edit(
        "a feature of a dependency",
        "Cargo.toml",
        "features = [\"cookie\", \"typed-header\"]",
        "features = [\"cookie\", \"typed-header\", \"query\"]",
        &["\"query\"]"],
    ),
    edit(
        "a dependency as a table",
        "Cargo.toml",
        "regex = \"1\"",
        "regex = { version = \"1\", default-features = false }",
        &["regex = { version = \"1\", default-features = false }"],
    ),
    edit(
        "another version",
        "Cargo.toml",
        "version = \"0.1.0\"",
        "version = \"2.0.0\"",
        &["version = \"2.0.0\""],
    ),
    edit(
        "a description",
        "Cargo.toml",
        "publish = false\n",
        "publish = false\ndescription = \"mine\"\n",
        &["description = \"mine\""],
    ),
    edit(
        "a profile",
        "Cargo.toml",
        "[profile.dev]\n",
        "[profile.release]\nlto = true\n\n[profile.dev]\n",
        &["[profile.release]\nlto = true"],
    ),
    edit(
        "a lint",
        "Cargo.toml",
        "todo = \"warn\"\n",
        "todo = \"warn\"\npedantic = \"warn\"\n",
        &["pedantic = \"warn\""],
    ),
    edit(
        "a setting",
        ".env.example",
        "# --- Auth\n",
        "# --- Mail\nSMTP_URL=\n\n# --- Auth\n",
        &["SMTP_URL="],
    ),
    edit(
        "a setting at the end",
        ".env.example",
        "CONTACT_EMAIL=\n",
        "CONTACT_EMAIL=\nCONTACT_PHONE=\n",
        &["CONTACT_PHONE="],
    ),
    edit(
        "another default",
        ".env.example",
        "PORT=8000",
        "PORT=9000",
        &["PORT=9000"],
    ),
    edit(
        "a state of their own",
        "src/app.rs",
        "    pub db: DatabaseConnection,\n",
        "    pub db: DatabaseConnection,\n    pub mailer: Mailer,\n",
        &["pub mailer: Mailer,"],
    ),
    edit(
        "a middleware",
        "src/app.rs",
        "    let routes = Router::new()\n",
        "    let routes = Router::new()\n        .route(\"/mine\", axum::routing::get(mine))\n",
        &[".route(\"/mine\""],
    ),
    edit(
        "a module of the crate",
        "src/lib.rs",
        "pub mod health;\n",
        "pub mod health;\npub mod mail;\n",
        &["pub mod mail;"],
    ),
    edit(
        "a paragraph",
        "README.md",
        "# ",
        "Ours, and proud of it.\n\n# ",
        &["proud of it"],
    ),
    edit(
        "a paragraph for agents",
        "AGENTS.md",
        "# ",
        "Speak softly.\n\n# ",
        &["Speak softly."],
    ),
    edit(
        "a health check",
        "src/health.rs",
        "use ",
        "/// Mine.\npub fn mine() {}\n\nuse ",
        &["pub fn mine()"],
    ),
    edit(
        "a subcommand",
        "src/cli/mod.rs",
        "enum Command {\n",
        "enum Command {\n    /// Count the posts\n    Count,\n",
        &["    Count,"],
    ),
];
