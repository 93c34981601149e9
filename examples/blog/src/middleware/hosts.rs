use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header::HOST,
    middleware::Next,
    response::Response,
};

use crate::{
    config::Config,
    error::{Error, Result},
};

/// Refuses a request whose `Host` header is not one of `ALLOWED_HOSTS`.
///
/// Health checks are exempt: orchestrators send them to an address.
pub async fn allowed_hosts(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response> {
    let allowed = &config.server.allowed_hosts;
    if request.uri().path().starts_with("/health/") || is_allowed(allowed, host(&request)) {
        Ok(next.run(request).await)
    } else {
        Err(Error::BadRequest("Invalid host header"))
    }
}

/// The name the client used, without the port. An absolute URI goes before the header.
fn host(request: &Request) -> Option<&str> {
    if let Some(host) = request.uri().host() {
        return Some(host);
    }
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    Some(name)
}

fn is_allowed(patterns: &[String], host: Option<&str>) -> bool {
    let host = host.map(str::to_ascii_lowercase);
    patterns.iter().any(|pattern| {
        match (pattern.as_str(), pattern.strip_prefix('*'), host.as_deref()) {
            ("*", ..) => true,
            (_, Some(suffix), Some(host)) => host.ends_with(suffix) && host.len() > suffix.len(),
            (name, None, Some(host)) => name == host,
            (.., None) => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request};

    use super::{host, is_allowed};

    fn request(host: &str) -> Request {
        Request::builder()
            .header("host", host)
            .body(Body::empty())
            .expect("the request is valid")
    }

    #[test]
    fn the_port_is_not_part_of_the_name() {
        for (header, name) in [
            ("example.com", "example.com"),
            ("example.com:8000", "example.com"),
            ("[::1]:8000", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(host(&request(header)), Some(name));
        }
    }

    #[test]
    fn names_and_subdomains() {
        let patterns = ["example.com".to_owned(), "*.example.org".to_owned()];
        for (host, allowed) in [
            (Some("example.com"), true),
            (Some("EXAMPLE.com"), true),
            (Some("a.example.com"), false),
            (Some("a.b.example.org"), true),
            (Some("example.org"), false),
            (Some(".example.org"), false),
            (Some("evilexample.org"), false),
            (None, false),
        ] {
            assert_eq!(is_allowed(&patterns, host), allowed, "{host:?}");
        }
        assert!(is_allowed(&["*".to_owned()], None));
    }
}
