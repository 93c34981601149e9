//! A project's files: as they should be, as they are, and the way from one to the other.

mod apply;
mod disk;
pub mod files;
mod journal;
mod plan;
mod tree;
mod verify;

pub use apply::{apply, recover};
pub use disk::{Entry, Snapshot, snapshot};
pub use journal::WORK;
pub use plan::{Action, Change, Plan, Reason, Step, plan};
pub use tree::{File, Mode, Policy, Tree};
pub use verify::verify;
