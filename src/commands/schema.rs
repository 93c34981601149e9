//! `boilerplate schema`

use anyhow::Result;

use crate::output::print;

/// The schema of everything that `--json` prints.
const SCHEMA: &str = include_str!("schema.json");

pub(super) fn run() -> Result<()> {
    print(SCHEMA)
}
