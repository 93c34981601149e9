use redis::Client;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{AppConfig, env::Env};

/// Which Redis each service uses. A service without one does without Redis.
#[derive(Clone, Debug)]
pub struct RedisConfig {
    /// Stands before every key, so that applications can share a Redis: `APP_NAME`.
    pub prefix: String,
    /// `CACHE_URL`, or `REDIS_CACHE_HOST` and `REDIS_CACHE_PORT`, or else `REDIS_URL`.
    /// `CACHE_URL=memory` is none of them.
    pub cache: Option<SecretString>,
    /// `RATE_LIMIT_URL`, or `REDIS_RATE_LIMIT_HOST` and `REDIS_RATE_LIMIT_PORT`, or else
    /// `REDIS_URL`. `RATE_LIMIT_URL=memory` is none of them.
    pub rate_limit: Option<SecretString>,
    /// `QUEUE_URL`, or `REDIS_QUEUE_HOST` and `REDIS_QUEUE_PORT`, or else `REDIS_URL`.
    /// `QUEUE_URL=database` is none of them.
    pub queue: Option<SecretString>,
}

/// The variables that say where a service finds Redis.
struct Names {
    url: &'static str,
    host: &'static str,
    port: &'static str,
    /// The value of `url` for doing without Redis although `REDIS_URL` is set.
    none: &'static str,
}

const CACHE: Names = Names {
    url: "CACHE_URL",
    host: "REDIS_CACHE_HOST",
    port: "REDIS_CACHE_PORT",
    none: "memory",
};

const RATE_LIMIT: Names = Names {
    url: "RATE_LIMIT_URL",
    host: "REDIS_RATE_LIMIT_HOST",
    port: "REDIS_RATE_LIMIT_PORT",
    none: "memory",
};

const QUEUE: Names = Names {
    url: "QUEUE_URL",
    host: "REDIS_QUEUE_HOST",
    port: "REDIS_QUEUE_PORT",
    none: "database",
};

impl RedisConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let shared = env.secret("REDIS_URL");
        check(env, "REDIS_URL", shared.as_ref());
        Self {
            prefix: AppConfig::read(env).name,
            cache: service(env, &CACHE, &shared),
            rate_limit: service(env, &RATE_LIMIT, &shared),
            queue: service(env, &QUEUE, &shared),
        }
    }
}

fn service(env: &mut Env, names: &Names, shared: &Option<SecretString>) -> Option<SecretString> {
    let url = env.secret(names.url);
    let host = env.optional(names.host);
    let port = env.integer(names.port, 1..=u16::MAX, 6379);
    if url
        .as_ref()
        .is_some_and(|url| url.expose_secret() == names.none)
    {
        return None;
    }
    check(env, names.url, url.as_ref());
    let parts = host.and_then(|host| {
        let parts = assemble(&host, port);
        if parts.is_none() {
            env.reject(names.host, "expected a host name or an IP address");
        }
        parts
    });
    url.or(parts).or_else(|| shared.clone())
}

fn check(env: &mut Env, name: &'static str, url: Option<&SecretString>) {
    let problem = url.and_then(|url| Client::open(url.expose_secret()).err());
    if let Some(problem) = problem {
        env.reject(
            name,
            format!("expected a URL such as `redis://:password@host:6379/0`: {problem}"),
        );
    }
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

    const NAMES: Names = Names {
        url: "SERVICE_URL",
        host: "REDIS_SERVICE_HOST",
        port: "REDIS_SERVICE_PORT",
        none: "memory",
    };

    /// The URL of a service with these settings, and what is wrong with them.
    fn read(settings: &[(&str, &str)]) -> (Option<String>, String) {
        let mut env = Env::from_pairs(settings.iter().copied());
        let shared = env.secret("REDIS_URL");
        check(&mut env, "REDIS_URL", shared.as_ref());
        let found = service(&mut env, &NAMES, &shared);
        let problems = env.finish().err();
        (
            found.map(|url| url.expose_secret().to_owned()),
            problems.map(|text| text.to_string()).unwrap_or_default(),
        )
    }

    #[test]
    fn a_service_has_its_own_redis_or_the_shared_one_or_none() {
        const SHARED: (&str, &str) = ("REDIS_URL", "redis://shared");
        for (settings, expected) in [
            (&[][..], None),
            (&[SHARED], Some("redis://shared")),
            (&[SHARED, ("SERVICE_URL", "memory")], None),
            (
                &[
                    SHARED,
                    ("SERVICE_URL", "rediss://own"),
                    ("REDIS_SERVICE_HOST", "ignored"),
                ],
                Some("rediss://own"),
            ),
            (
                &[
                    SHARED,
                    ("REDIS_SERVICE_HOST", "own"),
                    ("REDIS_SERVICE_PORT", "7000"),
                ],
                Some("redis://own:7000"),
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
            ("SERVICE_URL", "redis://:hunter2@redis/one"),
            ("REDIS_SERVICE_HOST", "no host"),
        ]);
        for name in ["REDIS_URL", "SERVICE_URL", "REDIS_SERVICE_HOST"] {
            assert!(problems.contains(&format!("\n  {name}: ")), "{problems}");
        }
        assert!(!problems.contains("hunter2"), "{problems}");
    }
}
