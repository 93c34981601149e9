use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::env::Env;

/// The URL that `POSTGRES_SERVER` and its companions spell out, if that one is set.
pub(super) fn read(env: &mut Env) -> Option<SecretString> {
    let server = env.optional("POSTGRES_SERVER");
    let port = env.integer("POSTGRES_PORT", 1..=u16::MAX, 5432);
    let user = env.text("POSTGRES_USER", "postgres");
    let password = env.secret("POSTGRES_PASSWORD");
    let database = env.text("POSTGRES_DB", "postgres");

    let url = assemble(&server?, port, &user, password.as_ref(), &database);
    if url.is_none() {
        env.reject("POSTGRES_SERVER", "expected a host name or an IP address");
    }
    url
}

fn assemble(
    server: &str,
    port: u16,
    user: &str,
    password: Option<&SecretString>,
    database: &str,
) -> Option<SecretString> {
    let mut url = Url::parse("postgres://localhost").ok()?;
    url.set_host(Some(server)).ok()?;
    url.set_port(Some(port)).ok()?;
    url.set_username(user).ok()?;
    url.set_password(password.map(ExposeSecret::expose_secret))
        .ok()?;
    url.path_segments_mut().ok()?.push(database);
    Some(String::from(url).into())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use crate::testing::config;

    const PARTS: [(&str, &str); 4] = [
        ("POSTGRES_SERVER", "db"),
        ("POSTGRES_USER", "clerk"),
        ("POSTGRES_PASSWORD", "p@ss/word"),
        ("POSTGRES_DB", "orders"),
    ];

    #[test]
    fn the_parts_make_a_url() {
        let url = config(&PARTS).database.url;
        let expected = "postgres://clerk:p%40ss%2Fword@db:5432/orders";
        assert_eq!(url.expose_secret(), expected);
    }

    #[test]
    fn the_url_goes_before_the_parts() {
        let mut settings = PARTS.to_vec();
        settings.push(("DATABASE_URL", "postgres://clerk@db/items"));
        let url = config(&settings).database.url;
        assert_eq!(url.expose_secret(), "postgres://clerk@db/items");
    }

    #[test]
    fn debug_shows_no_password() {
        let text = format!("{:?}", config(&PARTS));
        assert!(!text.contains("p@ss") && !text.contains("p%40ss"), "{text}");
    }
}
