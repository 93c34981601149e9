//! Lists in pages: by number with a total, or by cursor in both directions.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, PartialModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use uuid::Uuid;

use crate::error::Result;
use crate::query_parameters;
use crate::validation::rules::integer;
use crate::validation::{Fields, Input, Problem, Rule, Source};

const DEFAULT_SIZE: i64 = 10;
const MAX_SIZE: i64 = 100;

/// Which part of a list is asked for: `page` and `items_per_page`, or `cursor` and `limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging<I = i64> {
    Page {
        page: u64,
        size: u64,
    },
    Cursor {
        cursor: Option<Cursor<I>>,
        size: u64,
    },
}

/// A place between two rows, and the direction to read from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor<I = i64> {
    After(I),
    Before(I),
}

/// One page of a list by number.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub data: Vec<T>,
    #[schema(example = 1)]
    pub total_count: u64,
    #[schema(example = false)]
    pub has_more: bool,
    #[schema(example = 1)]
    pub page: u64,
    #[schema(example = 10)]
    pub items_per_page: u64,
}

/// One stretch of a list by cursor.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CursorPage<T> {
    pub data: Vec<T>,
    /// The `cursor` of the rows that follow, if there are any.
    pub next_cursor: Option<String>,
    /// The `cursor` of the rows before, if there are any.
    pub prev_cursor: Option<String>,
}

/// A page, in the envelope of the paging that was asked for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Listing<T> {
    Page(Page<T>),
    Cursor(CursorPage<T>),
}

/// A row that a cursor can point at.
pub trait Identified {
    type Id: RowId;

    fn id(&self) -> Self::Id;
}

/// A type of primary keys.
pub trait RowId: Copy + fmt::Display + FromStr + Into<sea_orm::Value> + Send + Sync {}

impl RowId for i64 {}

impl RowId for Uuid {}

impl<I: RowId> Input for Paging<I> {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let size = || integer().min(1).max(MAX_SIZE).with_default(DEFAULT_SIZE);
        let page = fields.optional("page", integer().min(1).with_default(1));
        let items_per_page = fields.optional("items_per_page", size());
        let cursor = fields.optional("cursor", CursorRule(PhantomData));
        let limit = fields.optional("limit", size());
        let (page, items_per_page, cursor, limit) = (page?, items_per_page?, cursor?, limit?);
        if cursor.is_none() && limit.is_none() {
            return Some(Self::Page {
                page: page.unwrap_or(1).unsigned_abs(),
                size: items_per_page.unwrap_or(DEFAULT_SIZE).unsigned_abs(),
            });
        }
        for (name, value) in [("page", page), ("items_per_page", items_per_page)] {
            if value.is_some() {
                fields.refuse(name, Problem::value("use either page or cursor, not both"));
            }
        }
        Some(Self::Cursor {
            cursor,
            size: limit.unwrap_or(DEFAULT_SIZE).unsigned_abs(),
        })
    }
}

query_parameters!(Paging);

/// The query string that asks for this part.
impl<I: RowId> fmt::Display for Paging<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page { page, size } => write!(f, "page={page}&items_per_page={size}"),
            Self::Cursor { cursor, size } => {
                if let Some(cursor) = cursor {
                    write!(f, "cursor={}&", cursor.encode())?;
                }
                write!(f, "limit={size}")
            }
        }
    }
}

/// Reads the rows of `select` that `paging` asks for, in the order of `id`, with only the
/// columns that `T` has.
pub async fn list<E, T>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: E::Column,
    paging: Paging<T::Id>,
) -> Result<Listing<T>>
where
    E: EntityTrait<Model: Sync>,
    T: PartialModelTrait + Identified + Send + Sync,
{
    let columns = |select: Select<E>| T::select_cols(select.select_only());
    list_with(db, select, id, paging, columns).await
}

/// The same with the columns, and the joins for them, that `columns` selects.
pub async fn list_with<E, T>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: E::Column,
    paging: Paging<T::Id>,
    columns: impl FnOnce(Select<E>) -> Select<E>,
) -> Result<Listing<T>>
where
    E: EntityTrait<Model: Sync>,
    T: FromQueryResult + Identified + Send + Sync,
{
    match paging {
        Paging::Page { page, size } => {
            let total_count = select.clone().count(db).await?;
            let offset = (page - 1).saturating_mul(size).min(i64::MAX.unsigned_abs());
            let select = select.order_by_asc(id).offset(offset).limit(size);
            let data = columns(select).into_model::<T>().all(db).await?;
            let has_more = page.saturating_mul(size) < total_count;
            Ok(Listing::Page(Page {
                data,
                total_count,
                has_more,
                page,
                items_per_page: size,
            }))
        }
        Paging::Cursor { cursor, size } => by_cursor(db, select, id, (cursor, size), columns).await,
    }
}

async fn by_cursor<E, T>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: E::Column,
    (cursor, size): (Option<Cursor<T::Id>>, u64),
    columns: impl FnOnce(Select<E>) -> Select<E>,
) -> Result<Listing<T>>
where
    E: EntityTrait<Model: Sync>,
    T: FromQueryResult + Identified + Send + Sync,
{
    let select = match cursor {
        None => select.order_by_asc(id),
        Some(Cursor::After(last)) => select.filter(id.gt(last)).order_by_asc(id),
        Some(Cursor::Before(first)) => select.filter(id.lt(first)).order_by_desc(id),
    };
    // One row more than asked for tells whether there are others beyond.
    let mut data = columns(select.limit(size + 1))
        .into_model::<T>()
        .all(db)
        .await?;
    let is_more = data.len() as u64 > size;
    data.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let is_backwards = matches!(cursor, Some(Cursor::Before(_)));
    if is_backwards {
        data.reverse();
    }
    let has_next = is_backwards || is_more;
    let has_prev = if is_backwards {
        is_more
    } else {
        cursor.is_some()
    };
    let next = data
        .last()
        .filter(|_| has_next)
        .map(|row| Cursor::After(row.id()).encode());
    let prev = data
        .first()
        .filter(|_| has_prev)
        .map(|row| Cursor::Before(row.id()).encode());
    Ok(Listing::Cursor(CursorPage {
        data,
        next_cursor: next,
        prev_cursor: prev,
    }))
}

impl<I: RowId> Cursor<I> {
    fn encode(self) -> String {
        let text = match self {
            Self::After(id) => format!("after:{id}"),
            Self::Before(id) => format!("before:{id}"),
        };
        BASE64_URL_SAFE_NO_PAD.encode(text)
    }

    fn decode(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (direction, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match direction {
            "after" => Some(Self::After(id)),
            "before" => Some(Self::Before(id)),
            _ => None,
        }
    }
}

struct CursorRule<I>(PhantomData<I>);

impl<I: RowId> Rule for CursorRule<I> {
    type Output = Cursor<I>;

    fn check(&self, value: &Value, _: Source) -> Result<Cursor<I>, Problem> {
        value
            .as_str()
            .and_then(Cursor::decode)
            .ok_or_else(|| Problem::value("not a cursor of this list"))
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("`next_cursor` or `prev_cursor` of an earlier answer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_encoding() {
        for cursor in [Cursor::After(1), Cursor::Before(i64::MAX)] {
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        assert_eq!(Cursor::<i64>::decode("nonsense"), None);
        let uuid = Cursor::After(Uuid::now_v7());
        assert_eq!(Cursor::decode(&uuid.encode()), Some(uuid));
    }
}
