use std::collections::BTreeSet;

use super::{Config, Environment};
use crate::testing::{config, env};

fn refuse(settings: &[(&str, &str)]) -> String {
    match Config::read(env(settings)) {
        Ok(config) => panic!("accepted: {config:?}"),
        Err(error) => error.to_string(),
    }
}

fn example() -> Vec<(&'static str, &'static str)> {
    include_str!("../../.env.example")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .collect()
}

#[test]
fn the_example_names_every_setting_and_no_other() {
    let mut env = env(&[]);
    Config::collect(&mut env);
    let read: BTreeSet<_> = env.names().collect();
    let written: BTreeSet<_> = example().into_iter().map(|(name, _)| name).collect();
    assert_eq!(written, read);
}

#[test]
fn the_example_holds_the_defaults() {
    let example: Vec<_> = example()
        .into_iter()
        .filter(|(name, value)| !value.is_empty() && *name != "ADMIN_PASSWORD")
        .collect();
    assert_eq!(
        format!("{:?}", config(&example)),
        format!("{:?}", config(&[]))
    );
}

#[test]
fn all_problems_at_once() {
    let text = refuse(&[
        ("PORT", "http"),
        ("LOG_LEVEL", "inof"),
        ("DATABASE_URL", "mysql://root:hunter2@db/shop"),
        ("ALLOWED_HOSTS", "https://example.com"),
        ("CORS_ORIGINS", "example.com"),
    ]);
    for name in [
        "PORT",
        "LOG_LEVEL",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "CORS_ORIGINS",
    ] {
        assert!(text.contains(&format!("\n  {name}: ")), "{name} in {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn production_refuses_unsafe_settings() {
    let text = refuse(&[("ENVIRONMENT", "production"), ("CORS_ORIGINS", "*")]);
    for name in ["ALLOWED_HOSTS", "CORS_ORIGINS"] {
        assert!(text.contains(&format!("\n  {name}: ")), "{name} in {text}");
    }
    let config = config(&[
        ("ENVIRONMENT", "production"),
        ("ALLOWED_HOSTS", "Example.com, *.example.com"),
        ("CORS_ORIGINS", "https://example.com/"),
    ]);
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(
        config.server.allowed_hosts,
        ["example.com", "*.example.com"]
    );
    assert_eq!(config.server.cors_origins, ["https://example.com"]);
}
