use std::time::Duration;

use super::model::{Entity, PostRead};
use crate::cache::{Key, Tag};
use crate::entities::category::CATEGORIES;
use crate::pagination::Listing;
use crate::query::ListQuery;

/// Posts, and all that is made of them.
pub const POSTS: Tag = Tag::new("posts");

/// How long an answer is kept, unless something changes before.
pub(super) const TTL: Duration = Duration::from_secs(60);

/// A post, by its id.
pub(super) struct PostById {
    pub(super) id: i64,
}

impl Key for PostById {
    type Value = PostRead;

    const NAME: &'static str = "post";

    fn parts(&self) -> Vec<String> {
        vec![self.id.to_string()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![POSTS, CATEGORIES]
    }
}

/// A part of the posts: all that the query string asks for.
pub(super) struct PostList<'a> {
    pub(super) query: &'a ListQuery<Entity>,
}

impl Key for PostList<'_> {
    type Value = Listing<PostRead>;

    const NAME: &'static str = "posts";

    fn parts(&self) -> Vec<String> {
        vec![self.query.as_str().to_owned()]
    }

    fn tags(&self) -> Vec<Tag> {
        vec![POSTS, CATEGORIES]
    }
}
