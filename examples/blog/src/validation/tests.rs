use serde_json::{Map, Value, json};

use super::rules::{integer, or_null, secret, text};
use super::{Fields, Input, Source, schema};

#[derive(Debug, PartialEq)]
struct Sample {
    count: i64,
    note: Option<Option<String>>,
}

impl Input for Sample {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let count = fields.required("count", integer().min(1).max(10));
        let note = fields.optional("note", or_null(text(1, 5)));
        let token = fields.optional("token", secret(1, 5));
        token?;
        Some(Self {
            count: count?,
            note: note?,
        })
    }
}

fn check(source: Source, sent: &Value) -> Result<Sample, Vec<String>> {
    let sent: Map<String, Value> = serde_json::from_value(sent.clone()).unwrap();
    Fields::check(source, &sent).map_err(|failures| {
        failures
            .iter()
            .map(|failure| format!("{} {failure}", failure.kind))
            .collect()
    })
}

#[test]
fn absent_and_null_are_told_apart() {
    let read = |sent| check(Source::Json, &sent).unwrap().note;
    assert_eq!(read(json!({ "count": 1 })), None);
    assert_eq!(read(json!({ "count": 1, "note": null })), Some(None));
    assert_eq!(
        read(json!({ "count": 1, "note": "hi" })),
        Some(Some("hi".to_owned()))
    );
}

#[test]
fn integers_are_strict_in_json_and_text_elsewhere() {
    for value in [
        json!("5"),
        json!(5.0),
        json!(true),
        json!(null),
        json!(1e30),
    ] {
        let failures = check(Source::Json, &json!({ "count": value })).unwrap_err();
        assert_eq!(
            failures,
            ["int_type count: Input should be a valid integer"]
        );
    }
    assert_eq!(
        check(Source::Query, &json!({ "count": "5" }))
            .unwrap()
            .count,
        5
    );
    let failures = check(Source::Query, &json!({ "count": "5.0" })).unwrap_err();
    assert!(
        failures[0].starts_with("int_parsing count:"),
        "{failures:?}"
    );
    let failures = check(Source::Json, &json!({ "count": u64::MAX })).unwrap_err();
    assert!(
        failures[0].starts_with("int_parsing_size count:"),
        "{failures:?}"
    );
}

#[test]
fn every_failure_is_reported_in_the_order_of_the_fields() {
    let failures = check(
        Source::Json,
        &json!({ "b": 1, "note": "too long", "a": 1, "count": 0 }),
    );
    assert_eq!(
        failures.unwrap_err(),
        [
            "greater_than_equal count: Input should be greater than or equal to 1",
            "string_too_long note: String should have at most 5 characters",
            "extra_forbidden a: Extra inputs are not permitted",
            "extra_forbidden b: Extra inputs are not permitted",
        ]
    );
}

#[test]
fn a_missing_field_repeats_what_was_sent_except_secrets() {
    let sent: Map<String, Value> =
        serde_json::from_value(json!({ "note": "hi", "token": "hunter2" })).unwrap();
    let failures = Fields::check::<Sample>(Source::Json, &sent).unwrap_err();
    assert_eq!(failures[0].input, json!({ "note": "hi" }));
    assert_eq!(failures[1].input, Value::Null);
}

#[test]
fn the_schema_states_the_rules() {
    let schema = serde_json::to_value(schema::body::<Sample>()).unwrap();
    assert_eq!(schema["required"], json!(["count"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["count"]["maximum"], 10);
    assert_eq!(
        schema["properties"]["note"]["type"],
        json!(["string", "null"])
    );
    assert_eq!(schema["properties"]["token"]["writeOnly"], true);
}
