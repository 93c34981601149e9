//! From two trees to a plan, with what only the disk knows: the user's files, and how they are
//! formatted.

use std::path::Path;

use anyhow::Result;

use crate::project::{self, Merging, Plan, Resolution, Tidy};
use crate::render::{Trees, format};

/// Plans the change from the one tree to the other in the folder `root`.
pub(super) fn plan(trees: Trees, root: &Path, resolution: Resolution) -> Result<Plan> {
    let disk = project::snapshot(root, trees.old.keys().chain(trees.new.keys()))?;
    let folder = root.to_owned();
    let merging = Merging {
        moved: trees.moved,
        resolution,
        renames: trees.renames,
        others: trees.others,
        own: project::own(root, &trees.old, &disk, &trees.new)?,
        tidy: Tidy::new(move |text| format::text(text, &folder)),
    };
    Ok(project::plan(&trees.old, &disk, &trees.new, &merging))
}
