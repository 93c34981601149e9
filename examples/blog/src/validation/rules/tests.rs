use sea_orm::prelude::*;
use serde_json::{Value, json};

use super::{Rule, boolean, choice, date, datetime, decimal, float, integer_of, json_value, slug};
use super::{time, uuid};
use crate::validation::Source;

#[derive(Clone, Debug, PartialEq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(5))",
    rename_all = "snake_case"
)]
enum Mood {
    Calm,
    Wild,
}

/// The types of the failures of JSON values, empty where one passes.
fn failures<R: Rule>(rule: R, values: &[Value]) -> Vec<&'static str> {
    let check = |value| rule.check(value, Source::Json);
    let values = values.iter();
    values
        .map(|value| check(value).map_or_else(|problem| problem.kind, |_| ""))
        .collect()
}

#[test]
fn integers_fit_their_type() {
    let values = [json!(32_767), json!(32_768), json!(-32_769), json!("1")];
    let expected = ["", "less_than_equal", "greater_than_equal", "int_type"];
    assert_eq!(failures(integer_of::<i16>(), &values), expected);
}

#[test]
fn floats_are_finite() {
    let values = [json!(1), json!(1.5), json!(1e39), json!("1.5"), json!(-1)];
    let expected = ["", "", "finite_number", "float_type", "greater_than_equal"];
    assert_eq!(failures(float::<f32>().min(0.0), &values), expected);
    let nan = float::<f64>().check(&json!("NaN"), Source::Query);
    assert_eq!(nan.unwrap_err().kind, "finite_number");
}

#[test]
fn decimals_are_exact() {
    let rule = decimal(5, 2).max(50_000, 2);
    let values = [
        json!("12.30"),
        json!(12.3),
        json!("12.345"),
        json!("1234"),
        json!("500.01"),
        json!("much"),
        json!(true),
    ];
    let expected = [
        "",
        "",
        "decimal_max_places",
        "less_than_equal",
        "less_than_equal",
        "decimal_parsing",
        "decimal_type",
    ];
    assert_eq!(failures(rule, &values), expected);
    assert_eq!(
        failures(decimal(5, 2), &[json!("1234")]),
        ["decimal_whole_digits"]
    );
    let tenth = decimal(5, 2).check(&json!(0.1), Source::Json);
    assert_eq!(tenth.unwrap(), Decimal::new(1, 1));
}

#[test]
fn answers_have_all_digits_of_a_decimal() {
    #[derive(serde::Serialize)]
    struct Price(#[serde(serialize_with = "super::fixed::<2, _, _>")] Option<Decimal>);

    assert_eq!(json!(Price(Some(Decimal::new(5, 1)))), json!("0.50"));
    assert_eq!(json!(Price(None)), Value::Null);
}

#[test]
fn dates_and_times_have_one_form() {
    let dates = [
        json!("2026-01-31"),
        json!("2026-1-31"),
        json!("2026-02-30"),
        json!(1),
    ];
    let expected = ["", "date_parsing", "date_parsing", "date_type"];
    assert_eq!(failures(date(), &dates), expected);
    let times = [
        json!("08:30"),
        json!("08:30:00.5"),
        json!("8 o'clock"),
        json!(8),
    ];
    let expected = ["", "", "time_parsing", "time_type"];
    assert_eq!(failures(time(), &times), expected);
    let moments = [
        json!("2026-01-31T08:30:00+01:00"),
        json!("2026-01-31T08:30:00"),
        json!("9999-12-31T23:59:59-01:00"),
        json!(1),
    ];
    let expected = ["", "datetime_parsing", "datetime_parsing", "datetime_type"];
    assert_eq!(failures(datetime(), &moments), expected);
}

#[test]
fn moments_are_kept_as_every_database_keeps_them() {
    let moment = datetime().check(&json!("2026-01-31T08:30:00.123456789Z"), Source::Json);
    assert_eq!(json!(moment.unwrap()), "2026-01-31T08:30:00.123456Z");
}

#[test]
fn choices_are_named_where_none_is_met() {
    assert_eq!(
        choice::<Mood>().check(&json!("wild"), Source::Json),
        Ok(Mood::Wild)
    );
    let problem = choice::<Mood>().check(&json!("Wild"), Source::Json);
    assert_eq!(problem.unwrap_err().msg, "Input should be 'calm' or 'wild'");
}

#[test]
fn other_values_are_strict() {
    assert_eq!(
        failures(boolean(), &[json!(true), json!("true"), json!(1)]),
        ["", "bool_type", "bool_type"]
    );
    assert_eq!(
        failures(uuid(), &[json!("x"), json!(1)]),
        ["uuid_parsing", "uuid_type"]
    );
    let slugs = [json!("a-b-2"), json!("A"), json!("a--b"), json!("-a")];
    let pattern = "string_pattern_mismatch";
    assert_eq!(failures(slug(20), &slugs), ["", pattern, pattern, pattern]);
    let values = [
        json!({ "a": [1] }),
        json!(null),
        json!({ "a": ["\0"] }),
        json!({ "\0": 1 }),
    ];
    let refused = "value_error";
    assert_eq!(
        failures(json_value(), &values),
        ["", refused, refused, refused]
    );
}

#[test]
fn documentation_does_not_change_a_rule() {
    let rule = boolean().example(true).with_default(false);
    assert_eq!(rule.check(&json!(true), Source::Json), Ok(true));
    let schema = json!(rule.schema().build());
    assert_eq!(
        (&schema["default"], &schema["examples"]),
        (&json!(false), &json!([true]))
    );
}
