use std::{env, fs, time::Duration};

use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{Env, source::Source};

fn problems(env: Env) -> Vec<String> {
    let error = env.finish().err().map(|error| error.to_string());
    let lines = error.iter().flat_map(|text| text.lines().skip(1));
    lines.map(|line| line.trim().to_owned()).collect()
}

fn over(process: &[(&str, &str)], dotenv: &str) -> Env {
    let mut env = Env::from_pairs(process.iter().copied());
    let file = Source::parse_dotenv(".env", dotenv, &mut env.problems);
    env.sources.push(file);
    env
}

#[test]
fn typed_values_and_defaults() {
    let mut env = Env::from_pairs([
        ("PORT", " 8080 "),
        ("DEBUG", "Yes"),
        ("ORIGINS", "a, b ,,c"),
        ("COLOUR", "RED"),
        ("EMPTY", "  "),
        ("TTL", "2"),
    ]);
    assert_eq!(env.integer("PORT", 0..=u16::MAX, 1), 8080);
    assert!(env.bool("DEBUG", false));
    let origins = env.list("ORIGINS", "names", vec![], |item| Some(item.to_owned()));
    assert_eq!(origins, ["a", "b", "c"]);
    assert_eq!(env.choice("COLOUR", &[("red", 1), ("blue", 2)], 2), 1);
    assert_eq!(env.text("EMPTY", "default"), "default");
    assert_eq!(env.minutes("TTL", 30), Duration::from_secs(120));
    assert_eq!(env.days("UNSET", 7), Duration::from_secs(7 * 86_400));
    assert_eq!(env.optional("UNSET"), None);
    assert_eq!(problems(env), Vec::<String>::new());
}

#[test]
fn every_problem_is_reported_with_its_origin() {
    let mut env = over(
        &[("PORT", "http")],
        "# ports\nLIMIT=-1\nexport MODE=quick\n",
    );
    env.integer("PORT", 0..=u16::MAX, 1);
    env.integer("LIMIT", 1..=10_u32, 1);
    env.choice("MODE", &[("fast", 1), ("slow", 2)], 1);
    env.reject("MODE", "not today");
    assert_eq!(
        problems(env),
        [
            "PORT: expected an integer from 0 to 65535, got `http` (given pairs)",
            "LIMIT: expected an integer from 1 to 10, got `-1` (.env line 2)",
            "MODE: expected one of fast, slow, got `quick` (.env line 3)",
            "MODE: not today (.env line 3)",
        ]
    );
}

#[test]
fn the_process_wins_over_the_file() {
    let mut env = over(&[("A", "process"), ("B", "")], "A=file\nB=file\nC='$A'\n");
    assert_eq!(env.text("A", ""), "process");
    assert_eq!(env.text("B", ""), "file");
    assert_eq!(env.text("C", ""), "$A");
}

#[test]
fn a_broken_line_is_a_problem_that_does_not_show_it() {
    let env = over(&[], "SECRET_KEY hunter2\n");
    assert_eq!(
        problems(env),
        [".env: holds a line that is not `NAME=value`"]
    );
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let path = env::temp_dir().join(Uuid::now_v7().to_string());
    fs::write(&path, "hunter2\n").expect("the temporary folder is writable");
    let file = path.display().to_string();

    let mut env = over(&[("KEY_FILE", &file)], "KEY=from-dotenv\n");
    let key = env.secret("KEY");
    assert_eq!(key.as_ref().map(|key| key.expose_secret()), Some("hunter2"));
    env.reject("KEY", "too short");
    let text = problems(env).join("\n");
    assert_eq!(
        text,
        format!("KEY: too short (file {file} of KEY_FILE, given pairs)")
    );
    assert!(!format!("{key:?}").contains("hunter2"));
    fs::remove_file(&path).expect("the file exists");

    let mut env = Env::from_pairs([("KEY_FILE", file.as_str())]);
    assert!(env.secret("KEY").is_none());
    assert!(problems(env)[0].starts_with("KEY_FILE: cannot read"));

    let mut env = Env::from_pairs([("KEY", "a"), ("KEY_FILE", "b")]);
    assert!(env.secret("KEY").is_none());
    assert_eq!(
        problems(env),
        ["KEY: set together with KEY_FILE (given pairs)"]
    );
}
