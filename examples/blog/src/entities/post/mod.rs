mod cache;
mod crud;
mod model;
mod routes;

#[cfg(test)]
pub(crate) mod tests;

pub use cache::POSTS;
pub use model::{
    ActiveModel, Column, CreatePost, Entity, Model, PostRead, PostStatus, UpdatePost, visible,
};
pub use routes::routes;
