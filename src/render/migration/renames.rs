//! Names that change at once.

/// Renames in an order in which no name is taken: one that trades places waits under another.
pub(super) fn in_order(mut renames: Vec<(String, String)>) -> Vec<(String, String)> {
    renames.retain(|(old, new)| old != new);
    let mut ordered = Vec::new();
    while !renames.is_empty() {
        let is_free = |new: &String| !renames.iter().any(|(old, _)| old == new);
        match renames.iter().position(|(_, new)| is_free(new)) {
            Some(index) => ordered.push(renames.remove(index)),
            None => {
                let (old, new) = renames.remove(0);
                let aside = format!("{}__", old.chars().take(61).collect::<String>());
                ordered.push((old, aside.clone()));
                renames.push((aside, new));
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::in_order;

    fn ordered(renames: &[(&str, &str)]) -> String {
        let renames = renames.iter();
        let renames = renames.map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
        let ordered = in_order(renames.collect());
        let pairs = ordered.iter().map(|(old, new)| format!("{old}-{new}"));
        pairs.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn no_name_is_taken_when_it_is_given() {
        assert_eq!(ordered(&[("a", "a")]), "");
        assert_eq!(ordered(&[("a", "b"), ("b", "c")]), "b-c a-b");
        assert_eq!(ordered(&[("a", "b"), ("b", "a")]), "a-a__ b-a a__-b");
    }
}
