//! Checks a request field by field and reports every failure at once, as FastAPI does.
//!
//! A request type implements [`Input`]: it names its fields and the [`Rule`] of each. The same
//! declaration makes the OpenAPI schema, so the documentation cannot drift from the checks.

mod failure;
mod fields;
pub mod rules;
pub mod schema;

#[cfg(test)]
mod tests;

pub use failure::{Failure, Location, Problem};
pub use fields::{Fields, Source};
pub use rules::Rule;

/// A request type that is read from named fields.
pub trait Input: Sized {
    /// Reads each field once, in the order in which failures are reported.
    ///
    /// `None` means that some field failed. Read all fields before the first `?`, or the
    /// failures of those that come later are not reported.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;
}
