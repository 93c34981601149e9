//! Columns and their constraints as calls of SeaORM's schema builders.

use crate::entity::{Id, OnDelete};
use crate::render::entity::types;
use crate::schema::{Column, Reference, Table, Type};

/// The primary key.
pub(super) fn id(id: Id) -> &'static str {
    match id {
        Id::BigInt => {
            "ColumnDef::new(\"id\").big_integer().not_null().auto_increment().primary_key()"
        }
        Id::Uuid => "ColumnDef::new(\"id\").uuid().not_null().primary_key()",
    }
}

/// A column.
pub(super) fn definition(column: &Column) -> String {
    let kind = match column.kind {
        Type::Text(Some(length)) => format!("string_len({length})"),
        Type::Text(None) => "text()".to_owned(),
        Type::Integer => "integer()".to_owned(),
        Type::BigInteger => "big_integer()".to_owned(),
        Type::SmallInteger => "small_integer()".to_owned(),
        Type::Float => "float()".to_owned(),
        Type::Double => "double()".to_owned(),
        Type::Decimal(precision, scale) => format!("decimal_len({precision}, {scale})"),
        Type::Boolean => "boolean()".to_owned(),
        Type::Uuid => "uuid()".to_owned(),
        Type::Date => "date()".to_owned(),
        Type::Time => "time()".to_owned(),
        Type::Timestamp => "timestamp_with_time_zone()".to_owned(),
        Type::Json => "json_binary()".to_owned(),
    };
    let null = if column.null { "" } else { ".not_null()" };
    let default = match &column.default {
        Some(text) => format!(".default({})", default(column.kind, text)),
        None => String::new(),
    };
    format!("ColumnDef::new({:?}).{kind}{null}{default}", column.name)
}

fn default(kind: Type, text: &str) -> String {
    match kind {
        Type::Integer | Type::BigInteger | Type::SmallInteger | Type::Boolean => text.to_owned(),
        Type::Float | Type::Double => types::float(text),
        Type::Decimal(..) => format!("Expr::cust({text:?})"),
        Type::Timestamp if text == "now" => "Expr::current_timestamp()".to_owned(),
        _ => format!("{text:?}"),
    }
}

/// The constraint that an enum has one of its values.
pub(super) fn check(table: &Table, column: &Column) -> Option<String> {
    let values = column.choices.as_ref()?;
    let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
    let (check, name, values) = (table.check(column), &column.name, values.join(", "));
    Some(format!(
        "Check::named({check:?}, Expr::col({name:?}).is_in([{values}]))"
    ))
}

/// The constraint that the row of a reference is there.
pub(super) fn foreign_key(table: &Table, column: &Column) -> Option<String> {
    let reference = column.reference.as_ref()?;
    let action = match reference.on_delete {
        OnDelete::Restrict => "Restrict",
        OnDelete::Cascade => "Cascade",
        OnDelete::SetNull => "SetNull",
    };
    let Reference { table: target, .. } = reference;
    Some(format!(
        "ForeignKey::create().name({:?}).from({:?}, {:?}).to({target:?}, \"id\")\
         .on_delete(ForeignKeyAction::{action})",
        table.foreign_key(column),
        table.name,
        column.name
    ))
}

/// The name of a column's index, if it has one, and whether that allows no equal values.
pub(super) fn index_name(table: &Table, column: &Column) -> Option<(String, bool)> {
    match (column.unique, column.indexed) {
        (true, _) => Some((table.key(column), true)),
        (false, true) => Some((table.index(column), false)),
        (false, false) => None,
    }
}
