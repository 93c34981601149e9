//! Option sets that together hold every pair of options, each compiled, linted and tested.

use std::collections::BTreeSet;

use boilerplate_cli::features::Features;
use boilerplate_cli::manifest::Manifest;

use super::database::server;
use super::entities::fitting;
use super::project::Project;
use super::redis::Redis;

/// Every pair of values of two features, or of a feature and the databases, stands in one of
/// these or in one of the golden projects.
pub(crate) const SETS: [&[&str]; 10] = [
    &["--no-auth", "--no-redis", "--no-docs", "--no-ci"],
    &[
        "--no-cache",
        "--no-queue",
        "--no-docs",
        "--no-metrics",
        "--k8s",
    ],
    &[
        "--no-rate-limit",
        "--no-redis",
        "--no-metrics",
        "--no-compose",
        "--no-ci",
    ],
    &[
        "--no-auth",
        "--no-rate-limit",
        "--no-queue",
        "--no-ci",
        "--k8s",
    ],
    &[
        "--no-tiers",
        "--no-cache",
        "--no-rate-limit",
        "--no-redis",
        "--no-nginx",
        "--no-agents-md",
        "--k8s",
    ],
    &["--no-auth", "--no-compose"],
    &["--database=sqlite", "--k8s"],
    &["--database=postgres", "--k8s"],
    &["--preset=minimal", "--database=sqlite"],
    &["--preset=minimal", "--database=postgres"],
];

/// Sets with one of these have entities, too: together they lack all that an entity may ask for.
const WITH_ENTITIES: [&str; 2] = ["--no-cache", "--preset=minimal"];

/// Each set, on every database that it has: on SQLite in one process alone, on PostgreSQL with
/// Redis where it has that.
#[test]
#[ignore = "slow"]
fn every_pair_of_options_works() {
    let (postgres, redis) = (server(), Redis::start());
    for options in SETS {
        println!("  new {}", options.join(" "));
        let project = Project::new(options);
        if options.iter().any(|option| WITH_ENTITIES.contains(option)) {
            let entities = fitting(options);
            entities
                .iter()
                .for_each(|entity| project.add_entity(entity));
        }
        project.lint();
        if !options.contains(&"--database=postgres") {
            project.test(&[]);
        }
        if !options.contains(&"--database=sqlite") {
            project.test(&[
                ("TEST_DATABASE_URL", &postgres),
                ("TEST_REDIS_URL", &redis.url()),
            ]);
        }
    }
}

#[test]
fn the_sets_hold_every_pair() {
    let table = Features::load().expect("the table of features");
    let full = table.presets().first().expect("a preset");
    let full = Manifest::new("shop", full, &table);
    let minimal = table.presets().last().expect("a preset");
    let minimal = Manifest::new("shop", minimal, &table);

    let mut all = vec![full.clone(), minimal.clone()];
    for features in 0..1_u32 << table.all().len() {
        for databases in ["sqlite", "postgres"] {
            let mut manifest = full.clone();
            let left_out = table.all().iter().enumerate();
            left_out.for_each(|(bit, feature)| match features & (1 << bit) {
                0 => manifest.insert(&feature.name),
                _ => manifest.remove(&feature.name),
            });
            choose(&mut manifest, databases, &table);
            if manifest.settle(&table).is_empty() {
                all.push(manifest);
            }
        }
    }
    let chosen = SETS.iter().map(|options| {
        let mut manifest = full.clone();
        for option in *options {
            if *option == "--k8s" {
                manifest.insert("k8s");
            } else if let Some(feature) = option.strip_prefix("--no-") {
                manifest.remove(feature);
            } else if let Some(database) = option.strip_prefix("--database=") {
                choose(&mut manifest, database, &table);
            } else {
                assert_eq!(*option, "--preset=minimal");
                manifest = minimal.clone();
            }
        }
        manifest.settle(&table);
        manifest
    });
    let chosen: Vec<_> = all[..2].iter().cloned().chain(chosen).collect();

    let missing: Vec<_> = pairs(&all).difference(&pairs(&chosen)).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

fn choose(manifest: &mut Manifest, database: &str, table: &Features) {
    let chosen = manifest.choose_databases(&[database.to_owned()], table);
    chosen.expect("a known database");
}

/// The pairs of values that these projects hold; what agents read does not matter to the rest.
fn pairs(manifests: &[Manifest]) -> BTreeSet<(String, String)> {
    let values = manifests.iter().map(|manifest| {
        let features = manifest
            .features
            .iter()
            .filter(|(name, _)| *name != "agents-md");
        let mut values: Vec<_> = features.map(|(name, on)| format!("{name} {on}")).collect();
        values.push(manifest.databases.join(","));
        values
    });
    values
        .flat_map(|values| {
            let pairs = values.iter().enumerate().flat_map(|(index, first)| {
                let others = values[index + 1..].iter();
                others.map(|second| (first.clone(), second.clone()))
            });
            pairs.collect::<Vec<_>>()
        })
        .collect()
}
