use std::time::Duration;

use axum::http::HeaderValue;
use url::{Host, Url};

use super::{Environment, env::Env};

/// How the server listens and whom it answers.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `HOST`, the address or name to listen on, default `127.0.0.1`.
    pub host: String,
    /// `PORT`, default 8000; 0 picks a free one.
    pub port: u16,
    /// `ALLOWED_HOSTS`, what a `Host` header may hold: names, `*.example.com` for every
    /// subdomain, or `*` for anything. Default `*`, which production refuses.
    pub allowed_hosts: Vec<String>,
    /// `CORS_ORIGINS`, the origins whose pages may call the API; none by default.
    pub cors_origins: Vec<HeaderValue>,
    /// `BODY_LIMIT`, the largest request body in bytes, default 1 MiB.
    pub body_limit: usize,
    /// `REQUEST_TIMEOUT` in seconds, default 30: how long a request may take, and how long
    /// a shutdown waits for those in flight.
    pub request_timeout: Duration,
}

impl ServerConfig {
    pub(super) fn read(env: &mut Env, environment: Environment) -> Self {
        let server = Self {
            host: env.text("HOST", "127.0.0.1"),
            port: env.integer("PORT", 0..=u16::MAX, 8000),
            allowed_hosts: env.list(
                "ALLOWED_HOSTS",
                "host names without scheme and port, `*.example.com` or `*`",
                vec!["*".to_owned()],
                parse_host,
            ),
            cors_origins: env.list(
                "CORS_ORIGINS",
                "origins such as `https://example.com`, or `*`",
                Vec::new(),
                parse_origin,
            ),
            body_limit: env.integer("BODY_LIMIT", 1_024..=1_073_741_824, 1_048_576),
            request_timeout: env.seconds("REQUEST_TIMEOUT", 30),
        };
        if environment == Environment::Production {
            if server.allowed_hosts.iter().any(|host| host == "*") {
                env.reject(
                    "ALLOWED_HOSTS",
                    "production needs the host names it answers to, not `*`",
                );
            }
            if server.cors_origins.iter().any(|origin| origin == "*") {
                env.reject(
                    "CORS_ORIGINS",
                    "production needs a list of origins, not `*`",
                );
            }
        }
        server
    }
}

fn parse_host(text: &str) -> Option<String> {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let valid = text == "*" || (!name.contains('*') && Host::parse(name).is_ok());
    valid.then(|| text.to_ascii_lowercase())
}

fn parse_origin(text: &str) -> Option<HeaderValue> {
    let origin = text.trim_end_matches('/').to_ascii_lowercase();
    let valid = origin == "*"
        || Url::parse(&origin)
            .is_ok_and(|url| url.has_host() && origin == url.origin().ascii_serialization());
    valid.then(|| origin.parse().ok()).flatten()
}
