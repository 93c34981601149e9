//! What a command wants of a project: its manifest as it should become, and what the manifest as it
//! was and as it becomes do not say about the way between them.
//!
//! Every command that changes a project makes a [`Wish`]; what happens then is the same for all.

mod apply;
mod check;
mod entities;
mod fields;
mod find;
mod services;

pub use apply::{Answers, intent};
pub use entities::{remove_entities, rename_entity};
pub use fields::{Added, add_fields, remove_fields, rename_field};
pub use services::{add_services, remove_services};

use crate::manifest::Manifest;
use crate::schema::Intent;

/// A change of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The manifest as it should become.
    pub manifest: Manifest,
    /// What the two manifests do not say.
    pub intent: Intent,
    /// What was decided beyond what was asked for, a sentence each.
    pub said: Vec<String>,
    /// What is lost with the next `migrate up`, a sentence each.
    pub lost: Vec<String>,
    /// The empty migrations to add, by their names without numbers.
    pub migrations: Vec<String>,
}

impl Wish {
    /// That the project becomes what `manifest` says, and nothing else.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            manifest: manifest.clone(),
            intent: Intent::default(),
            said: Vec::new(),
            lost: Vec::new(),
            migrations: Vec::new(),
        }
    }
}
