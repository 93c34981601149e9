//! Which types a column may change to: those that can hold whatever is there.

use anyhow::Result;

use super::fills;
use super::table::{Column, Type};
use crate::entity::{Entity, Field, Kind};
use crate::refusal::Refusal;

/// A column that stays, as it was and as it becomes.
pub(super) struct Kept<'a> {
    pub(super) entity: &'a Entity,
    pub(super) before: (&'a Field, &'a Column),
    pub(super) after: (&'a Field, &'a Column),
    /// What stands in the rows instead of a value that is no longer allowed.
    pub(super) fill: Option<&'a String>,
}

impl Kept<'_> {
    /// Refuses a type that cannot hold every value that may be there.
    pub(super) fn check(&self) -> Result<()> {
        let (old, new) = (self.before.1, self.after.1);
        if let (Some(before), Some(after)) = (&old.choices, &new.choices) {
            return self.check_choices(before, after);
        }
        if new.choices.is_some() || old.reference.is_some() != new.reference.is_some() {
            return Err(self.not_every_value());
        }
        if is_wide_enough(old.kind, new.kind) {
            return Ok(());
        }
        match (old.kind, new.kind) {
            (Type::Text(_), Type::Text(Some(length))) => {
                let name = self.name();
                let message = format!(
                    "`{name}` would hold {length} characters, and longer texts may be there"
                );
                Err(self.refusal(message, &length.to_string()))
            }
            (Type::Decimal(..), Type::Decimal(precision, scale)) => {
                let message = format!(
                    "`{}` would hold {} digits before the point and {scale} after it, and numbers \
                     with more may be there",
                    self.name(),
                    precision - scale
                );
                Err(self.refusal(message, &format!("{precision},{scale}")))
            }
            _ => Err(self.not_every_value()),
        }
    }

    /// Refuses to forget a value of an enum unless it is known what stands instead.
    fn check_choices(&self, before: &[String], after: &[String]) -> Result<()> {
        let gone: Vec<_> = before.iter().filter(|one| !after.contains(one)).collect();
        let [first, ..] = gone.as_slice() else {
            return Ok(());
        };
        if let Some(fill) = self.fill {
            return fills::check(self.entity, self.after.0, self.after.1, fill);
        }
        let name = self.name();
        let message = format!("rows may be there whose `{name}` is `{first}`, which would be none");
        let (line, token) = (self.after.0.to_string(), self.after.0.kind.to_string());
        let value = after.first().map_or("", String::as_str);
        Err(Refusal::new(message)
            .at(&line, &token)
            .help(format!(
                "--fill {name}={value} makes those rows `{value}`; or keep `{first}`"
            ))
            .into())
    }

    fn not_every_value(&self) -> anyhow::Error {
        let kind = |field: &Field| match &field.kind {
            kind @ Kind::References { .. } => kind.to_string(),
            kind => kind.name().to_owned(),
        };
        let (before, after) = (kind(self.before.0), kind(self.after.0));
        let message = format!(
            "`{}` cannot change from `{before}` to `{after}`: not every value that may be there \
             can be one",
            self.name()
        );
        self.refusal(message, &self.after.0.kind.to_string())
    }

    fn refusal(&self, message: String, token: &str) -> anyhow::Error {
        let name = &self.after.0.name;
        Refusal::new(message)
            .at(&self.after.0.to_string(), token)
            .help(format!(
                "add another field, copy what fits in a migration of your own \
                 (boilerplate add migration copy_{name}), then remove `{name}`"
            ))
            .into()
    }

    fn name(&self) -> String {
        format!("{}.{}", self.entity.name, self.after.0.name)
    }
}

/// Whether every value of one type is one of another, on every database.
fn is_wide_enough(old: Type, new: Type) -> bool {
    use Type::{BigInteger, Date, Decimal, Double, Float, Integer, SmallInteger, Text, Timestamp};
    match (old, new) {
        (Text(_), Text(None))
        | (SmallInteger, Integer | BigInteger)
        | (Integer, BigInteger)
        | (Float, Double)
        | (Date, Timestamp) => true,
        (Text(Some(before)), Text(Some(after))) => before <= after,
        (Decimal(precision, scale), Decimal(new_precision, new_scale)) => {
            scale <= new_scale && precision - scale <= new_precision - new_scale
        }
        _ => old == new,
    }
}
