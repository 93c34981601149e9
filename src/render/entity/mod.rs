//! From an entity to the files of its resource.
//!
//! The templates loop and decide nothing: types, rules, examples, SQL and test values are
//! computed here, each concern in a file of its own.

mod body;
mod children;
mod crud;
mod imports;
mod model;
pub(crate) mod names;
mod pattern;
mod relation;
mod routes;
mod sample;
mod scope;
mod suite;
pub(crate) mod types;
mod view;

use anyhow::{Result, anyhow};
use tera::{Context, Tera};

use self::scope::Scope;
use self::view::View;
use super::Templates;
use crate::entity::{Entity, Operation};
use crate::manifest::Manifest;

/// The files of an entity, in the order in which they are rendered.
pub(super) const FILES: [&str; 6] = [
    "mod.rs",
    "model.rs",
    "crud.rs",
    "routes.rs",
    "cache.rs",
    "tests.rs",
];

/// The templates of entities, parsed.
pub struct Renderer(Tera);

impl Renderer {
    /// Parses the templates.
    ///
    /// # Errors
    /// If one is missing or broken.
    pub fn new(templates: &Templates) -> Result<Self> {
        let mut engine = Tera::new();
        engine.autoescape_on(Vec::<&str>::new());
        for name in FILES {
            engine
                .add_raw_template(name, templates.entity(name)?)
                .map_err(|e| anyhow!("{e}"))?;
        }
        Ok(Self(engine))
    }

    /// The files of an entity, by their path in the project, before rustfmt.
    ///
    /// # Errors
    /// If the entity cannot be, such as with a pattern that no sample matches.
    pub fn files(&self, entity: &Entity, manifest: &Manifest) -> Result<Vec<(String, String)>> {
        let scope = Scope { entity, manifest };
        let view = view::view(&scope)?;
        let mut context = Context::from_serialize(&view).map_err(|e| anyhow!("{e}"))?;
        let mut files = Vec::new();
        for name in FILES {
            if name == "cache.rs" && !view.cache {
                continue;
            }
            context.insert("imports", "");
            let text = self.render(name, &context)?;
            context.insert("imports", &imports_of(&scope, &view, name, &text));
            let path = format!("src/entities/{}/{name}", view.module);
            files.push((path, self.render(name, &context)?));
        }
        Ok(files)
    }

    fn render(&self, name: &str, context: &Context) -> Result<String> {
        let rendered = self.0.render(name, context);
        rendered.map_err(|e| anyhow!("template entity/{name}: {e}"))
    }
}

/// The routes of an entity below `/api/v1`, such as `GET /posts/{id}`.
pub fn routes(entity: &Entity, manifest: &Manifest) -> Vec<String> {
    let scope = Scope { entity, manifest };
    let plural = &entity.plural;
    let own = entity.operations.iter().map(|operation| match operation {
        Operation::List => format!("GET /{plural}"),
        Operation::Get => format!("GET /{plural}/{{id}}"),
        Operation::Create => format!("POST /{plural}"),
        Operation::Update => format!("PATCH /{plural}/{{id}}"),
        Operation::Delete => format!("DELETE /{plural}/{{id}}"),
    });
    let purge = scope
        .has_purge()
        .then(|| format!("DELETE /db_{plural}/{{id}}"));
    let children = children::paths(&scope).into_iter();
    let children = children.map(|path| format!("GET {path}"));
    own.chain(purge).chain(children).collect()
}

/// The `use` lines of a file: what it uses of its own module, of other entities and of crates.
fn imports_of(scope: &Scope<'_>, view: &View, file: &str, text: &str) -> String {
    let mut more = Vec::new();
    let own = format!("crate::entities::{}", view.module);
    if file != "model.rs" {
        let names = view.exports.split(", ").map(str::to_owned);
        let place = if file == "tests.rs" {
            "super"
        } else {
            "super::model"
        };
        more.extend(
            names
                .filter(|name| imports::uses(&imports::code(text), name))
                .map(|name| format!("{place}::{name}")),
        );
    }
    let code = imports::code(text);
    for module in ["cache", "crud"] {
        if file == "routes.rs" && code.contains(&format!("{module}::")) {
            more.push(format!("super::{module}"));
        }
    }
    for reference in scope.references() {
        let module = reference.target.module();
        let read = relation::read_type(reference.target);
        let path = format!("crate::entities::{module}");
        if path != own && imports::uses(&code, &module) && code.contains(&format!("{module}::")) {
            more.push(path.clone());
        }
        if path != own && imports::uses(&code, &read) {
            more.push(format!("{path}::{read}"));
        }
    }
    if file == "cache.rs" {
        let others = scope
            .manifest
            .entities
            .iter()
            .filter(|e| e.name != scope.entity.name);
        more.extend(
            others
                .map(|entity| (entity.module(), entity.plural.to_uppercase()))
                .filter(|(_, tag)| imports::uses(&code, tag))
                .map(|(module, tag)| format!("crate::entities::{module}::{tag}")),
        );
    }
    let known: &[&str] = match file {
        "model.rs" => &[
            "crate::extract::Json",
            "sea_orm::EntityTrait",
            "sea_orm::ColumnTrait",
            "sea_orm::QueryFilter",
            "uuid::Uuid",
            "sea_orm::prelude::Json",
            "sea_orm::prelude::Decimal",
            "sea_orm::sea_query::Expr",
            "sea_orm::DatabaseConnection",
            "sea_orm::ConnectionTrait",
            "sea_orm::DbErr",
        ],
        "cache.rs" => &["serde_json::Value"],
        _ => &["sea_orm::prelude::Json"],
    };
    // Named in a string, for serde.
    more.extend(
        text.contains("\"rules::fixed")
            .then(|| "crate::validation::rules".to_owned()),
    );
    let glob = (file == "model.rs").then_some("sea_orm::entity::prelude::*".to_owned());
    more.extend(glob);
    imports::lines(text, &more, known)
}
