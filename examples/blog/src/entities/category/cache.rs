use std::time::Duration;

use super::model::{CategoryRead, Entity};
use crate::cache::{Key, Tag};
use crate::pagination::Listing;
use crate::query::ListQuery;

/// Categories, and all that is made of them.
pub const CATEGORIES: Tag = Tag::new("categories");

/// How long an answer is kept, unless something changes before.
pub(super) const TTL: Duration = Duration::from_secs(300);

/// A category, by its id.
pub(super) struct CategoryById {
    pub(super) id: i64,
}

impl Key for CategoryById {
    type Value = CategoryRead;

    const NAME: &'static str = "category";

    fn parts(&self) -> Vec<String> {
        vec![self.id.to_string()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![CATEGORIES]
    }
}

/// A part of the categories: all that the query string asks for.
pub(super) struct CategoryList<'a> {
    pub(super) query: &'a ListQuery<Entity>,
}

impl Key for CategoryList<'_> {
    type Value = Listing<CategoryRead>;

    const NAME: &'static str = "categories";

    fn parts(&self) -> Vec<String> {
        vec![self.query.as_str().to_owned()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![CATEGORIES]
    }
}
