//! Why a value cannot be what rows have, if it cannot.

use super::{Field, Kind, check, value};

/// As the value of a field that is no reference.
pub(crate) fn value(field: &Field, text: &str) -> Option<String> {
    check::default_misfit(field, text)
}

/// As a key that the database counts.
pub(crate) fn id(text: &str) -> Option<String> {
    value::misfit(&Kind::BigInt, text)
}

/// As a key that is made by the server.
pub(crate) fn uuid(text: &str) -> Option<String> {
    value::misfit(&Kind::Uuid, text)
}
