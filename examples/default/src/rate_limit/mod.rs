//! So many requests in so much time.
//!
//! A route is limited by a [`RateLimit`] among the arguments of its handler, after those that
//! ask who the client is and before the one that takes the body.

mod address;
mod attempts;
mod cache;
mod extract;
mod headers;
mod limiter;
mod memory;
mod redis;
mod store;
#[cfg(test)]
mod tests;
mod tier;

pub use attempts::{Attempts, Login, Registration};
pub use extract::RateLimit;
pub use headers::headers;
pub use limiter::{Limiter, Quota, Usage};
