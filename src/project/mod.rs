//! A project's files: as they should be, as they are, and the way from one to the other.

mod apply;
mod declared;
mod disk;
pub mod files;
mod journal;
mod lock;
mod merge;
mod plan;
mod rename;
mod stray;
mod tokens;
mod tree;
mod verify;

pub use apply::{apply, is_unfinished, recover};
pub use disk::{Entry, Snapshot, own, snapshot};
pub use journal::WORK;
pub use lock::Guard;
pub use merge::Clash;
pub use plan::{Action, Change, Conflict, Merging, Plan, Reason, Resolution, Step, Tidy, plan};
pub use rename::Rename;
pub use stray::Stray;
pub use tree::{File, Mode, Policy, Tree};
pub use verify::verify;
