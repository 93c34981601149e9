//! What the server does in the background: a file per job, and here a line for each.

mod sample;

pub use sample::Sample;

use crate::queue::Registry;

/// Every job that a worker knows.
pub fn registry() -> Registry {
    Registry::new().with::<Sample>()
}
