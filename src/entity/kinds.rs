//! The types that a field may have.

use super::Kind;

/// The length of a `string` of which nothing is said.
pub const STRING: u32 = 255;
/// The greatest length of a `string`; what may be longer is a `text`.
pub const LONGEST: u32 = 10_000;
/// The longest email address, web address and slug, as the rules of a project have them.
const EMAIL: u32 = 254;
const URL: u32 = 2083;
pub(crate) const SLUG: u32 = 255;
/// The digits of a `decimal` of which nothing is said, all of them and those after the point.
pub const DECIMAL: (u32, u32) = (12, 2);
/// The most digits that a `decimal` may have: SQLite keeps so many exactly.
pub const DIGITS: u32 = 15;

/// A type by its name.
#[derive(Debug)]
pub struct Type {
    /// As it stands in `boilerplate.toml`.
    pub name: &'static str,
    /// How others spell it.
    pub aliases: &'static [&'static str],
    /// What it holds, on one line.
    pub summary: &'static str,
    /// A field of that type.
    pub example: &'static str,
}

/// All of them, in the order in which they are offered.
pub const ALL: &[Type] = &[
    Type {
        name: "string",
        aliases: &["str", "varchar"],
        summary: "text of limited length, 255 characters if not said otherwise",
        example: "title:string:120:search",
    },
    Type {
        name: "text",
        aliases: &[],
        summary: "text of any length",
        example: "body:text:optional",
    },
    Type {
        name: "int",
        aliases: &["integer", "i32"],
        summary: "whole number of 32 bits",
        example: "views:int:default=0:min=0:sort",
    },
    Type {
        name: "bigint",
        aliases: &["big_int", "i64"],
        summary: "whole number of 64 bits",
        example: "bytes:bigint:min=0",
    },
    Type {
        name: "smallint",
        aliases: &["small_int", "i16"],
        summary: "whole number of 16 bits",
        example: "stars:smallint:min=1:max=5",
    },
    Type {
        name: "float",
        aliases: &["f32", "real"],
        summary: "binary fraction of 32 bits",
        example: "ratio:float",
    },
    Type {
        name: "double",
        aliases: &["f64"],
        summary: "binary fraction of 64 bits",
        example: "latitude:double:min=-90:max=90",
    },
    Type {
        name: "decimal",
        aliases: &["decimal_len", "numeric", "money"],
        summary: "exact number: digits in all, digits after the point; 12,2 if not said otherwise",
        example: "price:decimal:12,2:min=0",
    },
    Type {
        name: "bool",
        aliases: &["boolean"],
        summary: "true or false",
        example: "published:bool:default=false:filter",
    },
    Type {
        name: "uuid",
        aliases: &[],
        summary: "universally unique identifier",
        example: "token:uuid:unique",
    },
    Type {
        name: "date",
        aliases: &[],
        summary: "day",
        example: "born:date:optional",
    },
    Type {
        name: "time",
        aliases: &[],
        summary: "time of day",
        example: "opens:time:default=09:00:00",
    },
    Type {
        name: "datetime",
        aliases: &[
            "date_time",
            "timestamp",
            "timestamptz",
            "tstz",
            "utc_datetime",
            "naive_datetime",
        ],
        summary: "moment, kept in UTC",
        example: "published_at:datetime:optional:sort",
    },
    Type {
        name: "json",
        aliases: &["jsonb", "map"],
        summary: "anything that JSON can say",
        example: "settings:json:default={}",
    },
    Type {
        name: "email",
        aliases: &[],
        summary: "email address",
        example: "contact:email:unique",
    },
    Type {
        name: "url",
        aliases: &["uri"],
        summary: "web address",
        example: "website:url:optional",
    },
    Type {
        name: "slug",
        aliases: &[],
        summary: "name for a URL: lower-case words with hyphens between them",
        example: "slug:slug:unique",
    },
    Type {
        name: "enum",
        aliases: &[],
        summary: "one of the values that are listed",
        example: "status:enum:draft,published:default=draft:filter",
    },
    Type {
        name: "references",
        aliases: &["reference", "belongs_to"],
        summary: "row of another entity; without one, that of the field's name",
        example: "author:references:users:cascade",
    },
];

/// The type of that name, or of that name elsewhere.
pub fn find(word: &str) -> Option<&'static Type> {
    let word = word.to_ascii_lowercase();
    let mut all = ALL.iter();
    all.find(|kind| kind.name == word || kind.aliases.contains(&word.as_str()))
}

/// Every name that a type has anywhere.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    let all = ALL.iter();
    all.flat_map(|kind| [kind.name].into_iter().chain(kind.aliases.iter().copied()))
}

impl Kind {
    /// The name of the type.
    pub fn name(&self) -> &'static str {
        match self {
            Self::String(_) => "string",
            Self::Text => "text",
            Self::Int => "int",
            Self::BigInt => "bigint",
            Self::SmallInt => "smallint",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal { .. } => "decimal",
            Self::Bool => "bool",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Json => "json",
            Self::Email => "email",
            Self::Url => "url",
            Self::Slug => "slug",
            Self::Enum(_) => "enum",
            Self::References { .. } => "references",
        }
    }

    /// The greatest length of its texts in characters, if they have one.
    pub fn length(&self) -> Option<u32> {
        match self {
            Self::String(length) => Some(*length),
            Self::Email => Some(EMAIL),
            Self::Url => Some(URL),
            Self::Slug => Some(SLUG),
            _ => None,
        }
    }

    /// Whether it is a sequence of characters, which has a length and may be searched.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Self::String(_) | Self::Text | Self::Email | Self::Url | Self::Slug
        )
    }

    /// Whether it counts or measures.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::BigInt
                | Self::SmallInt
                | Self::Float
                | Self::Double
                | Self::Decimal { .. }
        )
    }
}
