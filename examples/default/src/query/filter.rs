use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, Value};
use serde_json::Value as Json;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::search::contains;
use crate::validation::rules::text;
use crate::validation::{Fields, Problem, Rule, Source};

/// How many values a list such as `status__in=draft,published` may have.
const MAX_VALUES: usize = 100;

/// The filters of a query, all of which a row has to pass.
pub struct Filters<'a, 'f> {
    fields: &'a mut Fields<'f>,
    /// `None` once a filter has failed.
    condition: Option<Condition>,
}

impl<'a, 'f> Filters<'a, 'f> {
    pub(super) fn new(fields: &'a mut Fields<'f>) -> Self {
        let condition = Some(Condition::all());
        Self { fields, condition }
    }

    pub(super) fn finish(self) -> Option<Condition> {
        self.condition
    }

    /// Values without an order: `name`, `name__ne` and `name__in`.
    pub fn equal<C, R>(&mut self, name: &str, column: C, rule: R)
    where
        C: ColumnTrait,
        R: Rule<Output: Into<Value>>,
    {
        self.read(name.to_owned(), &rule, |value| column.eq(value));
        self.read(format!("{name}__ne"), &rule, |value| column.ne(value));
        self.read(format!("{name}__in"), ListOf(&rule), |values| {
            column.is_in(values)
        });
    }

    /// Values with an order: those of [`Self::equal`], and `__gt`, `__gte`, `__lt`, `__lte`.
    pub fn ordered<C, R>(&mut self, name: &str, column: C, rule: R)
    where
        C: ColumnTrait,
        R: Rule<Output: Into<Value>>,
    {
        self.equal(name, column, &rule);
        self.read(format!("{name}__gt"), &rule, |value| column.gt(value));
        self.read(format!("{name}__gte"), &rule, |value| column.gte(value));
        self.read(format!("{name}__lt"), &rule, |value| column.lt(value));
        self.read(format!("{name}__lte"), &rule, |value| column.lte(value));
    }

    /// Texts: those of [`Self::equal`], and `__like` for a part in upper or lower case.
    pub fn text<C: ColumnTrait>(&mut self, name: &str, column: C, max: usize) {
        self.equal(name, column, text(0, max));
        self.read(format!("{name}__like"), text(1, max), |part| {
            contains(column, &part)
        });
    }

    fn read<R: Rule>(&mut self, name: String, rule: R, passes: impl FnOnce(R::Output) -> Expr) {
        let value = self.fields.optional(name, rule);
        self.condition = match (self.condition.take(), value) {
            (Some(condition), Some(Some(value))) => Some(condition.add(passes(value))),
            (condition, Some(None)) => condition,
            _ => None,
        };
    }
}

/// Values with commas between them.
struct ListOf<R>(R);

impl<R: Rule> Rule for ListOf<R> {
    type Output = Vec<R::Output>;

    fn check(&self, value: &Json, source: Source) -> Result<Self::Output, Problem> {
        let values: Vec<_> = value.as_str().unwrap_or_default().split(',').collect();
        if values.len() > MAX_VALUES {
            return Err(Problem::value(format!("at most {MAX_VALUES} values")));
        }
        values
            .into_iter()
            .map(|value| self.0.check(&Json::from(value), source))
            .collect()
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Values with commas between them"))
    }
}
