//! What nobody thought of: thousands of names and fields.

use boilerplate_cli::entity::{Entity, Request, parse};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::render::entity::Renderer;
use boilerplate_cli::render::{Templates, migration};
use proptest::prelude::*;
use proptest::sample::select;

use super::scope;
use crate::common;

const NAMES: &[&str] = &[
    "title",
    "Title",
    "body",
    "post",
    "author",
    "author_id",
    "type",
    "id",
    "page",
    "naïve",
    "9x",
    "",
    "first-name",
    "status",
    "a",
    "is_deleted",
    "x?",
    "y^",
    "z!",
];
const TYPES: &[&str] = &[
    "string",
    "string:120",
    "string{40}",
    "text",
    "int",
    "bigint",
    "smallint",
    "float",
    "double",
    "decimal",
    "decimal:8,2",
    "decimal_len:8:2",
    "bool",
    "uuid",
    "date",
    "time",
    "datetime",
    "json",
    "email",
    "url",
    "slug",
    "enum:draft,published",
    "enum:a,A",
    "references",
    "references:users",
    "references:posts",
    "belongs_to:tier",
    "strng",
    "",
    "i64",
    "jsonb",
    "string^",
    "text?",
];
const MODIFIERS: &[&str] = &[
    "optional",
    "unique",
    "uniq",
    "index",
    "filter",
    "sort",
    "search",
    "readonly",
    "writeonly",
    "cascade",
    "restrict",
    "setnull",
    "default=1",
    "default=draft",
    "default=",
    "default=true",
    "default={}",
    "default=09:30:00",
    "min=1",
    "max=5",
    "min=9",
    "pattern=^[a-z]+$",
    "pattern=[",
    "uniqe",
    "",
    "default",
    "unique=1",
    "max=x",
];

/// A field of pieces that exist, more or less.
fn likely_field() -> impl Strategy<Value = String> {
    let modifiers = prop::collection::vec(select(MODIFIERS), 0..4);
    (select(NAMES), select(TYPES), modifiers).prop_map(|(name, kind, modifiers)| {
        let mut pieces = vec![name, kind];
        pieces.extend(modifiers);
        pieces.join(":")
    })
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => likely_field(),
        1 => "[a-z_]{1,12}(:[a-z]{3,8}(:[a-z0-9,=]{0,8}){0,3})?",
        1 => r"\PC{0,24}",
        1 => r"[a-z]{1,3}:[a-z]{3,6}:(default|pattern|min)=[\\:a-z\[\](){}0-9.?]{0,12}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Z][a-z]{1,10}([A-Z][a-z]{1,8}){0,3}",
        2 => "[a-z]{1,10}([_-][a-z0-9]{1,8}){0,3}s?",
        1 => "[A-Za-z0-9_ -]{0,70}",
        1 => r"\PC{0,20}",
        1 => select(vec!["Result".to_owned(), "User".into(), "Order".into(), "Type".into(), "Task".into()]),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let flags = prop::collection::vec(any::<bool>(), 5);
    let fields = prop::collection::vec(field(), 0..5);
    let owner = prop::option::weighted(0.2, select(vec!["", "author", "x"]));
    (name(), fields, flags, owner).prop_map(|(name, fields, flags, owner)| Request {
        name,
        fields,
        owner: owner.map(str::to_owned),
        public: flags[0],
        admin: flags[1],
        soft_delete: flags[2],
        rate_limit: flags[3],
        no_timestamps: flags[4],
        ..Request::default()
    })
}

fn failed(error: anyhow::Error) -> TestCaseError {
    TestCaseError::fail(format!("{error:#}"))
}

/// What an accepted entity makes is Rust, and its manifest says the same again.
fn holds(entity: Entity, manifest: &mut Manifest) -> Result<(), TestCaseError> {
    let renderer = Renderer::new(&Templates::embedded()).map_err(failed)?;
    let files = renderer.files(&entity, manifest).map_err(failed)?;
    let table = migration::create_table(&entity, manifest).map_err(failed)?;
    for (path, contents) in files.into_iter().chain([(entity.module(), table)]) {
        let parsed = syn::parse_file(&contents);
        prop_assert!(parsed.is_ok(), "{path}: {:?}\n{contents}", parsed.err());
    }
    manifest.entities.push(entity);
    let text = manifest.to_toml().map_err(failed)?;
    let table = Features::load().map_err(failed)?;
    let again = Manifest::parse(&text, &table).map_err(failed)?;
    prop_assert_eq!(&again, &*manifest);
    prop_assert_eq!(manifest.write_into(&text).map_err(failed)?, text);
    Ok(())
}

/// The manifest that [`scope`] is that of.
fn manifest() -> anyhow::Result<Manifest> {
    let mut manifest = common::preset("full")?;
    for names in scope().names {
        let request = super::request(&names.name, &["name"]);
        let made = request.entity(&manifest.scope(), &manifest.entities);
        manifest.entities.extend(made);
    }
    Ok(manifest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_field_is_read_as_it_is_written(text in field()) {
        let scope = scope();
        match parse(&text, &scope) {
            Ok(field) => {
                let spelling = field.to_string();
                prop_assert_eq!(parse(&spelling, &scope).ok(), Some(field), "{}", spelling);
            }
            Err(problem) => {
                prop_assert!(!problem.message.is_empty());
                prop_assert!(text.get(problem.token.clone()).is_some(), "{problem:?}");
                if let Some(fix) = problem.fix {
                    prop_assert!(parse(&fix, &scope).is_ok(), "{fix}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_entity_is_right_or_refused(request in request()) {
        let mut manifest = manifest().map_err(failed)?;
        match request.entity(&manifest.scope(), &manifest.entities) {
            Ok(entity) => holds(entity, &mut manifest)?,
            Err(refused) => {
                prop_assert!(!refused.problem.message.is_empty());
                if let Some(better) = refused.better {
                    let again = better.entity(&manifest.scope(), &manifest.entities);
                    prop_assert!(again.is_ok(), "{:?}", again.err());
                }
            }
        }
    }
}
