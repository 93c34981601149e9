use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Select};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::validation::{Failure, Location, Problem};

/// The rows that a request refers to and that are not there, each with its field.
///
/// The foreign keys refuse them too; they know neither which rows the client may see nor, on
/// SQLite, which field it was.
#[derive(Default)]
pub struct References(Vec<Failure>);

impl References {
    /// Notes a failure of the field unless `row` finds a row.
    pub async fn require<E>(
        &mut self,
        db: &impl ConnectionTrait,
        field: &str,
        id: impl ToString,
        row: Select<E>,
    ) -> Result<()>
    where
        E: EntityTrait<Model: Send + Sync>,
    {
        if row.count(db).await? == 0 {
            let id = id.to_string();
            let loc = vec![Location::from("body"), Location::from(field)];
            let problem = Problem::value("there is no such row");
            let input = id
                .parse::<i64>()
                .map_or_else(|_| Value::from(id), Value::from);
            self.0.push(problem.at(loc, input));
        }
        Ok(())
    }

    /// 422 if a row is missing.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::Validation(self.0))
    }
}
