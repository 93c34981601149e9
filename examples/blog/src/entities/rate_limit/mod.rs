mod cache;
mod crud;
mod model;
mod routes;
mod users;

#[cfg(test)]
mod tests;

pub use crud::find_quota;
pub use model::{ActiveModel, Column, CreateRateLimit, Entity, Model, RateLimitRead, path_key};
pub use routes::routes;
