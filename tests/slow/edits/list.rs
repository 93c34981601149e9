//! What people do to a project that was generated for them.

use std::fs;
use std::path::Path;
use std::process::Command;

/// One thing that somebody did.
pub(super) struct Edit {
    pub(super) name: &'static str,
    pub(super) make: fn(&Path),
    /// How one sees that it is still there.
    pub(super) mark: Mark,
}

/// What must hold as long as an edit is there.
pub(super) enum Mark {
    /// Some file has these words.
    Words(&'static str),
    /// No file has these words any more.
    NoWords(&'static str),
    /// The file is not there.
    Gone(&'static str),
    /// The file ends its lines as Windows does.
    Crlf(&'static str),
    /// The file may be executed.
    Executable(&'static str),
}

use Mark::{Crlf, Executable, Gone, NoWords, Words};

pub(super) const EDITS: &[Edit] = &[
    Edit {
        name: "a new route of an entity",
        make: |root| {
            replace(
                root,
                "src/entities/post/routes.rs",
                ".routes(routes!(get_post,",
                ".routes(routes!(latest_post))\n        .routes(routes!(get_post,",
            );
            replace(
                root,
                "src/entities/post/routes.rs",
                "const NOT_FOUND",
                "/// Get the latest one\n#[utoipa::path(\n    get,\n    path = \"/posts/latest\",\n    \
                 tag = \"posts\",\n    responses((status = 200, body = Message)),\n)]\nasync fn \
                 latest_post() -> Json<Message> {\n    Json(Message::new(\"the latest\"))\n}\n\n\
                 const NOT_FOUND",
            );
        },
        mark: Words("\"the latest\""),
    },
    Edit {
        name: "a changed validation",
        make: |root| {
            replace(
                root,
                POST_MODEL,
                "rules::text(1, 120)",
                "rules::text(3, 120)",
            );
        },
        mark: Words("rules::text(3, 120)"),
    },
    Edit {
        name: "a stricter validation of another field",
        make: |root| {
            replace(
                root,
                "src/entities/comment/model.rs",
                "rules::unbounded_text(1)",
                "rules::unbounded_text(2)",
            );
        },
        mark: Words("rules::unbounded_text(2)"),
    },
    Edit {
        name: "reordered imports",
        make: |root| {
            replace(
                root,
                "src/health.rs",
                "use serde::Serialize;\nuse tokio::{task::JoinSet, time::timeout};\n",
                "use tokio::{task::JoinSet, time::timeout};\n// First tokio, then serde.\nuse \
                 serde::Serialize;\n",
            );
        },
        mark: Words("// First tokio, then serde."),
    },
    Edit {
        name: "a column added by hand in model and migration",
        make: |root| {
            let path = "src/entities/comment/model.rs";
            for (line, next) in [
                (
                    "pub body: String,\n    ",
                    "pub post_id: i64,\n    pub created_at",
                ),
                ("pub body: String,\n    ", "#[schema(example = 1)]"),
            ] {
                let mood = "pub mood: Option<String>,\n    ";
                let (from, to) = (format!("{line}{next}"), format!("{line}{mood}{next}"));
                replace(root, path, &from, &to);
            }
            let body = "            body: row.body,\n";
            replace(
                root,
                path,
                body,
                &format!("{body}            mood: row.mood,\n"),
            );
            let path = entry(root, "src/migrations", "_create_comments.rs");
            write(root, &path.replace("create_comments", "give_moods"), MOODS);
        },
        mark: Words("pub mood: Option<String>"),
    },
    Edit {
        name: "a query of one's own",
        make: |root| {
            append(
                root,
                "src/entities/post/crud.rs",
                "\n/// How many there are.\npub async fn total(db: &impl ConnectionTrait) -> \
                 Result<u64> {\n    use sea_orm::PaginatorTrait;\n    \
                 Ok(Entity::find().count(db).await?)\n}\n",
            );
        },
        mark: Words("/// How many there are."),
    },
    Edit {
        name: "a test of one's own",
        make: |root| {
            append(
                root,
                "src/entities/comment/tests.rs",
                "\n#[test]\nfn mine_is_here() {\n    assert_eq!(PATH.len(), 16);\n}\n",
            );
        },
        mark: Words("fn mine_is_here()"),
    },
    Edit {
        name: "a method of a model",
        make: |root| {
            append(
                root,
                POST_MODEL,
                "\nimpl Model {\n    /// Whether it was changed.\n    pub fn was_changed(&self) -> \
                 bool {\n        self.updated_at.is_some()\n    }\n}\n",
            );
        },
        mark: Words("fn was_changed(&self)"),
    },
    Edit {
        name: "a derive of a model",
        make: |root| {
            replace(
                root,
                "src/entities/comment/model.rs",
                "/// A new comment.\npub struct",
                "/// A new comment.\n#[derive(Debug)]\npub struct",
            );
        },
        mark: Words("#[derive(Debug)]\npub struct CreateComment"),
    },
    Edit {
        name: "an extra dependency",
        make: |root| {
            replace(
                root,
                "Cargo.toml",
                "anyhow = \"1\"\n",
                "anyhow = \"1\"\nbytes = \"1\" # mine\n",
            );
        },
        mark: Words("bytes = \"1\" # mine"),
    },
    Edit {
        name: "a feature of a dependency",
        make: |root| {
            replace(
                root,
                "Cargo.toml",
                "features = [\"serde\", \"v7\"]",
                "features = [\"serde\", \"v4\", \"v7\"]",
            );
        },
        mark: Words("\"v4\", \"v7\""),
    },
    Edit {
        name: "lints in Cargo.toml",
        make: |root| {
            append(
                root,
                "Cargo.toml",
                "\n[package.metadata.mine]\nkept = true\n",
            )
        },
        mark: Words("[package.metadata.mine]"),
    },
    Edit {
        name: "a compose file with an extra service",
        make: |root| {
            write(
                root,
                "compose.override.yaml",
                "services:\n  mailpit:\n    image: axllent/mailpit\n",
            )
        },
        mark: Words("mailpit"),
    },
    Edit {
        name: "a deleted file",
        make: |root| remove(root, "justfile"),
        mark: Gone("justfile"),
    },
    Edit {
        name: "a deleted part of an entity's tests",
        make: |root| {
            remove(root, "src/entities/tier/tests.rs");
            replace(
                root,
                "src/entities/tier/mod.rs",
                "#[cfg(test)]\nmod tests;\n",
                "",
            );
        },
        mark: Gone("src/entities/tier/tests.rs"),
    },
    Edit {
        name: "a renamed file",
        make: |root| {
            fs::rename(root.join("src/telemetry.rs"), root.join("src/logs.rs")).expect("a move");
            replace(
                root,
                "src/lib.rs",
                "pub mod telemetry;",
                "#[path = \"logs.rs\"]\npub mod telemetry;",
            );
        },
        mark: Words("#[path = \"logs.rs\"]"),
    },
    Edit {
        name: "a file made a folder",
        make: |root| {
            fs::create_dir(root.join("src/pagination")).expect("a folder");
            let (from, to) = ("src/pagination.rs", "src/pagination/mod.rs");
            fs::rename(root.join(from), root.join(to)).expect("a move");
        },
        mark: Gone("src/pagination.rs"),
    },
    Edit {
        name: "another rustfmt width",
        make: |root| {
            write(root, "rustfmt.toml", "max_width = 120\n");
            format(root);
        },
        mark: Words("max_width = 120"),
    },
    Edit {
        name: "an entity that ends its lines as Windows does",
        make: |root| crlf(root, "src/entities/user/routes.rs"),
        mark: Crlf("src/entities/user/routes.rs"),
    },
    Edit {
        name: "a README that ends its lines as Windows does",
        make: |root| crlf(root, "README.md"),
        mark: Crlf("README.md"),
    },
    Edit {
        name: "a chapter in the README",
        make: |root| append(root, "README.md", "\n## Who to ask\n\nAda.\n"),
        mark: Words("## Who to ask"),
    },
    Edit {
        name: "a rule in AGENTS.md",
        make: |root| {
            replace(
                root,
                "AGENTS.md",
                "## Rules\n\n",
                "## Rules\n\n- Be kind.\n",
            )
        },
        mark: Words("- Be kind."),
    },
    Edit {
        name: "a recipe in the justfile",
        make: |root| append(root, "justfile", "\n# Mine\ndeploy:\n    ./deploy.sh\n"),
        mark: Words("./deploy.sh"),
    },
    Edit {
        name: "a file that may be executed",
        make: |root| executable(root, "justfile"),
        mark: Executable("justfile"),
    },
    Edit {
        name: "a setting in .env",
        make: |root| append(root, ".env", "\nMINE=1\n"),
        mark: Words("MINE=1"),
    },
    Edit {
        name: "a setting in .env.example",
        make: |root| replace(root, ".env.example", "PORT=8000\n", "PORT=8080\n"),
        mark: Words("PORT=8080"),
    },
    Edit {
        name: "a field of the state",
        make: |root| {
            replace(
                root,
                "src/app.rs",
                "    pub db: DatabaseConnection,\n",
                "    pub db: DatabaseConnection,\n    pub started: std::time::Instant,\n",
            );
            replace(
                root,
                "src/app.rs",
                "            db,\n",
                "            db,\n            started: std::time::Instant::now(),\n",
            );
        },
        mark: Words("pub started: std::time::Instant"),
    },
    Edit {
        name: "a layer around everything",
        make: |root| {
            replace(
                root,
                "src/app.rs",
                "        .layer(CompressionLayer::new());",
                "        .layer(CompressionLayer::new().gzip(true));",
            );
        },
        mark: Words("CompressionLayer::new().gzip(true)"),
    },
    Edit {
        name: "a module of one's own",
        make: |root| {
            write(
                root,
                "src/mail.rs",
                "//! Mail.\n\n/// The sender.\npub const SENDER: &str = \"me@example.com\";\n",
            );
            replace(
                root,
                "src/lib.rs",
                "pub mod jobs;\n",
                "pub mod jobs;\npub mod mail;\n",
            );
        },
        mark: Words("pub mod mail;"),
    },
    Edit {
        name: "a job of one's own",
        make: |root| {
            replace(
                root,
                "src/jobs/mod.rs",
                "mod sample;\n",
                "mod sample;\n\n/// How many there are.\npub const COUNT: usize = 1;\n",
            );
        },
        mark: Words("pub const COUNT: usize = 1;"),
    },
    Edit {
        name: "a header of every answer",
        make: |root| {
            replace(
                root,
                "src/middleware/security_headers.rs",
                "\"no-referrer\"",
                "\"same-origin\"",
            )
        },
        mark: Words("\"same-origin\""),
    },
    Edit {
        name: "a line that nobody needed, deleted",
        make: |root| replace(root, "clippy.toml", "allow-expect-in-tests = true\n", ""),
        mark: NoWords("allow-expect-in-tests"),
    },
    Edit {
        name: "an edited migration of one's own project",
        make: |root| {
            let path = entry(root, "src/migrations", "_create_comments.rs");
            replace(
                root,
                &path,
                "#[derive(DeriveMigrationName)]",
                "/// Mine.\n#[derive(DeriveMigrationName)]",
            );
        },
        mark: Words("/// Mine.\n#[derive(DeriveMigrationName)]"),
    },
    Edit {
        name: "comments in boilerplate.toml",
        make: |root| {
            replace(
                root,
                "boilerplate.toml",
                "[features]\n",
                "[features] # what we use\n",
            )
        },
        mark: Words("[features] # what we use"),
    },
];

/// Those that cannot be made in one project together with the others.
pub(super) const APART: &[&str] = &[
    "a README that ends its lines as Windows does",
    "a file that may be executed",
    "a recipe in the justfile",
    "another rustfmt width",
];

/// Those that get along with each other and with every command that is compiled after them.
pub(super) const COMPATIBLE: &[&str] = &[
    "a new route of an entity",
    "a stricter validation of another field",
    "a query of one's own",
    "a test of one's own",
    "a method of a model",
    "a derive of a model",
    "lints in Cargo.toml",
    "a deleted file",
    "a chapter in the README",
    "a rule in AGENTS.md",
    "a field of the state",
    "a layer around everything",
    "a job of one's own",
    "a file made a folder",
];

const POST_MODEL: &str = "src/entities/post/model.rs";

const MOODS: &str = "\
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(\"comment\")
            .add_column(ColumnDef::new(\"mood\").string())
            .to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table(\"comment\").drop_column(\"mood\").to_owned();
        manager.alter_table(table).await
    }
}
";

impl Mark {
    /// Whether the edit is there.
    pub(super) fn holds(&self, root: &Path) -> bool {
        match self {
            Words(words) => has(root, words),
            NoWords(words) => !has(root, words),
            Gone(path) => !root.join(path).exists(),
            Crlf(path) => {
                let text = read(root, path);
                text.contains("\r\n") && !text.replace("\r\n", "").contains('\n')
            }
            Executable(path) => is_executable(root, path),
        }
    }
}

/// Whether any file has these words.
fn has(root: &Path, words: &str) -> bool {
    super::files(root).values().any(|contents| {
        let text = String::from_utf8_lossy(contents);
        text.contains(words)
    })
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Writes a file anew: a copy of a project shares its files with the original.
fn write(root: &Path, path: &str, text: &str) {
    let _ = fs::remove_file(root.join(path));
    fs::write(root.join(path), text).expect("a file");
}

fn append(root: &Path, path: &str, more: &str) {
    write(root, path, &(read(root, path) + more));
}

fn replace(root: &Path, path: &str, from: &str, to: &str) {
    let text = read(root, path);
    assert!(text.contains(from), "{path} has no `{from}`");
    write(root, path, &text.replace(from, to));
}

fn remove(root: &Path, path: &str) {
    fs::remove_file(root.join(path)).expect("a file");
}

fn crlf(root: &Path, path: &str) {
    write(root, path, &read(root, path).replace('\n', "\r\n"));
}

/// The file in a folder that ends so.
fn entry(root: &Path, folder: &str, end: &str) -> String {
    let entries = fs::read_dir(root.join(folder)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    let name = names.find(|name| name.ends_with(end)).expect("such a file");
    format!("{folder}/{name}")
}

fn format(root: &Path) {
    let files = super::files(root);
    let sources = files.keys().filter(|path| path.ends_with(".rs"));
    for path in sources.clone() {
        write(root, path, &read(root, path));
    }
    let status = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .args(sources)
        .current_dir(root)
        .status()
        .expect("rustfmt runs");
    assert!(status.success());
}

#[cfg(unix)]
fn executable(root: &Path, path: &str) {
    use std::os::unix::fs::PermissionsExt;

    write(root, path, &read(root, path));
    fs::set_permissions(root.join(path), fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[cfg(unix)]
fn is_executable(root: &Path, path: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(root.join(path)).is_ok_and(|there| there.permissions().mode() & 0o111 != 0)
}
