use std::marker::PhantomData;

use sea_orm::{
    DbErr, EntityTrait, FromQueryResult, JoinType, PartialModelTrait, QueryResult, QuerySelect,
    RelationDef, Select, TryGetError,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::Listed;
use crate::validation::{Fields, Input, Problem, Rule, Source, schema};

/// The names of the related rows that an answer nests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Include(Vec<&'static str>);

impl Include {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    /// Reads `include`, where the entity has related rows at all.
    pub(super) fn read<E: Listed>(fields: &mut Fields<'_>) -> Option<Self> {
        if E::INCLUDE.is_empty() {
            return Some(Self::default());
        }
        let include = fields.optional("include", OneOf(E::INCLUDE))?;
        Some(include.unwrap_or_default())
    }
}

/// The query string of a look-up of one row.
pub struct IncludeQuery<E> {
    pub include: Include,
    of: PhantomData<E>,
}

impl<E: Listed> Input for IncludeQuery<E> {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let include = Include::read::<E>(fields)?;
        Some(Self {
            include,
            of: PhantomData,
        })
    }
}

impl<E: Listed> utoipa::IntoParams for IncludeQuery<E> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        schema::query::<Self>()
    }
}

/// A related row in an answer: absent unless it was asked for, and `null` where there is none or
/// none that the reader may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Included<T> {
    #[default]
    Absent,
    Null,
    Row(Box<T>),
}

impl<T> Included<T> {
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: FromQueryResult> FromQueryResult for Included<T> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let id = format!("{prefix}id");
        if !row.column_names().contains(&id) {
            return Ok(Self::Absent);
        }
        match T::from_query_result_nullable(row, prefix) {
            Ok(related) => Ok(Self::Row(Box::new(related))),
            Err(TryGetError::Null(_)) => Ok(Self::Null),
            Err(TryGetError::DbErr(error)) => Err(error),
        }
    }
}

/// Selects nothing: [`join`] does, where the row is asked for.
impl<T: FromQueryResult> PartialModelTrait for Included<T> {
    fn select_cols_nested<S: QuerySelect>(
        select: S,
        _: Option<&str>,
        _: Option<&'static str>,
    ) -> S {
        select
    }
}

impl<T: Serialize> Serialize for Included<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Row(row) => row.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Included<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = Option::deserialize(deserializer)?;
        Ok(row.map_or(Self::Null, Self::Row))
    }
}

/// Joins the row that `relation` leads to, with the columns of `T`. The field of the answer has
/// `alias` and an underscore as its prefix.
pub fn join<T: PartialModelTrait, E: EntityTrait>(
    select: Select<E>,
    relation: impl Into<RelationDef>,
    alias: &'static str,
) -> Select<E> {
    let select = select.join_as(JoinType::LeftJoin, relation.into(), alias);
    T::select_cols_nested(select, Some(&format!("{alias}_")), Some(alias))
}

/// Known names with commas between them.
struct OneOf(&'static [&'static str]);

impl Rule for OneOf {
    type Output = Include;

    fn check(&self, value: &Value, _: Source) -> Result<Include, Problem> {
        let mut include = Vec::new();
        for name in value.as_str().unwrap_or_default().split(',') {
            let Some(known) = self.0.iter().find(|known| **known == name) else {
                let known = self.0.join(", ");
                return Err(Problem::value(format!("include {known}, not `{name}`")));
            };
            if !include.contains(known) {
                include.push(*known);
            }
        }
        Ok(Include(include))
    }

    fn schema(&self) -> ObjectBuilder {
        let description = format!(
            "Related rows to nest: any of {} with commas between them",
            self.0.join(", ")
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
    }
}
