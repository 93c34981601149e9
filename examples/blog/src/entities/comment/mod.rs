mod crud;
mod model;
mod routes;

#[cfg(test)]
pub(crate) mod tests;

pub use model::{
    ActiveModel, Column, CommentRead, CreateComment, Entity, Model, UpdateComment, visible,
};
pub use routes::routes;
