use redis::Client;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{AppConfig, env::Env};

/// Which Redis each service uses. A service without one keeps to the memory of its process.
#[derive(Clone, Debug)]
pub struct RedisConfig {
    /// Stands before every key, so that applications can share a Redis: `APP_NAME`.
    pub prefix: String,
    /// `CACHE_URL`, or `REDIS_CACHE_HOST` and `REDIS_CACHE_PORT`, or else `REDIS_URL`.
    pub cache: Option<SecretString>,
    /// `RATE_LIMIT_URL`, or `REDIS_RATE_LIMIT_HOST` and `REDIS_RATE_LIMIT_PORT`, or else
    /// `REDIS_URL`.
    pub rate_limit: Option<SecretString>,
}

impl RedisConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let shared = url(env, "REDIS_URL");
        Self {
            prefix: AppConfig::read(env).name,
            cache: service(
                env,
                ["CACHE_URL", "REDIS_CACHE_HOST", "REDIS_CACHE_PORT"],
                &shared,
            ),
            rate_limit: service(
                env,
                [
                    "RATE_LIMIT_URL",
                    "REDIS_RATE_LIMIT_HOST",
                    "REDIS_RATE_LIMIT_PORT",
                ],
                &shared,
            ),
        }
    }
}

fn service(
    env: &mut Env,
    [whole, host, port]: [&'static str; 3],
    shared: &Option<SecretString>,
) -> Option<SecretString> {
    let own = url(env, whole);
    let name = env.optional(host);
    let number = env.integer(port, 1..=u16::MAX, 6379);
    let parts = name.and_then(|name| {
        let parts = assemble(&name, number);
        if parts.is_none() {
            env.reject(host, "expected a host name or an IP address");
        }
        parts
    });
    own.or(parts).or_else(|| shared.clone())
}

fn url(env: &mut Env, name: &'static str) -> Option<SecretString> {
    let url = env.secret(name)?;
    if let Err(error) = Client::open(url.expose_secret()) {
        env.reject(
            name,
            format!("expected a URL such as `redis://:password@host:6379/0`: {error}"),
        );
    }
    Some(url)
}

fn assemble(host: &str, port: u16) -> Option<SecretString> {
    let mut url = Url::parse("redis://localhost").ok()?;
    url.set_host(Some(host)).ok()?;
    url.set_port(Some(port)).ok()?;
    Some(String::from(url).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["CACHE_URL", "REDIS_CACHE_HOST", "REDIS_CACHE_PORT"];

    /// The URL of a service with these settings, and what is wrong with them.
    fn read(settings: &[(&str, &str)]) -> (Option<String>, String) {
        let mut env = Env::from_pairs(settings.iter().copied());
        let shared = url(&mut env, "REDIS_URL");
        let found = service(&mut env, NAMES, &shared);
        let problems = env.finish().err();
        (
            found.map(|url| url.expose_secret().to_owned()),
            problems.map(|text| text.to_string()).unwrap_or_default(),
        )
    }

    #[test]
    fn a_service_has_its_own_redis_or_the_shared_one_or_none() {
        for (settings, expected) in [
            (&[][..], None),
            (&[("REDIS_URL", "redis://shared")], Some("redis://shared")),
            (
                &[
                    ("REDIS_URL", "redis://shared"),
                    ("CACHE_URL", "rediss://cache"),
                    ("REDIS_CACHE_HOST", "ignored"),
                ],
                Some("rediss://cache"),
            ),
            (
                &[("REDIS_CACHE_HOST", "cache"), ("REDIS_CACHE_PORT", "7000")],
                Some("redis://cache:7000"),
            ),
        ] {
            let (found, problems) = read(settings);
            assert_eq!((found.as_deref(), problems.as_str()), (expected, ""));
        }
    }

    #[test]
    fn a_bad_url_is_refused_without_being_shown() {
        let (_, problems) = read(&[
            ("REDIS_URL", "http://:hunter2@redis"),
            ("CACHE_URL", "redis://:hunter2@redis/one"),
            ("REDIS_CACHE_HOST", "no host"),
        ]);
        for name in ["REDIS_URL", "CACHE_URL", "REDIS_CACHE_HOST"] {
            assert!(problems.contains(&format!("\n  {name}: ")), "{problems}");
        }
        assert!(!problems.contains("hunter2"), "{problems}");
    }
}
