use redis::Client;
use secrecy::{ExposeSecret, SecretString};

use super::env::Env;

/// The variables that say where one service finds Redis.
pub(super) struct Names {
    /// Holds a URL, or `off`.
    pub(super) url: &'static str,
    pub(super) host: &'static str,
    pub(super) port: &'static str,
    /// The value of `url` for doing without Redis although `REDIS_URL` is set.
    pub(super) off: &'static str,
}

/// The Redis of a service: its own URL, else its host and port, else `REDIS_URL`.
pub(super) fn read(env: &mut Env, names: &Names) -> Option<Client> {
    let own = env.secret(names.url);
    let host = env.optional(names.host);
    let port = env.integer(names.port, 1..=u16::MAX, 6379);
    let by_host = host.map(|host| SecretString::from(format!("redis://{host}:{port}")));
    let shared = env.secret("REDIS_URL");

    let found = [
        (names.url, own),
        (names.host, by_host),
        ("REDIS_URL", shared),
    ];
    let (name, url) = found
        .into_iter()
        .find_map(|(name, url)| Some((name, url?)))?;
    let url = url.expose_secret();
    if name == names.url && url == names.off {
        return None;
    }
    let client = Client::open(url).ok();
    if client.is_none() {
        let form = "expected Redis, as in `redis://:password@host:6379/0`, or `rediss://…` for TLS";
        env.reject(name, form);
    }
    client
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::testing::{config, env};

    /// Where the queue finds Redis.
    fn address(settings: &[(&str, &str)]) -> Option<String> {
        let client = config(settings).queue.redis?;
        Some(client.get_connection_info().addr().to_string())
    }

    #[test]
    fn the_nearest_setting_says_where_redis_is() {
        let all = [
            ("REDIS_URL", "redis://shared"),
            ("REDIS_QUEUE_HOST", "queue"),
            ("QUEUE_URL", "rediss://own:6380"),
        ];
        assert_eq!(address(&[]), None);
        assert_eq!(address(&all[..1]).as_deref(), Some("shared:6379"));
        assert_eq!(address(&all[..2]).as_deref(), Some("queue:6379"));
        assert_eq!(address(&all).as_deref(), Some("own:6380"));
        assert_eq!(address(&[all[0], ("QUEUE_URL", "database")]), None);
    }

    #[test]
    fn a_url_of_something_else_is_refused_without_its_password() {
        for name in ["QUEUE_URL", "REDIS_URL"] {
            for url in ["amqp://shop:hunter2@queue", "redis://:hunter2@queue/one"] {
                let problem = Config::read(env(&[(name, url)]));
                let text = problem.map_err(|problem| problem.to_string());
                let text = text.expect_err("the URL is wrong");
                let expected = format!("\n  {name}: expected Redis");
                assert!(text.contains(&expected), "{text}");
                assert!(!text.contains("hunter2"), "{text}");
            }
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let settings = [("REDIS_URL", "redis://:hunter2@shared")];
        let text = format!("{:?}", config(&settings));
        assert!(
            text.contains("shared") && !text.contains("hunter2"),
            "{text}"
        );
    }
}
