//! `boilerplate add`

use clap::{Args, Subcommand};

use super::quoted;
use crate::entity::Request;

/// What to add.
#[derive(Debug, Subcommand)]
pub enum Add {
    /// Add a resource: its table, routes, tests and a migration
    ///
    /// Without fields, on a terminal, a wizard asks for them.
    #[command(after_long_help = GRAMMAR)]
    Entity(AddEntity),
    /// Add fields to an entity: in its code, tests and documents, with a migration
    #[command(after_long_help = FIELDS)]
    Field(AddField),
    /// Add services that the project left out, and what they require
    Service(Services),
    /// Add an empty migration, numbered and registered
    Migration {
        /// What it does, such as fill_in_slugs
        name: String,
    },
}

const FIELDS: &str = "\
The rows that are there need a value for a field that is neither `optional` nor has a default:
--fill says which. The field keeps no default.

Examples:
  boilerplate add field Post subtitle:string:200:optional views:int:default=0
  boilerplate add field Post slug:slug --fill slug=untitled

The grammar of fields: boilerplate add entity --help";

/// Add fields.
#[derive(Debug, Clone, Args)]
pub struct AddField {
    /// The entity, such as Post
    pub entity: String,
    /// The fields, such as subtitle:string:200:optional
    #[arg(value_name = "FIELD", required = true)]
    pub fields: Vec<String>,
    /// What a required field is in the rows that are there
    #[arg(long = "fill", value_name = "NAME=VALUE")]
    pub fills: Vec<String>,
}

/// Services by their names.
#[derive(Debug, Clone, Args)]
pub struct Services {
    /// Their names (boilerplate list services), or databases
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,
}

const GRAMMAR: &str = "\
Fields:
  name[:type[:argument]][:modifier…]   the type defaults to string

  types      string text int bigint smallint float double decimal bool uuid date time datetime
             json email url slug enum references      (boilerplate list types)
  arguments  string:120   decimal:12,2   enum:draft,published   references:users
  modifiers  optional unique index default=V min=N max=N pattern=R filter sort search
             readonly writeonly      and of references: cascade restrict setnull

  A field is required unless it is `optional` or has a default. The spellings of Rails, Phoenix
  and Loco, such as `title:string!`, `email:string^`, `bio:text?` and `price:decimal{12,2}`, are
  understood too.

Examples:
  boilerplate add entity Post title:string:120 body:text
  boilerplate add entity Comment body:text post:references:cascade --owner
  boilerplate add entity Product name:string:80:search price:decimal:12,2:min=0:sort \\
      status:enum:draft,published:default=draft:filter --public --admin --cache 60s";

/// Add a resource.
#[derive(Debug, Clone, Default, Args)]
pub struct AddEntity {
    /// Its name in the singular, such as Post or BlogPost
    pub name: Option<String>,
    /// Its fields, such as title:string:120 or author:references:users
    #[arg(value_name = "FIELD")]
    pub fields: Vec<String>,
    /// The plural, if it is not the usual one
    #[arg(long, help_heading = "Entity")]
    pub plural: Option<String>,
    /// Rows belong to a user: that of this reference, the only one there is, or a new one
    #[arg(long, value_name = "FIELD", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "", help_heading = "Entity")]
    pub owner: Option<String>,
    /// Reading needs no log-in
    #[arg(long, help_heading = "Entity")]
    pub public: bool,
    /// Only superusers write, and read what is not public
    #[arg(long, help_heading = "Entity")]
    pub admin: bool,
    /// Deleted rows stay in the table, unseen
    #[arg(long, help_heading = "Entity")]
    pub soft_delete: bool,
    /// The operations, of list,get,create,update,delete [default: all]
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        help_heading = "Entity"
    )]
    pub only: Option<Vec<String>>,
    /// Keep answers for so long, such as 60s or 5m
    #[arg(long, value_name = "DURATION", help_heading = "Entity")]
    pub cache: Option<String>,
    /// Limit requests, by the tier of the user
    #[arg(long, help_heading = "Entity")]
    pub rate_limit: bool,
    /// The type of the primary key, bigint or uuid [default: bigint]
    #[arg(long, value_name = "TYPE", help_heading = "Entity")]
    pub id: Option<String>,
    /// Without created_at and updated_at
    #[arg(long, help_heading = "Entity")]
    pub no_timestamps: bool,
}

impl AddEntity {
    /// What the command line asks for.
    pub fn request(&self) -> Request {
        Request {
            name: self.name.clone().unwrap_or_default(),
            fields: self.fields.clone(),
            plural: self.plural.clone(),
            owner: self.owner.clone(),
            public: self.public,
            admin: self.admin,
            soft_delete: self.soft_delete,
            only: self.only.clone(),
            cache: self.cache.clone(),
            rate_limit: self.rate_limit,
            id: self.id.clone(),
            no_timestamps: self.no_timestamps,
        }
    }
}

/// The command that asks for the same.
pub(crate) fn command_line(request: &Request) -> String {
    let mut line = format!("boilerplate add entity {}", quoted(&request.name));
    for field in &request.fields {
        line += &format!(" {}", quoted(field));
    }
    match request.owner.as_deref() {
        None => {}
        Some("") => line += " --owner",
        Some(owner) => line += &format!(" --owner={}", quoted(owner)),
    }
    let only = request.only.as_ref().map(|only| only.join(","));
    let values = [
        ("plural", &request.plural),
        ("only", &only),
        ("cache", &request.cache),
        ("id", &request.id),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            line += &format!(" --{name} {}", quoted(value));
        }
    }
    let flags = [
        ("public", request.public),
        ("admin", request.admin),
        ("soft-delete", request.soft_delete),
        ("rate-limit", request.rate_limit),
        ("no-timestamps", request.no_timestamps),
    ];
    for (name, _) in flags.iter().filter(|(_, is_set)| *is_set) {
        line += &format!(" --{name}");
    }
    line
}
