//! A project in memory that the user edits and that then changes.

use std::collections::BTreeMap;
use std::env::temp_dir;
use std::sync::{LazyLock, Mutex};

use anyhow::{Context, Result, bail, ensure};
use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;
use boilerplate_cli::project::{
    self, Action, Entry, Merging, Plan, Resolution, Snapshot, Tidy, Tree, plan,
};
use boilerplate_cli::render::{Trees, format};
use boilerplate_cli::schema::Intent;

use crate::common::{formatted, preset};

/// The entities that every project here begins with.
const ENTITIES: &str = r#"
[entity.Category]
fields = ["name:string:50:unique:filter:sort"]
public = true

[entity.Post]
fields = ["title:string:120:filter:sort:search", "body:text", "views:int:filter", "category:references:categories:optional:setnull"]
soft_delete = true
"#;

/// What happens to the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    AddField,
    RemoveField,
    RenameField,
    AddEntity,
    RemoveEntity,
    RenameEntity,
    AddCache,
    RemoveCache,
    RemoveQueue,
}

/// What the user has on disk, by path.
pub(super) struct Disk {
    pub(super) files: BTreeMap<String, String>,
    step: Step,
}

impl Step {
    fn manifests(self) -> Result<(Manifest, Manifest, Intent)> {
        let full = manifest(&[], ENTITIES)?;
        let mut intent = Intent::default();
        let (old, new) = match self {
            Self::AddField => {
                let text = ENTITIES.replace(
                    "\"body:text\", ",
                    "\"body:text\", \"subtitle:string:80:filter\", ",
                );
                (full, manifest(&[], &text)?)
            }
            Self::RemoveField => {
                let text = ENTITIES.replace("\"views:int:filter\", ", "");
                (full, manifest(&[], &text)?)
            }
            Self::RenameField => {
                let key = ("Post".to_owned(), "hits".to_owned());
                intent.fields.insert(key, "views".to_owned());
                let text = ENTITIES.replace("views:int", "hits:int");
                (full, manifest(&[], &text)?)
            }
            Self::AddEntity => {
                let text = format!(
                    "{ENTITIES}\n[entity.Tag]\nfields = [\"name:string\", \"post:references:posts\"]\n"
                );
                (full, manifest(&[], &text)?)
            }
            Self::RemoveEntity => {
                let (text, _) = ENTITIES.split_once("[entity.Post]").context("no post")?;
                (full, manifest(&[], text)?)
            }
            Self::RenameEntity => {
                intent
                    .entities
                    .insert("Article".to_owned(), "Post".to_owned());
                let text = ENTITIES.replace("[entity.Post]", "[entity.Article]");
                (full, manifest(&[], &text)?)
            }
            Self::AddCache => (manifest(&["cache"], ENTITIES)?, full),
            Self::RemoveCache => (full, manifest(&["cache"], ENTITIES)?),
            Self::RemoveQueue => (full, manifest(&["queue"], ENTITIES)?),
        };
        Ok((old, new, intent))
    }

    /// All files of the project before the change, and what the change is about.
    fn trees(self) -> Result<(Tree, Trees)> {
        static RENDERED: LazyLock<Mutex<BTreeMap<String, Tree>>> = LazyLock::new(Mutex::default);
        let (old, new, intent) = self.manifests()?;
        let [before, after] = [&old, &new].map(|manifest| -> Result<Tree> {
            let key = manifest.to_toml()?;
            let mut rendered = RENDERED.lock().ok().context("poisoned")?;
            if let Some(tree) = rendered.get(&key) {
                return Ok(tree.clone());
            }
            let tree = formatted(manifest)?;
            rendered.insert(key, tree.clone());
            Ok(tree)
        });
        let before = before?;
        let trees = Trees::between((&old, before.clone()), (&new, after?), &intent);
        Ok((before, trees))
    }
}

fn manifest(without: &[&str], entities: &str) -> Result<Manifest> {
    let table = Features::load()?;
    let mut plain = preset("full")?;
    for feature in without {
        plain.remove(feature);
    }
    plain.settle(&table);
    Manifest::parse(&format!("{}{entities}", plain.to_toml()?), &table)
}

impl Disk {
    /// The project as it was written.
    pub(super) fn new(step: Step) -> Result<Self> {
        let (before, _) = step.trees()?;
        let files = before.into_iter().map(|(path, file)| {
            let text = String::from_utf8(file.contents)?;
            Ok((path, text))
        });
        Ok(Self {
            files: files.collect::<Result<_>>()?,
            step,
        })
    }

    /// Whether the change is about a file.
    pub(super) fn meets(&self, path: &str) -> Result<bool> {
        let (_, trees) = self.step.trees()?;
        Ok(trees.old.contains_key(path) || trees.new.contains_key(path))
    }

    pub(super) fn read(&self, path: &str) -> Result<&str> {
        self.files
            .get(path)
            .map(String::as_str)
            .with_context(|| format!("no {path}"))
    }

    /// Replaces what is there exactly so.
    pub(super) fn replace(&mut self, path: &str, from: &str, to: &str) -> Result<()> {
        let text = self
            .files
            .get_mut(path)
            .with_context(|| format!("no {path}"))?;
        ensure!(text.contains(from), "{path} has no {from}:\n{text}");
        *text = text.replacen(from, to, 1);
        Ok(())
    }

    pub(super) fn write(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), text.to_owned());
    }

    pub(super) fn plan(&self, resolution: Resolution) -> Result<Plan> {
        let (_, trees) = self.step.trees()?;
        let (mut disk, mut own) = (Snapshot::new(), Snapshot::new());
        for (path, text) in &self.files {
            let is_known = trees.old.contains_key(path) || trees.new.contains_key(path);
            let is_code = path.ends_with(".rs") || !trees.others.contains_key(path);
            let snapshot = if is_known { &mut disk } else { &mut own };
            if !(is_known || is_code) {
                continue;
            }
            snapshot.insert(path.clone(), Entry::File(text.clone().into_bytes()));
        }
        let merging = Merging {
            moved: trees.moved,
            resolution,
            renames: trees.renames,
            others: trees.others,
            own,
            tidy: Tidy::new(|text| format::text(text, &temp_dir())),
        };
        Ok(plan(&trees.old, &disk, &trees.new, &merging))
    }

    /// The project after the change, which must be a valid one.
    pub(super) fn changed(&self) -> Result<BTreeMap<String, String>> {
        let plan = self.plan(Resolution::Stop)?;
        if let Some((path, conflict)) = plan.conflicts().next() {
            bail!("{path}: {conflict}\n{conflict:#?}");
        }
        self.applied(&plan)
    }

    pub(super) fn applied(&self, plan: &Plan) -> Result<BTreeMap<String, String>> {
        project::verify(plan)?;
        let mut files = self.files.clone();
        for (path, change) in plan.changes() {
            ensure!(
                change.before.is_some() == self.files.contains_key(path),
                "{path}"
            );
            match change.after {
                Some(file) => {
                    files.insert(path.to_owned(), String::from_utf8(file.contents.clone())?)
                }
                None => files.remove(path),
            };
        }
        Ok(files)
    }

    /// The paths that stop the change, each with why.
    pub(super) fn conflicts(&self) -> Result<Vec<String>> {
        let plan = self.plan(Resolution::Stop)?;
        let conflicts = plan.conflicts();
        Ok(conflicts
            .map(|(path, conflict)| format!("{path}: {conflict}"))
            .collect())
    }

    /// What happens to a file.
    pub(super) fn action(&self, path: &str, resolution: Resolution) -> Result<Option<Action>> {
        let plan = self.plan(resolution)?;
        Ok(plan
            .steps
            .into_iter()
            .find(|step| step.path == path)
            .map(|step| step.action))
    }
}
