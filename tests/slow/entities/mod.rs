//! Projects with entities: compiled, linted, formatted and tested, on SQLite and on PostgreSQL.

mod specs;

use super::database::server;
use super::project::Project;

#[test]
#[ignore = "slow"]
fn every_type_and_shape_works() {
    let entities = [specs::ZOO, specs::SHAPES, specs::NAMES].concat();
    let project = check(&[], &entities);
    project.test(&[("TEST_DATABASE_URL", &server())]);
}

#[test]
#[ignore = "slow"]
fn forty_entities_that_refer_to_one_another_work() {
    let entities = specs::forty();
    let entities: Vec<_> = entities.iter().map(String::as_str).collect();
    let project = check(&[], &entities);
    project.test(&[("TEST_DATABASE_URL", &server())]);
}

/// Entities of every type and shape for a new project with these options, each without what such a
/// project does not have.
pub(crate) fn fitting(options: &[&str]) -> Vec<String> {
    let all = specs::ZOO.iter().chain(specs::SHAPES);
    all.map(|entity| fit(entity, options)).collect()
}

/// A project with these entities, which lints and passes its tests on SQLite.
fn check(options: &[&str], entities: &[&str]) -> Project {
    println!("  {} entities in new {}", entities.len(), options.join(" "));
    let project = Project::new(options);
    for entity in entities {
        project.add_entity(entity);
    }
    project.lint();
    project.test(&[]);
    project
}

/// The entity without what such a project does not have.
fn fit(entity: &str, options: &[&str]) -> String {
    let is_minimal = options.contains(&"--preset=minimal");
    let is_open = is_minimal || options.contains(&"--no-auth");
    let is_untiered = is_open || options.contains(&"--no-tiers");
    let is_uncached = is_minimal || options.contains(&"--no-cache");
    let mut words = Vec::new();
    let mut all = entity.split_whitespace();
    while let Some(word) = all.next() {
        let needs_users = word.starts_with("--owner")
            || word == "--admin"
            || word == "--public"
            || word.contains(":references:users");
        let needs_tiers = word.contains(":references:tiers");
        if is_uncached && word == "--cache" {
            all.next();
        } else if !(is_open && needs_users || is_untiered && needs_tiers) {
            words.push(word);
        }
    }
    words.join(" ")
}
