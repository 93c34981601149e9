//! What the lists of an entity can be asked for: filters, an order, a search, related rows.
//!
//! An entity declares it once, as [`Listed`]; a handler takes a [`ListQuery`] of the entity. What
//! is not declared is refused, so no column is reached by a name that a client made up.

mod filter;
mod include;
mod list;
mod references;
mod search;
mod sort;
#[cfg(test)]
mod tests;

pub use filter::Filters;
pub use include::{Include, IncludeQuery, Included, join};
pub use list::{ListQuery, Listed};
pub use references::References;
