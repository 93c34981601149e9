//! The files around the code, checked by the tools that they are for, without an engine or a cluster.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use walkdir::WalkDir;

use super::docker::{compose, output};
use super::presets::SETS;
use super::project::Project;

/// The recipes that every project has.
const RECIPES: [&str; 8] = [
    "run",
    "test",
    "migrate",
    "rollback",
    "reset",
    "new-migration",
    "lint",
    "format",
];

/// For sets that hold every pair of options: `docker-compose config` of each environment, the schemas
/// of Kubernetes and of GitHub's workflows, what actionlint knows of them, and the recipes of the
/// justfile.
#[test]
#[ignore = "slow"]
fn files_around_the_code_are_valid() {
    let tools = [
        "docker-compose",
        "kubernetes-validate",
        "check-jsonschema",
        "actionlint",
        "just",
    ];
    let [
        has_compose,
        has_kubernetes,
        has_schemas,
        has_actionlint,
        has_just,
    ] = tools.map(is_there);
    let everything: &[&[&str]] = &[&["--k8s"], &["--preset=api"], &["--preset=minimal"]];
    for options in everything.iter().chain(&SETS) {
        println!("  new {}", options.join(" "));
        let project = Project::new(options);
        let folder = project.path();
        if has_compose && folder.join("compose.yaml").exists() {
            for environment in [
                "compose.yaml",
                "compose.staging.yaml",
                "compose.production.yaml",
            ] {
                let mut command = compose(folder);
                command.args(["-f", "compose.yaml", "-f", environment, "config", "-q"]);
                output(command.env("ALLOWED_HOSTS", "api.example.com"));
            }
        }
        let manifests = yaml(&folder.join("deploy/k8s"));
        let objects = manifests
            .iter()
            .filter(|path| !path.ends_with("kustomization.yaml"));
        for path in objects.filter(|_| has_kubernetes) {
            output(
                Command::new("kubernetes-validate")
                    .args(["--strict", "--quiet"])
                    .arg(path),
            );
        }
        for workflow in yaml(&folder.join(".github")) {
            if has_schemas {
                let mut command = Command::new("check-jsonschema");
                command.args(["--builtin-schema", "vendor.github-workflows"]);
                output(command.arg(&workflow));
            }
            if has_actionlint {
                output(Command::new("actionlint").arg(&workflow));
            }
        }
        if has_just {
            let summary = output(Command::new("just").arg("--summary").current_dir(folder));
            let there: Vec<_> = summary.split_whitespace().collect();
            let missing = RECIPES.iter().find(|recipe| !there.contains(recipe));
            assert!(missing.is_none(), "{missing:?} in {summary}");
        }
    }
}

pub(crate) fn is_there(tool: &str) -> bool {
    let mut command = Command::new(tool);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let there = command.status().is_ok_and(|status| status.success());
    if !there {
        println!("  SKIPPED: there is no {tool}");
    }
    there
}

fn yaml(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).into_iter().flatten();
    let paths = entries.map(walkdir::DirEntry::into_path);
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|e| e == "yaml" || e == "yml");
    paths.filter(is_yaml).collect()
}
