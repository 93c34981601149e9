use sea_orm::sea_query::NullOrdering;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, Select};
use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::search::any_contains;
use super::sort::SortBy;
use super::{Filters, Include};
use crate::pagination::{Paging, RowId};
use crate::validation::rules::text;
use crate::validation::{Fields, Input, Problem, schema};

const MAX_SEARCH: usize = 100;

/// What the lists of an entity can be asked for, by the names that clients use.
pub trait Listed: EntityTrait {
    /// The type of the primary key.
    type Id: RowId;

    /// What `sort` may name.
    const SORT: &'static [(&'static str, Self::Column)] = &[];

    /// Where `search` looks.
    const SEARCH: &'static [Self::Column] = &[];

    /// What `include` may name.
    const INCLUDE: &'static [&'static str] = &[];

    /// Reads each filter once.
    fn filters(_: &mut Filters<'_, '_>) {}
}

/// Which rows of an entity, in which order: the query string of its lists.
pub struct ListQuery<E: Listed> {
    pub paging: Paging<E::Id>,
    pub include: Include,
    condition: Condition,
    order: Vec<(E::Column, Order)>,
    sent: String,
}

impl<E: Listed> ListQuery<E> {
    /// Everything that was asked for, as a part of the key of a cached answer.
    pub fn as_str(&self) -> &str {
        &self.sent
    }

    /// Leaves the rows that pass, in the order that was asked for. Rows without a value come last.
    pub fn narrow(&self, rows: Select<E>) -> Select<E> {
        let rows = rows.filter(self.condition.clone());
        self.order.iter().fold(rows, |rows, (column, order)| {
            let order = order.clone();
            if column.def().is_null() {
                rows.order_by_with_nulls(*column, order, NullOrdering::Last)
            } else {
                rows.order_by(*column, order)
            }
        })
    }
}

impl<E: Listed> Input for ListQuery<E> {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let sent = Value::from(fields.sent().clone()).to_string();
        let paging = Paging::read(fields);
        let order = read_order::<E>(fields);
        let search = read_search::<E>(fields);
        let include = Include::read::<E>(fields);
        let mut filters = Filters::new(fields);
        E::filters(&mut filters);
        let filters = filters.finish();
        let (paging, order) = (paging?, order?);
        if !order.is_empty() && matches!(paging, Paging::Cursor { .. }) {
            let problem = Problem::value("a list by cursor is in the order of its ids");
            fields.refuse("sort", problem);
        }
        Some(Self {
            paging,
            include: include?,
            condition: search?.add(filters?),
            order,
            sent,
        })
    }
}

impl<E: Listed> utoipa::IntoParams for ListQuery<E> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        schema::query::<Self>()
    }
}

fn read_order<E: Listed>(fields: &mut Fields<'_>) -> Option<Vec<(E::Column, Order)>> {
    if E::SORT.is_empty() {
        return Some(Vec::new());
    }
    let order = fields.optional("sort", SortBy(E::SORT))?;
    Some(order.unwrap_or_default())
}

fn read_search<E: Listed>(fields: &mut Fields<'_>) -> Option<Condition> {
    if E::SEARCH.is_empty() {
        return Some(Condition::all());
    }
    let part = fields.optional("search", text(1, MAX_SEARCH))?;
    let found = part.map(|part| any_contains(E::SEARCH, &part));
    Some(found.map_or_else(Condition::all, |any| Condition::all().add(any)))
}
