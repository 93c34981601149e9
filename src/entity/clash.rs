//! Names that are taken: by another field, another entity, or the project itself.

use super::problem::{Place, Problem};
use super::request::Request;
use super::reserved::{self, LONGEST};
use super::scope::{Names, Scope};
use super::{Entity, Field, words};

/// What a part of the project takes: with the features, the names of its modules and tables, of
/// its routes, and of its types.
struct Part {
    features: &'static [&'static str],
    modules: &'static [&'static str],
    routes: &'static [&'static str],
    types: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        features: &[],
        modules: &["seaql_migration", "seaql_migrations"],
        routes: &[],
        types: &[
            "CursorPage",
            "ErrorDetail",
            "Listing",
            "Message",
            "Page",
            "ValidationDetail",
        ],
    },
    Part {
        features: &["auth"],
        modules: &["user", "refresh_token", "token_blacklist"],
        routes: &["user", "users", "db_user", "login", "logout", "refresh"],
        types: &[
            "AccessToken",
            "ChangePassword",
            "CreateUser",
            "UpdateUser",
            "UserRead",
            "TokenType",
        ],
    },
    Part {
        features: &["tiers"],
        modules: &["tier"],
        routes: &["tier", "tiers"],
        types: &[
            "CreateTier",
            "UpdateTier",
            "TierRead",
            "SetTier",
            "UserTierRead",
        ],
    },
    Part {
        features: &["rate-limit", "tiers"],
        modules: &["rate_limit"],
        routes: &["rate_limit", "rate_limits"],
        types: &[
            "CreateRateLimit",
            "UpdateRateLimit",
            "RateLimitRead",
            "UserRateLimitsRead",
        ],
    },
    Part {
        features: &["queue"],
        modules: &["queue_task"],
        routes: &["tasks"],
        types: &["CreateTask", "TaskCreated", "TaskRead"],
    },
];

/// Refuses fields that have the same name, column or variant.
pub(super) fn fields(fields: &[Field], request: &Request) -> Result<(), Problem> {
    let names = |field: &Field| [words::pascal(&field.name), words::pascal(&field.column())];
    for (index, field) in fields.iter().enumerate() {
        let mut earlier = fields.iter().take(index);
        let taken = names(field);
        let Some(other) = earlier.find(|other| names(other).iter().any(|n| taken.contains(n)))
        else {
            continue;
        };
        let text = request.fields.get(index).map_or("", String::as_str);
        let length = text.find(':').unwrap_or(text.len());
        let message = match (field.is_reference(), other.is_reference()) {
            _ if field.name == other.name => format!("two fields are named `{}`", field.name),
            (true, false) if field.column() == other.name => is_column(&other.name, &field.name),
            (false, true) if other.column() == field.name => is_column(&field.name, &other.name),
            _ => format!("`{}` and `{}` are too much alike", other.name, field.name),
        };
        let problem = Problem::new(message, Place::Field(index), 0..length);
        return Err(
            match field.column() == other.column() || field.name == other.name {
                true => problem.fix(""),
                false => problem,
            },
        );
    }
    Ok(())
}

fn is_column(column: &str, reference: &str) -> String {
    format!("`{column}` is the column of the reference `{reference}`")
}

/// Refuses names that are taken, and those that would be too long.
pub(super) fn entities(
    entity: &Entity,
    request: &Request,
    others: &[Entity],
    scope: &Scope,
) -> Result<(), Problem> {
    lengths(entity, request)?;
    own_types(entity, request)?;
    let mut parts = PARTS.iter();
    let taken = parts.find_map(|part| {
        let there = part.features.iter().all(|feature| scope.has(feature));
        there.then(|| with_part(entity, part)).flatten()
    });
    let taken = taken
        .or_else(|| with_entities(entity, others))
        .or_else(|| with_names(entity, scope));
    let Some(taken) = taken else { return Ok(()) };
    let place = match taken.by_plural && request.plural.is_some() {
        true => Place::Option("plural"),
        false => Place::Name,
    };
    let token = match (place, &request.plural) {
        (Place::Option(_), Some(plural)) => 0..plural.len(),
        _ => 0..request.name.len(),
    };
    let problem = Problem::new(taken.message, place, token);
    let made = ["Item", "Record", "Entry"].map(|word| format!("{}{word}", entity.name));
    let better: Vec<_> = reserved::synonym(&entity.module())
        .into_iter()
        .chain(made)
        .collect();
    let is_free = |name: &&String| {
        let mut renamed = entity.clone();
        renamed.name = (*name).clone();
        renamed.plural = words::plural(&renamed.module());
        let mut parts = PARTS
            .iter()
            .filter(|part| part.features.iter().all(|f| scope.has(f)));
        !parts.any(|part| with_part(&renamed, part).is_some())
            && with_entities(&renamed, others).is_none()
            && with_names(&renamed, scope).is_none()
            && lengths(&renamed, request).is_ok()
    };
    Err(match (place, better.iter().find(is_free)) {
        (Place::Name, Some(better)) => problem.note(format!("how about `{better}`?")).fix(better),
        (Place::Option(_), _) => problem.fix(""),
        _ => problem,
    })
}

/// A name that is taken.
struct Taken {
    message: String,
    by_plural: bool,
}

fn with_part(entity: &Entity, part: &Part) -> Option<Taken> {
    let (name, module, plural) = (&entity.name, entity.module(), &entity.plural);
    if part.modules.contains(&module.as_str()) || part.modules.contains(&plural.as_str()) {
        let message = format!("`{name}` cannot be an entity: the project has a part of that name");
        return Some(Taken {
            message,
            by_plural: false,
        });
    }
    if part.routes.contains(&plural.as_str()) {
        let message = match *plural == words::plural(&module) {
            true => format!("`{name}` cannot be an entity: the project has routes at `/{plural}`"),
            false => format!("`{plural}` cannot be the plural: the project has routes there"),
        };
        return Some(Taken {
            message,
            by_plural: true,
        });
    }
    let own = entity.types();
    let shared = own
        .iter()
        .skip(1)
        .find(|t| part.types.contains(&t.as_str()))?;
    let message = format!("`{name}` cannot be an entity: the project has a type `{shared}`");
    Some(Taken {
        message,
        by_plural: false,
    })
}

/// What an entity has in common with those that the scope names before it.
fn with_names(entity: &Entity, scope: &Scope) -> Option<Taken> {
    let own = Names::of(entity);
    let mut others = scope
        .names
        .iter()
        .take_while(|other| other.name != own.name);
    others.find_map(|other| {
        let others = other.spellings();
        let shared = own
            .spellings()
            .into_iter()
            .find(|own| others.contains(own))?;
        let message = format!(
            "`{}` and `{}` would both be `{shared}`",
            own.name, other.name
        );
        let by_plural = shared != entity.module();
        Some(Taken { message, by_plural })
    })
}

fn with_entities(entity: &Entity, others: &[Entity]) -> Option<Taken> {
    let (name, types) = (&entity.name, entity.types());
    others.iter().find_map(|other| {
        let another = &other.name;
        let message = match types.iter().find(|own| has_type(other, own)) {
            _ if name == another => format!("there is an entity `{name}` already"),
            Some(shared) => format!("`{name}` and `{another}` would both have a type `{shared}`"),
            None => return None,
        };
        Some(Taken {
            message,
            by_plural: false,
        })
    })
}

/// Whether a type is one of [`Entity::types`], without making a list of them.
fn has_type(entity: &Entity, name: &str) -> bool {
    let own = entity.name.as_str();
    let made = |prefix: &str| name.strip_prefix(prefix) == Some(own);
    let is_enum = |end: &str| {
        let mut enums = entity.fields.iter().filter(|field| field.is_enum());
        enums.any(|field| words::pascal(&field.name) == end)
    };
    let end = name.strip_prefix(own);
    let ends = |end: &str| ["", "Read", "Filter"].contains(&end) || is_enum(end);
    made("Create") || made("Update") || end.is_some_and(ends)
}

/// The types of one entity, which an enum may repeat.
fn own_types(entity: &Entity, request: &Request) -> Result<(), Problem> {
    let types = entity.types();
    let fixed = types
        .iter()
        .take(types.len() - entity.fields.iter().filter(|f| f.is_enum()).count());
    let fixed: Vec<_> = fixed.collect();
    let enums = entity
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.is_enum());
    for (index, field) in enums {
        let own = format!("{}{}", entity.name, words::pascal(&field.name));
        if fixed.contains(&&own) {
            let message = format!(
                "the enum `{}` would have the type `{own}`, which requests or answers have",
                field.name
            );
            let text = request.fields.get(index).map_or("", String::as_str);
            let length = text.find(':').unwrap_or(text.len());
            let better = format!("{}_kind", field.name);
            let fix = format!("{better}{}", text.get(length..).unwrap_or_default());
            return Err(Problem::new(message, Place::Field(index), 0..length)
                .note(format!("how about `{better}`?"))
                .fix(fix));
        }
    }
    Ok(())
}

/// Refuses names that PostgreSQL would cut off.
fn lengths(entity: &Entity, request: &Request) -> Result<(), Problem> {
    let table = entity.table().len().max(entity.plural.len());
    for (index, field) in entity.fields.iter().enumerate() {
        let longest = table + 1 + field.column().len() + "_fkey".len();
        if longest > LONGEST {
            let text = request.fields.get(index).map_or("", String::as_str);
            let length = text.find(':').unwrap_or(text.len());
            let message = format!(
                "`{}_{}_fkey` and names like it would be longer than {LONGEST} characters",
                entity.plural,
                field.column()
            );
            let room = LONGEST.saturating_sub(table + 1 + "_id_fkey".len());
            let problem = Problem::new(message, Place::Field(index), 0..length);
            let short: String = field.name.chars().take(room).collect();
            let short = short.trim_end_matches('_');
            return Err(match short.len() > 3 {
                true => problem
                    .note(format!("how about `{short}`?"))
                    .fix(format!("{short}{}", text.get(length..).unwrap_or_default())),
                false => problem.note("choose a shorter name for the entity"),
            });
        }
    }
    Ok(())
}
