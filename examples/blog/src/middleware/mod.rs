//! What happens to every request, one concern per file.

pub mod cors;
pub mod hosts;
pub mod panic;
pub mod request_id;
pub mod security_headers;
#[cfg(test)]
mod tests;
pub mod timeout;
