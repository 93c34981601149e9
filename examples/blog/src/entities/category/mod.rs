mod cache;
mod crud;
mod model;
mod routes;

#[cfg(test)]
pub(crate) mod tests;

pub use cache::CATEGORIES;
pub use model::{ActiveModel, CategoryRead, Column, CreateCategory, Entity, Model, UpdateCategory};
pub use routes::routes;
