use sea_orm::Order;
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::validation::{Problem, Rule, Source};

/// Names of columns with commas between them, each with `-` before it to begin with the greatest.
pub(super) struct SortBy<C: 'static>(pub(super) &'static [(&'static str, C)]);

impl<C: Copy> SortBy<C> {
    fn names(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}

impl<C: Copy> Rule for SortBy<C> {
    type Output = Vec<(C, Order)>;

    fn check(&self, value: &Value, _: Source) -> Result<Self::Output, Problem> {
        let by = value.as_str().unwrap_or_default().split(',');
        by.map(|part| {
            let (name, order) = match part.strip_prefix('-') {
                Some(name) => (name, Order::Desc),
                None => (part, Order::Asc),
            };
            let known = self.0.iter().find(|(known, _)| *known == name);
            known
                .map(|(_, column)| (*column, order))
                .ok_or_else(|| Problem::value(format!("sort by {}, not by `{name}`", self.names())))
        })
        .collect()
    }

    fn schema(&self) -> ObjectBuilder {
        let description = format!(
            "Any of {} with commas between them; `-` before a name begins with the greatest. Not \
             together with `cursor` and `limit`",
            self.names()
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
    }
}
