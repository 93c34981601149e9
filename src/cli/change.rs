//! `boilerplate remove`, `rename`, `apply` and `upgrade`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::Services;

pub(super) const APPLY: &str = "\
What two versions of boilerplate.toml do not say stands after the flags: whether a field that went
and one that came are the same, and what a new field is in the rows that are there.

Examples:
  boilerplate apply
  boilerplate apply --rename Post.title=headline --rename Comment=Reply
  boilerplate apply --drop Post.title --fill Post.views=0

After a merge of two branches it also repairs what is generated from boilerplate.toml alone: the
registries, the documents and boilerplate.lock, conflict markers in them or not.";

pub(super) const UPGRADE: &str = "\
The version that wrote the project renders it as it was, this one renders it as it would be now, and
your edits are merged with the difference:

  cargo install boilerplate-cli@0.1.0 --root target/boilerplate-0.1.0
  boilerplate upgrade --base-cli target/boilerplate-0.1.0/bin/boilerplate";

/// What to remove.
#[derive(Debug, Clone, Subcommand)]
pub enum Remove {
    /// Remove entities, with a migration that drops their tables
    Entity {
        /// Their names, such as Post
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
    },
    /// Remove fields of an entity, with a migration that drops their columns
    Field {
        /// The entity, such as Post
        entity: String,
        /// The fields, such as subtitle
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
    },
    /// Remove services, and those that require them; migrations and tables stay
    Service(Services),
}

/// What to rename.
#[derive(Debug, Clone, Subcommand)]
pub enum Rename {
    /// Rename an entity: its code, routes and table; rows stay
    Entity {
        /// Its name, such as Post
        old: String,
        /// Its new name, such as Article
        new: String,
        /// The new plural, if it is not the usual one
        #[arg(long)]
        plural: Option<String>,
    },
    /// Rename a field of an entity: its code and column; values stay
    Field {
        /// The entity, such as Post
        entity: String,
        /// The field, such as title
        old: String,
        /// Its new name, such as headline
        new: String,
    },
}

/// What two manifests do not say.
#[derive(Debug, Clone, Default, Args)]
pub struct Apply {
    /// A field or an entity that has a new name
    #[arg(long = "rename", value_name = "OLD=NEW")]
    pub renames: Vec<String>,
    /// A field or an entity that goes for good, whatever came
    #[arg(long = "drop", value_name = "NAME")]
    pub drops: Vec<String>,
    /// What a required field is in the rows that are there
    #[arg(long = "fill", value_name = "ENTITY.FIELD=VALUE")]
    pub fills: Vec<String>,
}

/// Bring a project to this version.
#[derive(Debug, Clone, Args)]
pub struct Upgrade {
    /// The boilerplate command of the version that wrote the project
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub base_cli: Option<PathBuf>,
}

/// Print the files of a project.
#[derive(Debug, Clone, Args)]
pub struct Render {
    /// The lock of the project
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub lock: PathBuf,
    /// Where to; `-` is standard output, the only place there is
    #[arg(long, value_name = "FILE", default_value = "-", value_parser = ["-"])]
    pub out: String,
}
