//! Random sequences of commands on projects in memory: the same command twice changes nothing, the
//! way does not matter, and what was added can be removed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use boilerplate_cli::entity::Request;
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::{FILE_NAME, Manifest};
use boilerplate_cli::project::{self, Entry, Merging, Plan, Snapshot};
use boilerplate_cli::refusal::Refusal;
use boilerplate_cli::render::{Inputs, Templates, change, migration_name, render};
use boilerplate_cli::schema::{Intent, Stamp};
use boilerplate_cli::wish::{self, Added, Wish};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::common;

/// How many sequences are tried; `BOILERPLATE_CASES` says otherwise.
const CASES: u32 = 12;

const ENTITIES: &[&str] = &["Post", "Comment", "BlogPost", "Category", "Zoo"];

const FIELDS: &[&str] = &[
    "title:string:120:search",
    "body:text:optional",
    "views:int:default=0:filter:sort",
    "status:enum:draft,published:default=draft",
    "price:decimal:12,2:optional",
    "slug:slug:unique:optional",
    "author:references:users:optional",
    "parent:references:posts:optional",
    "group:references:categories:optional:cascade",
    "tier:references:tiers:optional",
];

const NAMES: &[&str] = &["headline", "text", "count", "kind", "title"];

/// A command; what it is about is looked up by number when it runs.
#[derive(Debug, Clone)]
enum Step {
    AddEntity(usize, Vec<usize>, usize),
    RemoveEntity(usize),
    RenameEntity(usize, usize),
    AddField(usize, usize),
    RemoveField(usize, usize),
    RenameField(usize, usize, usize),
    AddService(usize),
    RemoveService(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..64_usize;
    prop_oneof![
        3 => (number(), prop::collection::vec(number(), 1..4), number())
            .prop_map(|(name, fields, options)| Step::AddEntity(name, fields, options)),
        1 => number().prop_map(Step::RemoveEntity),
        1 => (number(), number()).prop_map(|(old, new)| Step::RenameEntity(old, new)),
        3 => (number(), number()).prop_map(|(entity, field)| Step::AddField(entity, field)),
        2 => (number(), number()).prop_map(|(entity, field)| Step::RemoveField(entity, field)),
        2 => (number(), number(), number())
            .prop_map(|(entity, old, new)| Step::RenameField(entity, old, new)),
        2 => number().prop_map(Step::AddService),
        2 => number().prop_map(Step::RemoveService),
    ]
}

/// A project that is on no disk.
#[derive(Clone)]
struct Memory {
    manifest: Manifest,
    disk: BTreeMap<String, Vec<u8>>,
}

/// What is the same for all of them.
struct World {
    table: Features,
    templates: Templates,
}

impl World {
    fn new() -> Result<Self> {
        Ok(Self {
            table: Features::load()?,
            templates: Templates::embedded(),
        })
    }

    fn project(&self, preset: &str) -> Result<Memory> {
        let manifest = common::preset(preset)?;
        let tree = render(&manifest, &common::inputs(), &self.templates, &self.table)?;
        let disk = tree.into_iter().map(|(path, file)| (path, file.contents));
        Ok(Memory {
            manifest,
            disk: disk.collect(),
        })
    }

    /// What a command wishes for, if it is not refused.
    fn wish(&self, memory: &Memory, step: &Step) -> Result<Option<Wish>> {
        let manifest = &memory.manifest;
        let pick = |list: &[&str], number: usize| list[number % list.len()].to_owned();
        let entity = |number: usize| {
            let count = manifest.entities.len();
            manifest.entities.get(number % count.max(1))
        };
        let services = self.table.all().iter().map(|feature| feature.name.as_str());
        let databases = self.table.databases().iter();
        let services: Vec<&str> = services.chain(databases.map(|d| d.name.as_str())).collect();
        let wish = match step {
            Step::AddEntity(name, fields, options) => {
                let request = Request {
                    name: pick(ENTITIES, *name),
                    fields: fields.iter().map(|field| pick(FIELDS, *field)).collect(),
                    soft_delete: options % 2 == 1,
                    public: options % 4 == 1,
                    cache: (options % 8 == 2).then(|| "60s".to_owned()),
                    id: (options % 8 == 3).then(|| "uuid".to_owned()),
                    ..Request::default()
                };
                match request.entity(&manifest.scope(), &manifest.entities) {
                    Ok(entity) if manifest.entity(&entity.name).is_none() => {
                        let mut wish = Wish::of(manifest);
                        wish.manifest.entities.push(entity);
                        Ok(wish)
                    }
                    _ => return Ok(None),
                }
            }
            Step::AddService(number) => {
                wish::add_services(manifest, &[pick(&services, *number)], &self.table)
            }
            Step::RemoveService(number) => {
                wish::remove_services(manifest, &[pick(&services, *number)], &self.table)
            }
            Step::RemoveEntity(number) => {
                let Some(entity) = entity(*number) else {
                    return Ok(None);
                };
                wish::remove_entities(manifest, std::slice::from_ref(&entity.name))
            }
            Step::RenameEntity(old, new) => {
                let Some(entity) = entity(*old) else {
                    return Ok(None);
                };
                wish::rename_entity(manifest, &entity.name, &pick(ENTITIES, *new), None)
            }
            Step::AddField(number, field) => {
                let Some(entity) = entity(*number) else {
                    return Ok(None);
                };
                let fields = [pick(FIELDS, *field)];
                let added = wish::add_fields(manifest, &entity.name, &fields, &[]);
                added.map(|added: Added| {
                    let mut wish = added.wish;
                    for field in &added.fields {
                        let key = (added.entity.clone(), field.name.clone());
                        if field.default.is_none() && !field.optional {
                            wish.intent.fills.insert(key, "some".to_owned());
                        }
                    }
                    wish
                })
            }
            Step::RemoveField(number, field) => {
                let Some(entity) = entity(*number) else {
                    return Ok(None);
                };
                let field = &entity.fields[field % entity.fields.len()].name;
                wish::remove_fields(manifest, &entity.name, std::slice::from_ref(field))
            }
            Step::RenameField(number, field, name) => {
                let Some(entity) = entity(*number) else {
                    return Ok(None);
                };
                let field = &entity.fields[field % entity.fields.len()].name;
                wish::rename_field(manifest, &entity.name, field, &pick(NAMES, *name))
            }
        };
        Ok(wish.ok().filter(|wish| wish.manifest != *manifest))
    }

    /// The plan of a wish.
    fn plan(&self, memory: &Memory, new: &Manifest, intent: &Intent) -> Result<Plan> {
        let inputs = memory.inputs();
        let now = Stamp::new(1_795_262_400);
        let old = &memory.manifest;
        let mut trees = change(old, new, intent, &inputs, now, &self.templates, &self.table)?;
        if let Some(file) = trees.new.get_mut(FILE_NAME) {
            file.contents = new.write_into(&memory.text(FILE_NAME)?)?.into_bytes();
        }
        let paths = trees
            .old
            .keys()
            .chain(trees.new.keys())
            .chain(trees.moved.values());
        let there = paths.filter_map(|path| Some((path, memory.disk.get(path)?)));
        let there = there.map(|(path, contents)| (path.clone(), Entry::File(contents.clone())));
        let disk: Snapshot = there.collect();
        let merging = Merging {
            moved: trees.moved,
            ..Merging::default()
        };
        let plan = project::plan(&trees.old, &disk, &trees.new, &merging);
        let conflicts: Vec<_> = plan.conflicts().collect();
        ensure!(conflicts.is_empty(), "{conflicts:?}");
        Ok(plan)
    }

    /// Carries out a wish; no for an answer is fine, too.
    fn run(&self, memory: &mut Memory, wish: &Wish) -> Result<bool> {
        let plan = match self.plan(memory, &wish.manifest, &wish.intent) {
            Ok(plan) => plan,
            Err(error) if error.is::<Refusal>() => return Ok(false),
            Err(error) => return Err(error),
        };
        for (path, change) in plan.changes() {
            match change.after {
                Some(file) => memory.disk.insert(path.to_owned(), file.contents.clone()),
                None => memory.disk.remove(path),
            };
        }
        memory.manifest = wish.manifest.clone();
        Ok(true)
    }

    /// Checks that a project is what its manifest makes from scratch, and that nothing is pending.
    fn check(&self, memory: &Memory) -> Result<()> {
        let text = memory.text(FILE_NAME)?;
        ensure!(
            Manifest::parse(&text, &self.table)? == memory.manifest,
            "another manifest"
        );
        let fresh = render(
            &memory.manifest,
            &memory.inputs(),
            &self.templates,
            &self.table,
        )?;
        let fresh = fresh.into_iter().map(|(path, file)| (path, file.contents));
        let fresh: BTreeMap<String, Vec<u8>> = fresh.collect();
        same(&memory.disk, &fresh)?;
        let again = self.plan(memory, &memory.manifest, &Intent::default())?;
        let changes: Vec<_> = again.changes().map(|(path, _)| path).collect();
        ensure!(changes.is_empty(), "the second time it changes {changes:?}");
        Ok(())
    }
}

impl Memory {
    fn inputs(&self) -> Inputs {
        let modules = self.disk.keys().filter_map(|path| migration_name(path));
        Inputs {
            migrations: modules.collect::<BTreeSet<_>>(),
            ..common::inputs()
        }
    }

    fn text(&self, path: &str) -> Result<String> {
        let contents = self.disk.get(path).with_context(|| path.to_owned())?;
        Ok(String::from_utf8(contents.clone())?)
    }
}

/// Compares two projects: migrations, the registry of which is compared elsewhere, and what is the
/// user's once it is there aside.
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let counts = |path: &&String| {
        let aside = [FILE_NAME, ".env", "src/migrations/mod.rs"];
        let is_secret = path.starts_with("secrets/");
        migration_name(path).is_none() && !is_secret && !aside.contains(&path.as_str())
    };
    let paths = |tree: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        tree.keys().filter(counts).cloned().collect()
    };
    let (here, there) = (paths(one), paths(other));
    let differ: Vec<_> = here.symmetric_difference(&there).collect();
    ensure!(differ.is_empty(), "only in one: {differ:?}");
    for path in &here {
        if one.get(path) != other.get(path) {
            let text = |tree: &BTreeMap<String, Vec<u8>>| {
                String::from_utf8_lossy(&tree[path]).into_owned()
            };
            let patch = diffy::create_patch(&text(one), &text(other)).to_string();
            anyhow::bail!("{path} differs:\n{patch}");
        }
    }
    Ok(())
}

fn cases() -> u32 {
    let cases = std::env::var("BOILERPLATE_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

/// Tries a property on so many sequences of commands, on projects of each preset.
fn sequences(property: impl Fn(&World, Memory, &[Step]) -> Result<()>) -> Result<()> {
    let world = World::new()?;
    let projects = ["minimal", "api", "full"].map(|preset| world.project(preset));
    let projects = projects.into_iter().collect::<Result<Vec<_>>>()?;
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        ..Config::default()
    };
    let strategy = (0..projects.len(), prop::collection::vec(step(), 1..10));
    let result = TestRunner::new(config).run(&strategy, |(preset, steps)| {
        property(&world, projects[preset].clone(), &steps)
            .map_err(|error| TestCaseError::fail(format!("{error:?}")))
    });
    Ok(result?)
}

#[test]
fn the_way_to_a_project_does_not_matter() -> Result<()> {
    sequences(|world, mut memory, steps| {
        for step in steps {
            let Some(wish) = world.wish(&memory, step)? else {
                continue;
            };
            if world.run(&mut memory, &wish)? {
                world.check(&memory).with_context(|| format!("{step:?}"))?;
            }
        }
        Ok(())
    })
}

#[test]
fn what_was_added_can_be_removed() -> Result<()> {
    sequences(|world, mut memory, steps| {
        for step in steps {
            let Some(wish) = world.wish(&memory, step)? else {
                continue;
            };
            let before = memory.clone();
            if !world.run(&mut memory, &wish)? {
                continue;
            }
            let now = &memory.manifest;
            let back = match step {
                Step::AddEntity(..) => {
                    let name = now.entities.last().context("none")?.name.clone();
                    wish::remove_entities(now, &[name])
                }
                Step::AddField(..) => {
                    let changed = now
                        .entities
                        .iter()
                        .find(|e| !before.manifest.entities.contains(e));
                    let changed = changed.context("none changed")?;
                    let field = changed.fields.last().context("no field")?.name.clone();
                    wish::remove_fields(now, &changed.name, &[field])
                }
                Step::RenameField(..) => {
                    let ((entity, new), old) = wish
                        .intent
                        .fields
                        .first_key_value()
                        .context("no new name")?;
                    wish::rename_field(now, entity, new, old)
                }
                Step::RenameEntity(..) => {
                    let (new, old) = wish
                        .intent
                        .entities
                        .first_key_value()
                        .context("no new name")?;
                    wish::rename_entity(now, new, old, None)
                }
                _ => continue,
            };
            let mut there = memory.clone();
            let back = back.with_context(|| format!("{step:?} and back"))?;
            if world.run(&mut there, &back)? {
                same(&before.disk, &there.disk).with_context(|| format!("{step:?} and back"))?;
                ensure!(
                    there.manifest == before.manifest,
                    "{step:?}: another manifest"
                );
            }
        }
        Ok(())
    })
}

#[test]
fn every_service_may_come_later_or_go() -> Result<()> {
    let world = World::new()?;
    let mut full = world.project("full")?;
    let features = world.table.all().iter().map(|feature| feature.name.clone());
    let all: Vec<String> = features.clone().collect();
    let with_all = wish::add_services(&full.manifest, &all, &world.table)?;
    ensure!(world.run(&mut full, &with_all)?, "not everything can come");
    let databases = world.table.databases().iter();
    for name in features.chain(databases.map(|database| database.name.clone())) {
        let without =
            wish::remove_services(&full.manifest, std::slice::from_ref(&name), &world.table)?;
        let mut less = full.clone();
        ensure!(world.run(&mut less, &without)?, "{name} cannot go");
        world
            .check(&less)
            .with_context(|| format!("remove service {name}"))?;

        // A new project without it, and then all that went with it.
        let tree = render(
            &less.manifest,
            &common::inputs(),
            &world.templates,
            &world.table,
        )?;
        let disk = tree.into_iter().map(|(path, file)| (path, file.contents));
        let mut more = Memory {
            manifest: less.manifest.clone(),
            disk: disk.collect(),
        };
        let gone = world.table.all().iter().map(|feature| feature.name.clone());
        let gone = gone.filter(|feature| !less.manifest.has(feature));
        let names: Vec<String> = gone.chain([name.clone()]).collect();
        let with = wish::add_services(&more.manifest, &names, &world.table)?;
        ensure!(with.manifest == full.manifest, "{name}: another project");
        ensure!(world.run(&mut more, &with)?, "{name} cannot come");
        world
            .check(&more)
            .with_context(|| format!("add service {name}"))?;
        same(&more.disk, &full.disk).with_context(|| format!("add service {name}"))?;
        assert_eq!(more.text(FILE_NAME)?, full.text(FILE_NAME)?, "{name}");
        assert_eq!(more.inputs().migrations, full.inputs().migrations, "{name}");
    }
    Ok(())
}
