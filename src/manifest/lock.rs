//! `boilerplate.lock`: the manifest as last applied, and the version that applied it.

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, value};

use super::Manifest;
use crate::entity::{Entity, Field};
use crate::features::Features;
use crate::refusal::Refusal;

/// The lock's name in a project.
pub const LOCK_NAME: &str = "boilerplate.lock";

const HEADER: &str = "\
# Written by boilerplate: the manifest as last applied. Commit it, do not edit it.
version = \"\"

[project]

[features]
";

/// The state of a project after the last command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The version of the command that wrote the project.
    pub version: String,
    /// What it was asked for.
    pub manifest: Manifest,
}

impl Lock {
    /// The lock that this version writes for a manifest.
    pub fn new(manifest: &Manifest) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            manifest: manifest.clone(),
        }
    }

    /// Reads a lock.
    pub fn parse(text: &str, table: &Features) -> Result<Self> {
        let mut document: DocumentMut = text.parse().context(LOCK_NAME)?;
        let version = document
            .remove("version")
            .and_then(|item| item.as_str().map(str::to_owned))
            .with_context(|| format!("{LOCK_NAME} has no `version`"))?;
        let manifest = Manifest::parse(&document.to_string(), table).context(LOCK_NAME)?;
        Ok(Self { version, manifest })
    }

    /// Reads a lock in which git may have left both sides of a merge, next to the `manifest` that
    /// the user made of them; says whether it did.
    ///
    /// Each side says what was generated on one branch, and git merged that as well. What only one
    /// of them says was either added there or removed on the other one: the manifest knows which.
    pub fn parse_merged(text: &str, manifest: &Manifest, table: &Features) -> Result<(Self, bool)> {
        let Some((ours, theirs)) = sides(text) else {
            return Ok((Self::parse(text, table)?, false));
        };
        let (ours, theirs) = (Self::parse(&ours, table)?, Self::parse(&theirs, table)?);
        if ours.version != theirs.version {
            let (one, other) = (&ours.version, &theirs.version);
            let message =
                format!("{LOCK_NAME} is of version {one} on one branch and {other} on the other");
            let help = format!("git checkout --ours -- {LOCK_NAME}, or --theirs: that of the code");
            return Err(Refusal::failure(message).help(help).into());
        }
        let united = unite(&ours.manifest, &theirs.manifest, manifest);
        let version = ours.version;
        Ok((
            Self {
                version,
                manifest: united,
            },
            true,
        ))
    }

    /// The text of the lock.
    pub fn to_toml(&self) -> Result<String> {
        let mut document: DocumentMut = self.manifest.write_into(HEADER)?.parse()?;
        if let Some(version) = document.get_mut("version") {
            let decor = version.as_value().map(|old| old.decor().clone());
            *version = value(&self.version);
            if let (Some(new), Some(decor)) = (version.as_value_mut(), decor) {
                *new.decor_mut() = decor;
            }
        }
        Ok(document.to_string())
    }
}

/// The two files of which git made one with conflict markers.
fn sides(text: &str) -> Option<(String, String)> {
    let (mut ours, mut theirs) = (String::new(), String::new());
    let (mut in_ours, mut in_theirs, mut found) = (true, true, false);
    for line in text.split_inclusive('\n') {
        match line.get(..7) {
            Some("<<<<<<<") => (in_ours, in_theirs, found) = (true, false, true),
            Some("|||||||") if found => (in_ours, in_theirs) = (false, false),
            Some("=======") if found => (in_ours, in_theirs) = (false, true),
            Some(">>>>>>>") if found => (in_ours, in_theirs) = (true, true),
            _ => {
                if in_ours {
                    ours.push_str(line);
                }
                if in_theirs {
                    theirs.push_str(line);
                }
            }
        }
    }
    found.then_some((ours, theirs))
}

/// What was generated on two branches, whose merge is in the project.
fn unite(ours: &Manifest, theirs: &Manifest, merged: &Manifest) -> Manifest {
    let pick = |one: bool, other: bool, now: bool| if one == other { one } else { now };
    let features = ours.features.iter().map(|(name, on)| {
        let on = pick(*on, theirs.has(name), merged.has(name));
        (name.clone(), on)
    });
    let databases = [&ours.databases, &theirs.databases];
    Manifest {
        name: of_either(&ours.name, &theirs.name, &merged.name).clone(),
        databases: match databases.contains(&&merged.databases) {
            true => merged.databases.clone(),
            false => ours.databases.clone(),
        },
        features: features.collect(),
        entities: united(
            &ours.entities,
            &theirs.entities,
            &merged.entities,
            |one, other| one.name == other.name,
            unite_entity,
        ),
    }
}

fn unite_entity(ours: &Entity, theirs: &Entity, merged: &Entity) -> Entity {
    if ours == theirs {
        return ours.clone();
    }
    let fields = united(
        &ours.fields,
        &theirs.fields,
        &merged.fields,
        |one, other| one.name == other.name,
        |ours: &Field, theirs, merged| of_either(ours, theirs, merged).clone(),
    );
    // Beside the fields one side changed something; the other one says what was before.
    let bare = |entity: &Entity| Entity {
        fields: Vec::new(),
        ..entity.clone()
    };
    let (one, other, now) = (bare(ours), bare(theirs), bare(merged));
    Entity {
        fields,
        ..of_either(&one, &other, &now).clone()
    }
}

/// What the merge made of two sides, if it is one of them.
fn of_either<'a, T: PartialEq>(ours: &'a T, theirs: &T, merged: &'a T) -> &'a T {
    match merged == theirs {
        true => merged,
        false => ours,
    }
}

/// The items of two lists: those of both, and of those of one the ones that the merge kept, in its
/// order.
fn united<T: Clone>(
    ours: &[T],
    theirs: &[T],
    merged: &[T],
    is_same: impl Fn(&T, &T) -> bool,
    unite: impl Fn(&T, &T, &T) -> T,
) -> Vec<T> {
    let find = |items: &[T], item: &T| items.iter().find(|other| is_same(other, item)).cloned();
    let mut all = Vec::new();
    for now in merged {
        match (find(ours, now), find(theirs, now)) {
            (Some(one), Some(other)) => all.push(unite(&one, &other, now)),
            (Some(one), None) | (None, Some(one)) => all.push(one),
            (None, None) => {}
        }
    }
    let gone = ours.iter().filter(|item| find(merged, item).is_none());
    all.extend(gone.filter(|item| find(theirs, item).is_some()).cloned());
    all
}
