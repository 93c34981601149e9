//! What two manifests do not say about the way from one to the other.

use std::collections::{BTreeMap, BTreeSet};

/// What a command, or its user, knows about a change and what cannot be read off the manifests.
///
/// Names are those of `boilerplate.toml`: `Post`, `title`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intent {
    /// The old names of renamed entities, by the new ones.
    pub entities: BTreeMap<String, String>,
    /// The old names of renamed fields, by the new names of entity and field.
    pub fields: BTreeMap<(String, String), String>,
    /// Entities (old name, `None`) and fields (old name of the entity, field) that go for good,
    /// although others came that they might have been renamed to.
    pub dropped: BTreeSet<(String, Option<String>)>,
    /// What a required field without a default is in the rows that are there, by the new names of
    /// entity and field; spelled as `default=` spells it.
    pub fills: BTreeMap<(String, String), String>,
}
