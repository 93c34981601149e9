//! `boilerplate.toml`: the whole truth about a project, for people to read and edit.

mod entities;
mod file;
mod lock;
pub mod name;

use std::collections::BTreeMap;

use anyhow::Result;

pub use file::FILE_NAME;
pub use lock::{LOCK_NAME, Lock};

use crate::entity::{Entity, Names, Scope};
use crate::features::{Features, Preset};
use crate::refusal::{Refusal, did_you_mean};

/// What a project is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The package name, such as `my-shop`.
    pub name: String,
    /// The databases it runs on, in the table's order.
    pub databases: Vec<String>,
    /// Every known feature, on or off.
    pub features: BTreeMap<String, bool>,
    /// The resources, in the order of the file.
    pub entities: Vec<Entity>,
}

/// A feature that is off only because another one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implied {
    /// The feature that cannot stand alone.
    pub feature: String,
    /// The absent features that it requires, or that it is there for.
    pub because: Vec<String>,
}

impl Manifest {
    /// A project with everything that `preset` keeps and nobody has to ask for, on every database.
    pub fn new(name: &str, preset: &Preset, table: &Features) -> Self {
        let features = table.all().iter();
        Self {
            name: name.to_owned(),
            databases: table.databases().iter().map(|d| d.name.clone()).collect(),
            features: features
                .map(|f| {
                    (
                        f.name.clone(),
                        !f.opt_in && !preset.without.contains(&f.name),
                    )
                })
                .collect(),
            entities: Vec::new(),
        }
    }

    /// Whether the project has that feature.
    pub fn has(&self, feature: &str) -> bool {
        self.features.get(feature).copied().unwrap_or_default()
    }

    /// Whether the project runs on that database.
    pub fn runs_on(&self, database: &str) -> bool {
        self.databases.iter().any(|name| name == database)
    }

    /// The entity of that name, in Pascal case.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    /// What another entity of this project may refer to.
    pub fn scope(&self) -> Scope {
        Scope {
            features: self.features.clone(),
            names: self.entities.iter().map(Names::of).collect(),
        }
    }

    /// Takes a feature in.
    pub fn insert(&mut self, feature: &str) {
        self.features.insert(feature.to_owned(), true);
    }

    /// Leaves a feature out.
    pub fn remove(&mut self, feature: &str) {
        self.features.insert(feature.to_owned(), false);
    }

    /// Turns off what cannot work without something that is off, and says what that was.
    pub fn settle(&mut self, table: &Features) -> Vec<Implied> {
        let mut all = Vec::new();
        while let Some(implied) = self.unmet(table) {
            self.remove(&implied.feature);
            all.push(implied);
        }
        all
    }

    /// Chooses the databases: at least one, each known and named once.
    pub fn choose_databases(&mut self, chosen: &[String], table: &Features) -> Result<()> {
        let known = || table.databases().iter().map(|d| d.name.as_str());
        let line = chosen.join(",");
        for (index, name) in chosen.iter().enumerate() {
            if !known().any(|candidate| candidate == name) {
                let refusal = Refusal::new(format!("unknown database `{name}`")).at(&line, name);
                return Err(suggest(refusal, name, known()).into());
            }
            if chosen.iter().take(index).any(|earlier| earlier == name) {
                let refusal = Refusal::new(format!("database `{name}` is named twice"));
                return Err(refusal.at(&line, name).into());
            }
        }
        if chosen.is_empty() {
            let names = known().collect::<Vec<_>>().join("`, `");
            let refusal = Refusal::new("a project needs a database");
            return Err(refusal
                .help(format!("choose among `{names}`, or several"))
                .into());
        }
        self.databases = known()
            .filter(|name| chosen.iter().any(|c| c == name))
            .map(str::to_owned)
            .collect();
        Ok(())
    }

    /// A feature that is on although one that it requires is off, or all that it serves are.
    pub(crate) fn unmet(&self, table: &Features) -> Option<Implied> {
        let mut on = table.all().iter().filter(|feature| self.has(&feature.name));
        on.find_map(|feature| {
            let required = feature.requires.iter().find(|name| !self.has(name));
            let serves_none = !feature.serves.iter().any(|name| self.has(name));
            let because = match required {
                Some(name) => vec![name.clone()],
                None if serves_none => feature.serves.clone(),
                None => Vec::new(),
            };
            (!because.is_empty()).then(|| Implied {
                feature: feature.name.clone(),
                because,
            })
        })
    }
}

/// Adds the closest candidate to a refusal, or all of them.
fn suggest<'a>(
    refusal: Refusal,
    word: &str,
    candidates: impl Iterator<Item = &'a str> + Clone,
) -> Refusal {
    match did_you_mean(word, candidates.clone()) {
        Some(name) => refusal.note(format!("did you mean `{name}`?")),
        None => {
            let names = candidates.collect::<Vec<_>>().join("`, `");
            refusal.help(format!("known are `{names}`"))
        }
    }
}
