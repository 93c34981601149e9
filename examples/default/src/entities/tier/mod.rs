mod cache;
mod crud;
mod model;
mod routes;
mod users;

#[cfg(test)]
mod tests;

pub use cache::TIERS;
pub use crud::{ensure, find, find_by_id};
pub use model::{ActiveModel, Column, CreateTier, Entity, Model, TierRead};
pub use routes::{NOT_FOUND, routes};
