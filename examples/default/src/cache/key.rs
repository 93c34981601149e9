use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a value is found by. The type of the key decides the type of the value.
pub trait Key {
    type Value: Serialize + DeserializeOwned + Send;

    /// Tells the keys of this type from all others.
    const NAME: &'static str;

    /// What tells one key of this type from another.
    fn parts(&self) -> Vec<String>;

    /// Whatever changes the value.
    fn tags(&self) -> Vec<Tag>;
}

/// A name for everything that one kind of write makes stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(Cow<'static, str>);

impl Tag {
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A tag of one thing of a kind, such as a row.
    pub fn of(name: &'static str, part: &str) -> Self {
        Self(Cow::Owned(join(name, [part])))
    }

    pub(super) fn mark(&self) -> String {
        format!("tag:{}", self.0)
    }
}

/// A key, and the marks whose renewal makes its value stale: its own and those of its tags.
pub(super) struct Place {
    pub(super) key: String,
    pub(super) marks: Vec<String>,
}

impl Place {
    pub(super) fn of<K: Key>(key: &K) -> Self {
        let tags = key.tags();
        let key = mark(key);
        let marks = tags.iter().map(Tag::mark);
        Self {
            marks: [key.clone()].into_iter().chain(marks).collect(),
            key,
        }
    }
}

pub(super) fn mark<K: Key>(key: &K) -> String {
    let parts = key.parts();
    format!("key:{}", join(K::NAME, parts.iter().map(String::as_str)))
}

/// Joins by colons. A colon within a part is escaped, so that no two lists look alike.
fn join<'a>(name: &'a str, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = name.to_owned();
    for part in parts {
        joined.push(':');
        joined.push_str(&escape(part));
    }
    joined
}

/// Writes a text in a way that holds no colon.
fn escape(part: &str) -> String {
    part.replace('%', "%25").replace(':', "%3A")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn no_two_lists_of_parts_look_alike() {
        let lists: [&[&str]; 8] = [
            &[],
            &[""],
            &["", ""],
            &["a:b"],
            &["a", "b"],
            &["a%3Ab"],
            &["a:", "b"],
            &["a", ":b"],
        ];
        for (index, list) in lists.iter().enumerate() {
            for other in &lists[..index] {
                assert_ne!(
                    join("key", list.iter().copied()),
                    join("key", other.iter().copied())
                );
            }
        }
    }
}
