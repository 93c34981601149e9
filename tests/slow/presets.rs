//! Option sets that together hold every pair of options, each compiled, linted and tested.

use super::database::server;
use super::project::Project;

/// `auth`, `tiers`, `cache`, `rate-limit`, `redis`, `docs`, `metrics` and the databases: each pair
/// of their values stands in at least one row, of which the golden projects are two.
const SETS: [&[&str]; 7] = [
    &["--no-docs", "--no-cache", "--database", "postgres"],
    &[
        "--no-tiers",
        "--no-metrics",
        "--no-rate-limit",
        "--database",
        "sqlite",
    ],
    &[
        "--no-auth",
        "--no-rate-limit",
        "--database",
        "postgres",
        "--no-agents-md",
    ],
    &[
        "--no-auth",
        "--no-docs",
        "--no-cache",
        "--database",
        "sqlite",
    ],
    &["--no-redis", "--no-metrics", "--database", "postgres"],
    &[
        "--no-redis",
        "--no-docs",
        "--no-rate-limit",
        "--database",
        "sqlite",
    ],
    &["--no-tiers", "--no-cache", "--no-metrics", "--no-redis"],
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
