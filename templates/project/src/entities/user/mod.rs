mod access;
mod admin;
mod crud;
mod model;
mod routes;
mod viewer;

#[cfg(test)]
mod tests;

pub use admin::ensure_superuser;
pub use crud::{authenticate, create, find};
pub use model::{ActiveModel, Column, CreateUser, Entity, Model, UserRead, UserSummary};
pub use routes::{NOT_FOUND, routes};
