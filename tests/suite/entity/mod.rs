//! What an entity may be, in every spelling, and what it may not.

mod grammar;
mod names;
mod random;
mod refusals;
mod rendered;

use boilerplate_cli::entity::{Entity, Names, Problem, Request, Scope, parse};
use boilerplate_cli::features::Features;

/// A full project with the entities `Post`, `Category` and `BlogPost`.
fn scope() -> Scope {
    let table = Features::load();
    let features = table.iter().flat_map(Features::all);
    let names = [
        ("Post", "posts"),
        ("Category", "categories"),
        ("BlogPost", "blog_posts"),
    ];
    let names = names.map(|(name, plural)| Names::new(name, plural));
    Scope {
        features: features
            .map(|feature| (feature.name.clone(), true))
            .collect(),
        names: names.to_vec(),
    }
}

/// The canonical spelling of a field, or what is wrong with it.
fn canonical(text: &str) -> String {
    match parse(text, &scope()) {
        Ok(field) => field.to_string(),
        Err(problem) => shown(text, &problem),
    }
}

fn shown(text: &str, problem: &Problem) -> String {
    let token = text.get(problem.token.clone()).unwrap_or("?");
    let mut line = format!("{} [{token}]", problem.message);
    for part in [problem.note.as_deref(), problem.fix.as_deref()]
        .into_iter()
        .flatten()
    {
        line += &format!(" | {part}");
    }
    line
}

/// A request for an entity with these fields.
fn request(name: &str, fields: &[&str]) -> Request {
    Request {
        name: name.to_owned(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        ..Request::default()
    }
}

/// An entity beside no other one, or what is wrong with it.
fn entity(request: &Request) -> Result<Entity, String> {
    let refused = request.entity(&scope(), &[]);
    refused.map_err(|refused| {
        let better = refused
            .better
            .map(|better| format!(" | {} {:?}", better.name, better.fields));
        let note = refused.problem.note.map(|note| format!(" | {note}"));
        let parts = [note, better].into_iter().flatten();
        refused.problem.message.to_string() + &parts.collect::<String>()
    })
}
