//! Who may do what with an entity, and which rows are there for whom.

use super::relation;
use crate::entity::{Entity, Field, Id, Kind, Operation, Target};
use crate::manifest::Manifest;

/// Who somebody has to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    #[default]
    Anybody,
    User,
    Superuser,
}

/// An entity among the others of its project.
pub(super) struct Scope<'a> {
    pub(super) entity: &'a Entity,
    pub(super) manifest: &'a Manifest,
}

/// A field that refers to a row.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) field: &'a Field,
    pub(super) target: &'a Target,
}

impl<'a> Scope<'a> {
    pub(super) fn of(&self, entity: &'a Entity) -> Self {
        Scope {
            entity,
            manifest: self.manifest,
        }
    }

    pub(super) fn has(&self, operation: Operation) -> bool {
        self.entity.operations.contains(&operation)
    }

    /// Whether superusers can delete rows that otherwise only seem to be gone.
    pub(super) fn has_purge(&self) -> bool {
        self.has(Operation::Delete) && self.entity.soft_delete && self.auth()
    }

    pub(super) fn auth(&self) -> bool {
        self.manifest.has("auth")
    }

    pub(super) fn cached(&self) -> Option<u64> {
        self.entity.cache.filter(|_| self.manifest.has("cache"))
    }

    pub(super) fn limited(&self) -> bool {
        self.entity.rate_limit && self.manifest.has("rate-limit")
    }

    pub(super) fn reads(&self) -> Level {
        match (self.auth(), self.entity.public, self.entity.admin) {
            (false, _, _) | (_, true, _) => Level::Anybody,
            (_, _, true) => Level::Superuser,
            _ => Level::User,
        }
    }

    pub(super) fn writes(&self) -> Level {
        match (self.auth(), self.entity.admin) {
            (false, _) => Level::Anybody,
            (_, true) => Level::Superuser,
            _ => Level::User,
        }
    }

    /// The field that says whose a row is.
    pub(super) fn owner(&self) -> Option<&'a Field> {
        let owner = self.entity.owner.as_ref().filter(|_| self.auth())?;
        self.entity.fields.iter().find(|field| field.name == *owner)
    }

    /// Whether reading depends on whose a row is.
    pub(super) fn reads_own(&self) -> bool {
        self.owner().is_some() && self.reads() == Level::User
    }

    /// Whether writing depends on whose a row is.
    pub(super) fn writes_own(&self) -> bool {
        self.owner().is_some() && self.writes() == Level::User
    }

    pub(super) fn references(&self) -> Vec<Reference<'a>> {
        let fields = self.entity.fields.iter();
        fields
            .filter_map(|field| match &field.kind {
                Kind::References { target, .. } => Some(Reference { field, target }),
                _ => None,
            })
            .collect()
    }

    /// The entity that a target is, unless it is of the project itself.
    pub(super) fn target(&self, target: &Target) -> Option<&'a Entity> {
        let Target::Entity(name) = target else {
            return None;
        };
        if *name == self.entity.name {
            return Some(self.entity);
        }
        self.manifest.entities.iter().find(|e| e.name == *name)
    }

    pub(super) fn id_of(&self, target: &Target) -> Id {
        self.target(target).map_or(Id::BigInt, |entity| entity.id)
    }

    /// The condition under which rows of `target`, called `table` in the query, are there for
    /// one who may do what takes `level`.
    pub(super) fn condition(&self, target: &Target, table: &str, level: Level) -> Option<String> {
        let prefix = relation::prefix(self, target);
        let Some(entity) = self.target(target) else {
            let deleted = "user::Column::IsDeleted";
            return (*target == Target::User).then(|| match table {
                "user::Entity" => format!("{deleted}.eq(false)"),
                _ => format!("Expr::col(({table}, {deleted})).eq(false)"),
            });
        };
        let target = self.of(entity);
        let rows = match (target.reads_own(), entity.soft_delete) {
            (true, _) => Some(format!("{prefix}visible({table}, reader)")),
            (_, true) => Some(format!("{prefix}visible({table})")),
            _ => None,
        };
        let whom = match target.reads() {
            needed if needed <= level => None,
            Level::Superuser => Some("reader.is_superuser()"),
            _ => Some("reader.is_user()"),
        };
        match (rows, whom) {
            (Some(rows), Some(whom)) if !target.reads_own() => Some(format!("{rows}.add({whom})")),
            (Some(rows), _) => Some(rows),
            (None, whom) => whom.map(str::to_owned),
        }
    }
}

/// Whether a condition asks who the reader is.
pub(super) fn takes_reader(condition: &str) -> bool {
    condition.contains(", reader)") || condition.contains("reader.is_")
}
