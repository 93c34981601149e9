//! `Cargo.lock` in cargo's own order: the place of the root package depends on its name.

const PACKAGE: &str = "[[package]]\n";

/// Sorts the packages by name; those of the same name keep their order.
pub(super) fn sort(text: &str) -> String {
    let mut parts = text.split(PACKAGE);
    let header = parts.next().unwrap_or_default();
    let mut packages: Vec<&str> = parts.map(str::trim_end).collect();
    packages.sort_by_key(|package| name(package));
    let packages: Vec<String> = packages.iter().map(|p| format!("{PACKAGE}{p}\n")).collect();
    format!("{header}{}", packages.join("\n"))
}

fn name(package: &str) -> &str {
    let line = package
        .lines()
        .find_map(|line| line.strip_prefix("name = "));
    line.unwrap_or_default().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn the_root_package_moves_to_its_place() {
        let text =
            "version = 4\n\n[[package]]\nname = \"shop\"\n\n[[package]]\nname = \"anyhow\"\n";
        let sorted =
            "version = 4\n\n[[package]]\nname = \"anyhow\"\n\n[[package]]\nname = \"shop\"\n";
        assert_eq!(sort(text), sorted);
        assert_eq!(sort(sorted), sorted);
    }
}
