//! What may be said about an entity besides its fields.

use super::problem::{Problem, alternatives};
use super::request::Request;
use super::scope::Scope;
use super::{Entity, Field, Id, Kind, Operation, Place, Target};
use crate::refusal::did_you_mean;

/// How long answers may be kept, in seconds: a month.
const LONGEST_CACHE: u64 = 31 * 24 * 60 * 60;

fn wrong(message: impl Into<Box<str>>, option: &'static str, text: &str) -> Problem {
    Problem::new(message, Place::Option(option), 0..text.len())
}

/// The operations of an entity.
pub(super) fn operations(only: Option<&[String]>) -> Result<Vec<Operation>, Problem> {
    let Some(only) = only else {
        return Ok(Operation::ALL.to_vec());
    };
    let text = only.join(",");
    let names = Operation::ALL.map(Operation::name);
    let mut start = 0;
    for name in only {
        let token = start..start + name.len();
        start = token.end + 1;
        if !names.contains(&name.as_str()) {
            let message = format!("unknown operation `{name}`");
            let problem = Problem::new(message, Place::Option("only"), token.clone());
            return Err(match did_you_mean(name, names) {
                Some(close) => {
                    let fixed = only.iter().map(|n| if n == name { close } else { n });
                    problem
                        .note(format!("did you mean `{close}`?"))
                        .fix(fixed.collect::<Vec<_>>().join(","))
                }
                None => problem.help(format!("known are `{}`", names.join("`, `"))),
            });
        }
    }
    if only.is_empty() {
        return Err(wrong("an entity needs an operation", "only", &text).fix("list,get"));
    }
    let chosen = Operation::ALL.into_iter();
    Ok(chosen
        .filter(|o| only.iter().any(|name| name == o.name()))
        .collect())
}

/// How many seconds a duration such as `60s`, `5m`, `1h` or `1d` has.
pub(crate) fn seconds(text: &str) -> Result<u64, Problem> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.strip_suffix(unit).unwrap_or_default();
    let factor = match unit {
        "s" | "" => 1,
        "m" | "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => 0,
    };
    let seconds = number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(factor));
    let seconds = seconds.filter(|seconds| (1..=LONGEST_CACHE).contains(seconds));
    seconds.ok_or_else(|| {
        wrong("answers are kept from `1s` to `31d`", "cache", text)
            .note("as in `60s`, `5m` or `1h`")
            .fix("60s")
    })
}

/// The type of the primary key.
pub(super) fn id(text: Option<&str>) -> Result<Id, Problem> {
    match text.map(str::to_ascii_lowercase).as_deref() {
        None | Some("bigint") => Ok(Id::BigInt),
        Some("uuid") => Ok(Id::Uuid),
        Some(other) => {
            let problem = wrong("an id is a `bigint` or a `uuid`", "id", other);
            Err(match did_you_mean(other, ["bigint", "uuid"]) {
                Some(close) => problem.note(format!("did you mean `{close}`?")).fix(close),
                None => problem,
            })
        }
    }
}

/// The field that says whose a row is; it is added where nothing else can be meant.
pub(super) fn owner(
    request: &Request,
    fields: &mut Vec<Field>,
    scope: &Scope,
) -> Result<Option<String>, Problem> {
    let Some(owner) = &request.owner else {
        return Ok(None);
    };
    needs(scope, "owner", "auth", "an owner is a user")?;
    let users = |field: &&Field| {
        matches!(
            &field.kind,
            Kind::References {
                target: Target::User,
                ..
            }
        )
    };
    let to_users: Vec<_> = fields
        .iter()
        .filter(users)
        .map(|f| f.name.clone())
        .collect();
    let stem = owner.strip_suffix("_id").unwrap_or(owner).to_owned();
    match to_users.as_slice() {
        _ if to_users.contains(&stem) => Ok(Some(stem)),
        [only] if owner.is_empty() => Ok(Some(only.clone())),
        [] if owner.is_empty() => {
            fields.push(super::parse("user:references:users", scope)?);
            Ok(Some("user".to_owned()))
        }
        [] => Err(wrong(
            format!("`{owner}` is no reference to users, nor is another field"),
            "owner",
            owner,
        )
        .fix("")),
        [first, ..] => {
            let names = alternatives(&to_users);
            let message = match owner.as_str() {
                "" => "more than one field refers to users".to_owned(),
                owner => format!("`{owner}` is no reference to users"),
            };
            Err(wrong(message, "owner", owner)
                .note(format!("how about {names}?"))
                .fix(first))
        }
    }
}

/// Refuses options that contradict each other, or need what the project has not.
pub(super) fn check(entity: &Entity, request: &Request, scope: &Scope) -> Result<(), Problem> {
    if entity.admin {
        needs(scope, "admin", "auth", "an admin is a user")?;
    }
    if entity.cache.is_some() {
        needs(scope, "cache", "cache", "answers are kept in the cache")?;
    }
    if entity.rate_limit {
        needs(
            scope,
            "rate_limit",
            "rate-limit",
            "requests are counted by the limiter",
        )?;
    }
    let has = |operation| entity.operations.contains(&operation);
    let reads = has(Operation::List) || has(Operation::Get);
    if entity.soft_delete && !has(Operation::Delete) {
        let message = "`soft_delete` is of no use without `delete` among the operations";
        return Err(wrong(message, "soft_delete", "").fix(""));
    }
    if entity.cache.is_some() && !reads {
        let message = "`cache` is of no use without `list` or `get` among the operations";
        return Err(wrong(message, "cache", "").fix(""));
    }
    settable(entity, request)
}

/// Somebody must be able to set every field, and requests must have something to say.
fn settable(entity: &Entity, request: &Request) -> Result<(), Problem> {
    let owns = |field: &Field| entity.owner.as_ref() == Some(&field.name);
    for (index, field) in entity.fields.iter().enumerate() {
        if field.readonly && !field.optional && field.default.is_none() && !owns(field) {
            let text = request.fields.get(index).map_or("", String::as_str);
            let message = format!("nobody could ever set `{}`, which is required", field.name);
            let at = text.rfind("readonly").unwrap_or_default();
            let token = at..at + "readonly".len();
            let fix = format!("{text}:optional");
            return Err(Problem::new(message, Place::Field(index), token)
                .note("add `optional` or a default")
                .fix(fix));
        }
    }
    let mut fields = entity.fields.iter();
    let writes = [Operation::Create, Operation::Update];
    let writes = writes.iter().any(|write| entity.operations.contains(write));
    if writes && !fields.any(|field| !field.readonly && !owns(field)) {
        let name = &entity.name;
        let message =
            format!("a request could say nothing about a `{name}`: it has no field to set");
        let mut words = vec!["boilerplate add entity".to_owned(), name.clone()];
        words.extend(entity.fields.iter().map(Field::to_string));
        words.push("name:string".to_owned());
        return Err(Problem::new(message, Place::Name, 0..0).help(words.join(" ")));
    }
    Ok(())
}

fn needs(scope: &Scope, option: &'static str, feature: &str, why: &str) -> Result<(), Problem> {
    if scope.has(feature) {
        return Ok(());
    }
    let message = format!("`{option}` needs `{feature}`, which is off: {why}");
    Err(wrong(message, option, "").fix(""))
}
