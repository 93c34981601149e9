//! What is said about a field against its type.

use std::cmp::Ordering;
use std::ops::Range;

use super::grammar::{Reader, Said};
use super::modifiers::Modifier;
use super::problem::Problem;
use super::{Field, Kind, value};

/// The parameters that every list has.
const PARAMETERS: &[&str] = &[
    "page",
    "items_per_page",
    "cursor",
    "limit",
    "sort",
    "include",
    "search",
];

/// Refuses what makes no sense for the field's type, or for the rest of what is said.
pub(super) fn field(field: &Field, reader: &Reader<'_>) -> Result<(), Problem> {
    for said in &reader.said {
        if let Some(reason) = senseless(said.modifier, field) {
            let problem = Problem::in_field(reason, said.token.clone());
            return Err(problem.fix(removed(reader, said)));
        }
    }
    limits(field, reader)?;
    default(field, reader)?;
    pairs(field, reader)
}

/// The field without something that is said about it.
fn removed(reader: &Reader<'_>, said: &Said) -> String {
    match reader.get(&said.token).len() {
        1 => reader.replaced(&said.token, ""),
        _ => reader.without(&said.token),
    }
}

/// Why a modifier makes no sense for the field's type.
fn senseless(modifier: Modifier, field: &Field) -> Option<String> {
    let kind = field.kind.name();
    let (allowed, reason) = match modifier {
        Modifier::Unique => (
            !matches!(field.kind, Kind::Json | Kind::Bool),
            format!("a `{kind}` cannot be unique"),
        ),
        Modifier::Index => (
            field.kind != Kind::Json,
            "`json` cannot be indexed".to_owned(),
        ),
        Modifier::Filter => (
            field.kind != Kind::Json,
            "lists cannot be filtered by `json`".to_owned(),
        ),
        Modifier::Sort => (
            field.kind != Kind::Json,
            "lists cannot be sorted by `json`".to_owned(),
        ),
        Modifier::Search => (
            field.kind.is_text(),
            format!("only texts can be searched, and `{kind}` is none"),
        ),
        Modifier::Pattern => (
            field.kind.is_text(),
            format!("only texts have a pattern, and `{kind}` is none"),
        ),
        Modifier::Min | Modifier::Max => (
            field.kind.is_text() || field.kind.is_number(),
            format!("only numbers and texts have limits, and `{kind}` is neither"),
        ),
        Modifier::Default if field.kind == Kind::Uuid => (
            false,
            "a `uuid` has no default: it would be that of every row".to_owned(),
        ),
        Modifier::Default => (
            !field.is_reference(),
            "a reference has no default: no row is there from the start".to_owned(),
        ),
        _ => return None,
    };
    (!allowed).then_some(reason)
}

fn said<'a>(reader: &'a Reader<'_>, modifier: Modifier) -> Option<&'a Said> {
    reader.said.iter().find(|said| said.modifier == modifier)
}

/// Where a value stands, or the field's name if there is none.
fn place(reader: &Reader<'_>, modifier: Modifier) -> Range<usize> {
    let value = said(reader, modifier).and_then(|said| said.value.clone());
    value.unwrap_or_else(|| reader.name.clone())
}

fn limits(field: &Field, reader: &Reader<'_>) -> Result<(), Problem> {
    let limits = [(Modifier::Min, &field.min), (Modifier::Max, &field.max)];
    for (modifier, limit) in limits {
        let Some(limit) = limit else { continue };
        let token = place(reader, modifier);
        if let Some(reason) = limit_misfit(&field.kind, limit) {
            let message = format!("`{}` {reason}", modifier.name());
            let problem = Problem::in_field(message, token);
            return Err(match said(reader, modifier) {
                Some(said) => problem.fix(removed(reader, said)),
                None => problem,
            });
        }
    }
    if let (Some(min), Some(max)) = (&field.min, &field.max) {
        let kind = match field.kind.is_text() {
            true => &Kind::BigInt,
            false => &field.kind,
        };
        if value::compare(kind, min, max) == Some(Ordering::Greater) {
            let token = place(reader, Modifier::Min);
            let message = format!("`min` is greater than `max`, which is {max}");
            let fix = reader.replaced(&token, max);
            return Err(Problem::in_field(message, token).fix(fix));
        }
    }
    if let Some(reason) = field.pattern.as_deref().and_then(value::broken_pattern) {
        let message = format!("`pattern` is no regular expression: {reason}");
        return Err(Problem::in_field(message, place(reader, Modifier::Pattern)));
    }
    Ok(())
}

fn limit_misfit(kind: &Kind, limit: &str) -> Option<String> {
    if !kind.is_text() {
        return value::misfit(kind, limit);
    }
    let most = match kind {
        Kind::String(length) => *length,
        Kind::Email => 254,
        Kind::Url => 2083,
        _ => 1_000_000_000,
    };
    let digits = limit.chars().all(|c| c.is_ascii_digit());
    let length = limit.parse::<u32>().ok().filter(|_| digits);
    let fits = length.is_some_and(|length| length <= most);
    (!fits).then(|| format!("must be a number of characters, at most {most}"))
}

fn default(field: &Field, reader: &Reader<'_>) -> Result<(), Problem> {
    let Some(default) = &field.default else {
        return Ok(());
    };
    let Some(reason) = default_misfit(field, default) else {
        return Ok(());
    };
    let token = place(reader, Modifier::Default);
    let problem = Problem::in_field(format!("the default {reason}"), token.clone());
    let fix = match (&field.kind, default.to_lowercase().as_str()) {
        (Kind::Bool, "1" | "t" | "yes" | "on" | "y") => Some("true".to_owned()),
        (Kind::Bool, "0" | "f" | "no" | "off" | "n") => Some("false".to_owned()),
        (Kind::Bool, "true" | "false") => Some(default.to_lowercase()),
        (Kind::Enum(values), word) => {
            crate::refusal::did_you_mean(word, values.iter().map(String::as_str)).map(str::to_owned)
        }
        _ => None,
    };
    Err(match fix {
        Some(fix) => problem
            .note(format!("did you mean `{fix}`?"))
            .fix(reader.replaced(&token, &fix)),
        None => match said(reader, Modifier::Default) {
            Some(said) => problem.fix(removed(reader, said)),
            None => problem,
        },
    })
}

/// Why a value cannot be what rows of a field have, if it cannot.
pub(super) fn default_misfit(field: &Field, default: &str) -> Option<String> {
    if default.chars().any(char::is_control) {
        return Some("contains a control character".to_owned());
    }
    if let Some(reason) = value::misfit(&field.kind, default) {
        return Some(reason);
    }
    if field.kind.is_text() {
        return text_misfit(field, default);
    }
    let beyond = |limit: &Option<String>, wrong: Ordering| {
        let limit = limit.as_deref()?;
        let compared = value::compare(&field.kind, default, limit)?;
        (compared == wrong).then(|| limit.to_owned())
    };
    if let Some(min) = beyond(&field.min, Ordering::Less) {
        return Some(format!("is less than `min`, which is {min}"));
    }
    beyond(&field.max, Ordering::Greater)
        .map(|max| format!("is greater than `max`, which is {max}"))
}

fn text_misfit(field: &Field, default: &str) -> Option<String> {
    let length = default.chars().count();
    let limit = |limit: &Option<String>| limit.as_ref().and_then(|limit| limit.parse().ok());
    if let Some(min) = limit(&field.min).filter(|min: &usize| length < *min) {
        return Some(format!("is shorter than `min`, which is {min}"));
    }
    if let Some(max) = limit(&field.max).filter(|max: &usize| length > *max) {
        return Some(format!("is longer than `max`, which is {max}"));
    }
    let pattern = field.pattern.as_deref();
    let matches = pattern.is_none_or(|pattern| value::matches(pattern, default));
    (!matches).then(|| "does not match the pattern".to_owned())
}

/// Refuses what is said twice over, or contradicts itself.
fn pairs(field: &Field, reader: &Reader<'_>) -> Result<(), Problem> {
    let set_null = said(reader, Modifier::Setnull);
    if let (Some(said), false) = (set_null, field.optional) {
        let message = "`setnull` needs a reference that may be null";
        let fix = reader.replaced(&(said.token.start..said.token.start), "optional:");
        return Err(Problem::in_field(message, said.token.clone())
            .note("add `optional`")
            .fix(fix));
    }
    let refused = [
        (
            field.unique && field.default.is_some(),
            Modifier::Default,
            "a unique field has no default: the second row would have it too",
        ),
        (
            field.optional && said(reader, Modifier::Required).is_some(),
            Modifier::Required,
            "a field cannot be both required and optional",
        ),
        (
            field.readonly && field.writeonly,
            Modifier::Writeonly,
            "nobody could set the field, and nobody see it",
        ),
        (
            field.writeonly && field.filter,
            Modifier::Filter,
            "lists cannot be filtered by what nobody may see",
        ),
        (
            field.writeonly && field.sort,
            Modifier::Sort,
            "lists cannot be sorted by what nobody may see",
        ),
        (
            field.writeonly && field.search,
            Modifier::Search,
            "lists cannot be searched for what nobody may see",
        ),
    ];
    for (is_wrong, modifier, message) in refused {
        if let (true, Some(said)) = (is_wrong, said(reader, modifier)) {
            let problem = Problem::in_field(message, said.token.clone());
            return Err(problem.fix(removed(reader, said)));
        }
    }
    parameter(field, reader)
}

/// The name of a filter is a parameter of lists, which have some already.
fn parameter(field: &Field, reader: &Reader<'_>) -> Result<(), Problem> {
    if !field.filter || !PARAMETERS.contains(&field.column().as_str()) {
        return Ok(());
    }
    let name = reader.get(&reader.name);
    let better = format!("{}_value", field.name);
    let message = format!("`{name}` cannot be a filter: every list has a parameter of that name");
    let fix = reader.replaced(&reader.name, &better);
    Err(Problem::in_field(message, reader.name.clone())
        .note(format!("how about `{better}`?"))
        .fix(fix))
}
