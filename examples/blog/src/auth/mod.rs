//! Who is asking: passwords, tokens, and the extractors that ask for a user.

mod current_user;
mod passwords;
mod reader;
mod routes;
mod scheme;
mod sessions;
mod tables;
mod tokens;

#[cfg(test)]
mod tests;

pub use current_user::{CurrentUser, MaybeUser, Superuser};
pub use passwords::Passwords;
pub use reader::Reader;
pub use routes::routes;
pub use scheme::security_scheme;
pub use sessions::{purge_forever, revoke_others};
pub use tokens::{Claims, TokenType, Tokens};
