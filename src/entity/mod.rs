//! What an entity is: the part of a manifest from which a resource is rendered.
//!
//! Everything here has been checked: names compile, references have a target.

mod check;
mod clash;
mod grammar;
pub mod kinds;
pub(crate) mod misfit;
mod modifiers;
mod options;
mod problem;
mod request;
mod reserved;
mod scope;
mod spelling;
mod value;
pub mod words;

pub use grammar::parse;
pub(crate) use options::seconds;
pub(crate) use problem::alternatives;
pub use problem::{Place, Problem};
pub use request::{Refused, Request};
pub use scope::{Names, Scope};

/// A resource with its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// In Pascal case, such as `BlogPost`.
    pub name: String,
    /// In snake case, such as `blog_posts`: the path of its routes.
    pub plural: String,
    /// In the order in which they were given.
    pub fields: Vec<Field>,
    /// Whether list and get need no token.
    pub public: bool,
    /// Whether what is not public needs a superuser, instead of a user.
    pub admin: bool,
    /// The reference to `users` that says whose a row is.
    pub owner: Option<String>,
    /// Whether deleted rows stay in the table, unseen.
    pub soft_delete: bool,
    /// The operations that it has, in the order of the variants.
    pub operations: Vec<Operation>,
    /// For how many seconds answers are kept, if they are.
    pub cache: Option<u64>,
    /// Whether its routes are limited.
    pub rate_limit: bool,
    /// The type of its primary key.
    pub id: Id,
    /// Whether it has `created_at` and `updated_at`.
    pub timestamps: bool,
}

/// What clients may do with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A page of its rows.
    List,
    /// One row.
    Get,
    /// A new row.
    Create,
    /// Other values for a row.
    Update,
    /// The end of a row.
    Delete,
}

/// The type of a primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Id {
    /// Counted by the database.
    BigInt,
    /// Made by the server.
    Uuid,
}

/// A column, and how requests and answers show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// In snake case. The column of a reference has `_id` after it.
    pub name: String,
    /// The type of its values.
    pub kind: Kind,
    /// Whether it may be null.
    pub optional: bool,
    /// Whether no two rows have the same.
    pub unique: bool,
    /// Whether rows are looked up by it; what is unique has an index anyway.
    pub index: bool,
    /// What rows have where nothing is said, as it was written after `default=`.
    pub default: Option<String>,
    /// Of a number its least value, of a text its least length in characters.
    pub min: Option<String>,
    /// Of a number its greatest value, of a text its greatest length in characters.
    pub max: Option<String>,
    /// A regular expression that a text must match.
    pub pattern: Option<String>,
    /// Whether lists can be filtered by it.
    pub filter: bool,
    /// Whether lists can be sorted by it.
    pub sort: bool,
    /// Whether lists can be searched for words in it.
    pub search: bool,
    /// Whether requests cannot set it.
    pub readonly: bool,
    /// Whether answers leave it out.
    pub writeonly: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// With its greatest length in characters.
    String(u32),
    /// Of any length.
    Text,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    BigInt,
    /// A whole number of 16 bits.
    SmallInt,
    /// A binary fraction of 32 bits.
    Float,
    /// A binary fraction of 64 bits.
    Double,
    /// An exact number.
    Decimal {
        /// The digits in all.
        precision: u32,
        /// Those after the point.
        scale: u32,
    },
    /// True or false.
    Bool,
    /// A universally unique identifier.
    Uuid,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    DateTime,
    /// Anything that JSON can say.
    Json,
    /// An email address.
    Email,
    /// A web address.
    Url,
    /// Lower-case words with hyphens between them.
    Slug,
    /// With its values in snake case.
    Enum(Vec<String>),
    /// A row of another table.
    References {
        /// Which table.
        target: Target,
        /// What happens when that row is deleted.
        on_delete: OnDelete,
    },
}

/// What a reference points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The users of the project.
    User,
    /// The tiers of the project.
    Tier,
    /// An entity of the manifest, by its name in Pascal case; itself is allowed.
    Entity(String),
}

/// What becomes of rows whose target is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The target cannot be deleted.
    Restrict,
    /// They are deleted too.
    Cascade,
    /// They refer to nothing from then on.
    SetNull,
}

impl Entity {
    /// The name of its module, in snake case, such as `blog_post`.
    pub fn module(&self) -> String {
        words::snake(&self.name)
    }

    /// The name of its table: that of its module, as the built-in tables are named.
    pub fn table(&self) -> String {
        self.module()
    }

    /// The types that its module exports, by their name.
    pub fn types(&self) -> Vec<String> {
        let name = &self.name;
        let enums = self.fields.iter().filter(|field| field.is_enum());
        let enums = enums.map(|field| format!("{name}{}", words::pascal(&field.name)));
        let types = [
            name.clone(),
            format!("{name}Read"),
            format!("Create{name}"),
            format!("Update{name}"),
            format!("{name}Filter"),
        ];
        types.into_iter().chain(enums).collect()
    }

    /// The entities that its rows refer to, itself aside.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        let kinds = self.fields.iter().map(|field| &field.kind);
        let names = kinds.filter_map(|kind| match kind {
            Kind::References {
                target: Target::Entity(name),
                ..
            } => Some(name.as_str()),
            _ => None,
        });
        names.filter(|name| *name != self.name)
    }
}

impl Operation {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::List,
        Self::Get,
        Self::Create,
        Self::Update,
        Self::Delete,
    ];

    /// How it is written after `--only` and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Id {
    /// How it is written after `--id` and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::BigInt => "bigint",
            Self::Uuid => "uuid",
        }
    }
}

impl Field {
    /// A field of that name and type, required, about which nothing else is said.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            optional: false,
            unique: false,
            index: false,
            default: None,
            min: None,
            max: None,
            pattern: None,
            filter: false,
            sort: false,
            search: false,
            readonly: false,
            writeonly: false,
        }
    }

    /// The name of its column.
    pub fn column(&self) -> String {
        match self.is_reference() {
            true => format!("{}_id", self.name),
            false => self.name.clone(),
        }
    }

    /// Whether it refers to another row.
    pub fn is_reference(&self) -> bool {
        matches!(self.kind, Kind::References { .. })
    }

    /// Whether it has a type of its own.
    pub fn is_enum(&self) -> bool {
        matches!(self.kind, Kind::Enum(_))
    }

    /// Whether its column has an index of its own. A unique one has another; one of few values, or
    /// of long texts, is not worth one unless it is asked for.
    pub fn is_indexed(&self) -> bool {
        let is_short = !matches!(self.kind, Kind::Text | Kind::Json | Kind::Bool);
        let is_looked_up = is_short && (self.filter || self.sort);
        !self.unique && (self.index || self.is_reference() || is_looked_up)
    }
}

impl Target {
    /// The name of its module, which is also that of its table.
    pub fn module(&self) -> String {
        words::snake(self.name())
    }

    /// The name of the entity in Pascal case, built-in ones included.
    pub fn name(&self) -> &str {
        match self {
            Self::User => "User",
            Self::Tier => "Tier",
            Self::Entity(name) => name,
        }
    }
}
