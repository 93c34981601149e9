//! What there is besides the entity that is asked for.

use std::collections::BTreeMap;

use super::{Entity, Target, words};
use crate::refusal::did_you_mean;

/// What an entity may refer to, and which parts the project has.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Every feature, on or off.
    pub features: BTreeMap<String, bool>,
    /// The entities of the manifest.
    pub names: Vec<Names>,
}

/// How an entity may be referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// In Pascal case.
    pub name: String,
    /// In snake case.
    pub plural: String,
    /// The name in snake case.
    singular: String,
    /// The plural that a rule makes of it.
    regular: String,
}

/// Why a word refers to nothing.
#[derive(Debug)]
pub(super) struct Unknown {
    pub(super) message: String,
    /// A word close to it that refers to something.
    pub(super) close: Option<String>,
    pub(super) help: String,
}

impl Names {
    /// A name in Pascal case, with its plural in snake case.
    pub fn new(name: &str, plural: &str) -> Self {
        let singular = words::snake(name);
        Self {
            name: name.to_owned(),
            plural: plural.to_owned(),
            regular: words::plural(&singular),
            singular,
        }
    }

    /// Those of an entity.
    pub fn of(entity: &Entity) -> Self {
        Self::new(&entity.name, &entity.plural)
    }

    /// What refers to the entity, in snake case.
    pub(super) fn spellings(&self) -> [&str; 3] {
        [&self.singular, &self.plural, &self.regular]
    }
}

impl Scope {
    /// Whether the project has that feature.
    pub fn has(&self, feature: &str) -> bool {
        self.features.get(feature).copied().unwrap_or_default()
    }

    /// What a word refers to, in the singular or plural, in any case.
    pub(super) fn target(&self, word: &str) -> Result<Target, Unknown> {
        let snake = words::snake(word);
        let singular = words::singular(&snake);
        let built_in = match singular.as_str() {
            "user" => Some((Target::User, "users", "auth")),
            "tier" => Some((Target::Tier, "tiers", "tiers")),
            _ => None,
        };
        let known = |spelling: &str| {
            let mut names = self.names.iter();
            names.find(|names| names.spellings().contains(&spelling))
        };
        match (built_in, known(&snake).or_else(|| known(&singular))) {
            (Some((target, _, feature)), _) if self.has(feature) => Ok(target),
            (_, Some(names)) => Ok(Target::Entity(names.name.clone())),
            (Some((_, plural, feature)), None) => Err(Unknown {
                message: format!("a reference to {plural} needs `{feature}`, which is off"),
                close: None,
                help: format!("make a project with `{feature}`: boilerplate new <path>"),
            }),
            (None, None) => Err(self.unknown(word, &singular)),
        }
    }

    fn unknown(&self, word: &str, singular: &str) -> Unknown {
        let built_in = [("users", "auth"), ("tiers", "tiers")].into_iter();
        let built_in = built_in.filter(|(_, feature)| self.has(feature));
        let plurals = self.names.iter().map(|names| names.plural.as_str());
        let plurals = plurals.chain(built_in.map(|(plural, _)| plural));
        let name = words::pascal(singular);
        Unknown {
            message: format!("there is no entity `{word}` to refer to"),
            close: did_you_mean(&words::plural(singular), plurals).map(str::to_owned),
            help: match super::reserved::entity(&name) {
                Ok(name) => format!("boilerplate add entity {name} name:string"),
                Err(_) => "boilerplate list entities".to_owned(),
            },
        }
    }
}
