//! Problems of an entity as refusals of the command line.

use std::ops::Range;

use crate::cli::command_line;
use crate::entity::{Place, Refused, Request};
use crate::refusal::Refusal;

/// Points at what was typed, and gives the command that would do.
pub(super) fn refusal(request: &Request, refused: &Refused) -> Refusal {
    let problem = &refused.problem;
    let refusal = Refusal::new(problem.message.as_ref());
    let (line, token) = typed(request, problem.place, problem.token.clone());
    let refusal = match line.is_empty() {
        true => refusal,
        false => refusal.at_range(&line, token),
    };
    let refusal = match &problem.note {
        Some(note) => refusal.note(note.as_ref()),
        None => refusal,
    };
    match (&refused.better, &problem.help) {
        (Some(better), _) => refusal.help(command_line(better)),
        (None, Some(help)) => refusal.help(help.as_ref()),
        (None, None) => refusal,
    }
}

/// The part of the command line that a problem is about.
fn typed(request: &Request, place: Place, token: Range<usize>) -> (String, Range<usize>) {
    let option = match place {
        Place::Name => return (request.name.clone(), token),
        Place::Field(index) => {
            let text = request.fields.get(index).cloned();
            return (text.unwrap_or_default(), token);
        }
        Place::Option(option) => option,
    };
    let flag = format!("--{}", option.replace('_', "-"));
    let value = match option {
        "plural" => request.plural.clone(),
        "owner" => request.owner.clone(),
        "only" => request.only.as_ref().map(|only| only.join(",")),
        "cache" => request.cache.clone(),
        "id" => request.id.clone(),
        _ => None,
    };
    match value {
        Some(value) if !value.is_empty() => {
            let start = flag.len() + 1;
            let token = match token.is_empty() {
                true => 0..flag.len(),
                false => start + token.start..start + token.end,
            };
            (format!("{flag}={value}"), token)
        }
        _ => {
            let token = 0..flag.len();
            (flag, token)
        }
    }
}
