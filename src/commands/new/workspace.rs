//! The cargo workspace that a new project may have landed in.

use std::fs;
use std::path::{Path, PathBuf};

/// The manifest of a workspace around `root` that neither lists nor excludes it: cargo then
/// refuses to build the project.
pub(super) fn unaware(root: &Path) -> Option<PathBuf> {
    let root = fs::canonicalize(root).ok()?;
    root.ancestors().skip(1).find_map(|folder| {
        let manifest = folder.join("Cargo.toml");
        let table: toml::Table = fs::read_to_string(&manifest).ok()?.parse().ok()?;
        let workspace = table.get("workspace")?;
        let relative = root.strip_prefix(folder).ok()?;
        let lists = |key: &str| {
            let patterns = workspace.get(key).and_then(toml::Value::as_array);
            patterns.into_iter().flatten().any(|pattern| {
                pattern
                    .as_str()
                    .is_some_and(|pattern| covers(pattern, relative))
            })
        };
        (!lists("members") && !lists("exclude")).then_some(manifest)
    })
}

/// Whether a member such as `crates/*`, or an excluded folder such as `examples`, covers a path.
fn covers(pattern: &str, path: &Path) -> bool {
    match pattern.strip_suffix("/*") {
        Some(parent) => path.parent() == Some(Path::new(parent)),
        None => path.starts_with(pattern),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use anyhow::Result;

    use super::unaware;

    #[test]
    fn a_workspace_is_told_of_a_project_that_it_does_not_know() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let above = fs::canonicalize(&folder)?.join("Cargo.toml");
        let project = folder.path().join("apps/shop");
        fs::create_dir_all(&project)?;
        assert_eq!(unaware(&project), None);
        for (workspace, knows) in [
            ("", false),
            ("members = ['other']", false),
            ("members = ['apps/shop']", true),
            ("members = ['apps/*']", true),
            ("exclude = ['apps']", true),
        ] {
            fs::write(&above, format!("[workspace]\n{workspace}\n"))?;
            assert_eq!(unaware(&project).is_none(), knows, "{workspace}");
        }
        fs::write(&above, "[package]\nname = 'other'\n")?;
        assert_eq!(unaware(&project), None);
        Ok(())
    }
}
