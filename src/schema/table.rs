//! The tables of a project, as they follow from its entities.

use crate::entity::{Entity, Field, Id, Kind, OnDelete, Target};
use crate::manifest::Manifest;

/// A table of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of the entity, such as `BlogPost`.
    pub entity: String,
    /// What migrations call it, such as `blog_posts`.
    pub plural: String,
    /// Its name in the database, such as `blog_post`.
    pub name: String,
    /// The type of its primary key, which is called `id`.
    pub id: Id,
    /// The other columns.
    pub columns: Vec<Column>,
}

/// A column, with what the database checks about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the database.
    pub name: String,
    /// The field that it is for; `created_at` and its like have none.
    pub field: Option<String>,
    /// The type of its values.
    pub kind: Type,
    /// Whether it may be null.
    pub null: bool,
    /// What rows have where nothing is said, as `default=` spells it.
    pub default: Option<String>,
    /// The values of an enum.
    pub choices: Option<Vec<String>>,
    /// What it refers to.
    pub reference: Option<Reference>,
    /// Whether no two rows have the same.
    pub unique: bool,
    /// Whether it has an index that allows equal values.
    pub indexed: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The table that it refers to, by its `id`.
    pub table: String,
    /// What becomes of a row whose target is deleted.
    pub on_delete: OnDelete,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// With its greatest length in characters, if it has one.
    Text(Option<u32>),
    /// 16 bits.
    SmallInteger,
    /// 32 bits.
    Integer,
    /// 64 bits.
    BigInteger,
    /// A binary fraction of 32 bits.
    Float,
    /// A binary fraction of 64 bits.
    Double,
    /// The digits in all, and those after the point.
    Decimal(u32, u32),
    /// True or false.
    Boolean,
    /// A universally unique identifier.
    Uuid,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    Timestamp,
    /// Anything that JSON can say.
    Json,
}

/// The tables of a manifest's entities, in its order.
pub fn tables(manifest: &Manifest) -> Vec<Table> {
    let entities = manifest.entities.iter();
    entities.map(|entity| Table::of(entity, manifest)).collect()
}

impl Table {
    /// The table of an entity of `manifest`, or of one that is about to come there.
    pub fn of(entity: &Entity, manifest: &Manifest) -> Self {
        let fields = entity.fields.iter();
        let mut columns: Vec<_> = fields
            .map(|field| Column::of(field, entity, manifest))
            .collect();
        if entity.timestamps {
            columns.push(Column {
                indexed: true,
                ..Column::own("created_at", Type::Timestamp)
            });
            columns.push(Column {
                null: true,
                ..Column::own("updated_at", Type::Timestamp)
            });
        }
        if entity.soft_delete {
            columns.push(Column {
                null: true,
                ..Column::own("deleted_at", Type::Timestamp)
            });
            columns.push(Column {
                default: Some("false".to_owned()),
                ..Column::own("is_deleted", Type::Boolean)
            });
        }
        Self {
            entity: entity.name.clone(),
            plural: entity.plural.clone(),
            name: entity.table(),
            id: entity.id,
            columns,
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The name of the index that makes a column unique.
    pub fn key(&self, column: &Column) -> String {
        format!("{}_{}_key", self.name, column.name)
    }

    /// The name of the index of a column that is not unique.
    pub fn index(&self, column: &Column) -> String {
        format!("{}_{}_idx", self.name, column.name)
    }

    /// The name of the constraint that a column has a value of its enum.
    pub fn check(&self, column: &Column) -> String {
        format!("{}_{}_check", self.name, column.name)
    }

    /// The name of a foreign key.
    pub fn foreign_key(&self, column: &Column) -> String {
        format!("{}_{}_fkey", self.name, column.name)
    }

    /// The tables that its rows refer to, itself aside.
    pub(super) fn targets(&self) -> impl Iterator<Item = &str> {
        let references = self.columns.iter().filter_map(|c| c.reference.as_ref());
        let names = references.map(|reference| reference.table.as_str());
        names.filter(|name| *name != self.name)
    }
}

impl Column {
    /// A required column that no field is for.
    fn own(name: &str, kind: Type) -> Self {
        Self {
            name: name.to_owned(),
            field: None,
            kind,
            null: false,
            default: None,
            choices: None,
            reference: None,
            unique: false,
            indexed: false,
        }
    }

    fn of(field: &Field, entity: &Entity, manifest: &Manifest) -> Self {
        let choices = match &field.kind {
            Kind::Enum(values) => Some(values.clone()),
            _ => None,
        };
        let reference = match &field.kind {
            Kind::References { target, on_delete } => Some(Reference {
                table: target.module(),
                on_delete: *on_delete,
            }),
            _ => None,
        };
        Self {
            name: field.column(),
            field: Some(field.name.clone()),
            kind: kind(field, entity, manifest),
            null: field.optional,
            default: field.default.clone(),
            choices,
            reference,
            unique: field.unique,
            indexed: field.is_indexed(),
        }
    }

    /// What a message calls it: the name of its field.
    pub(super) fn title(&self) -> &str {
        self.field.as_deref().unwrap_or(&self.name)
    }
}

fn kind(field: &Field, entity: &Entity, manifest: &Manifest) -> Type {
    match &field.kind {
        Kind::String(_) | Kind::Email | Kind::Url | Kind::Slug => Type::Text(field.kind.length()),
        Kind::Text => Type::Text(None),
        Kind::Int => Type::Integer,
        Kind::BigInt => Type::BigInteger,
        Kind::SmallInt => Type::SmallInteger,
        Kind::Float => Type::Float,
        Kind::Double => Type::Double,
        Kind::Decimal { precision, scale } => Type::Decimal(*precision, *scale),
        Kind::Bool => Type::Boolean,
        Kind::Uuid => Type::Uuid,
        Kind::Date => Type::Date,
        Kind::Time => Type::Time,
        Kind::DateTime => Type::Timestamp,
        Kind::Json => Type::Json,
        Kind::Enum(values) => {
            let lengths = values.iter().map(|value| value.chars().count());
            let longest = lengths.max().unwrap_or_default();
            Type::Text(u32::try_from(longest).ok())
        }
        Kind::References { target, .. } => match id(target, entity, manifest) {
            Id::BigInt => Type::BigInteger,
            Id::Uuid => Type::Uuid,
        },
    }
}

/// The type of the key of a target, which may be the entity itself.
fn id(target: &Target, entity: &Entity, manifest: &Manifest) -> Id {
    let Target::Entity(name) = target else {
        return Id::BigInt;
    };
    let mut all = manifest.entities.iter().chain([entity]);
    all.find(|one| one.name == *name)
        .map_or(Id::BigInt, |one| one.id)
}
