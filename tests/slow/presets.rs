//! Option sets that together hold every pair of options, each compiled, linted and tested.

use super::database::server;
use super::project::Project;

/// `auth`, `tiers`, `docs`, `metrics` and the databases: each pair of their values stands in at
/// least one row, of which the golden projects are two.
const SETS: [&[&str]; 5] = [
    &["--no-docs", "--database", "postgres"],
    &["--no-docs", "--no-metrics", "--database", "sqlite"],
    &["--no-tiers", "--no-metrics", "--database", "sqlite"],
    &[
        "--no-auth",
        "--no-metrics",
        "--no-agents-md",
        "--database",
        "postgres",
    ],
    &["--no-auth", "--no-docs", "--database", "sqlite"],
];

#[test]
#[ignore = "slow"]
fn every_pair_of_options_works() {
    for options in SETS {
        println!("  new {}", options.join(" "));
        let project = Project::new(options);
        let runs_on_sqlite = !options.contains(&"postgres");
        let server = server();
        project.check((!runs_on_sqlite).then_some(server.as_str()));
    }
}
