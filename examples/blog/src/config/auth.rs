use std::time::Duration;

use jsonwebtoken::Algorithm;
use secrecy::{ExposeSecret, SecretString};

use super::{Environment, env::Env};

const SECRET_KEY_FORM: &str = "expected at least 32 bytes, such as from `openssl rand -hex 32`";

/// The password of `.env.example`, known to everyone.
const SHIPPED_PASSWORD: &str = "Str1ngst!";

/// Tokens, and who may see users.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// `SECRET_KEY`, signs the tokens; at least 32 bytes, no default.
    pub secret_key: SecretString,
    /// `ALGORITHM` of the signatures: HS256 (default), HS384 or HS512.
    pub algorithm: Algorithm,
    /// `ACCESS_TOKEN_EXPIRE_MINUTES`, default 30.
    pub access_token_lifetime: Duration,
    /// `REFRESH_TOKEN_EXPIRE_DAYS`, default 7.
    pub refresh_token_lifetime: Duration,
    /// `PUBLIC_USERS`, whether anyone may read users, default false.
    pub public_users: bool,
}

impl AuthConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let secret_key = env.secret("SECRET_KEY").unwrap_or_default();
        if secret_key.expose_secret().len() < 32 {
            env.reject("SECRET_KEY", SECRET_KEY_FORM);
        }
        Self {
            secret_key,
            algorithm: env.choice(
                "ALGORITHM",
                &[
                    ("HS256", Algorithm::HS256),
                    ("HS384", Algorithm::HS384),
                    ("HS512", Algorithm::HS512),
                ],
                Algorithm::HS256,
            ),
            access_token_lifetime: env.minutes("ACCESS_TOKEN_EXPIRE_MINUTES", 30),
            refresh_token_lifetime: env.days("REFRESH_TOKEN_EXPIRE_DAYS", 7),
            public_users: env.bool("PUBLIC_USERS", false),
        }
    }
}

/// The superuser that `serve` creates when there is none.
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// `ADMIN_NAME`, default `admin`.
    pub name: String,
    /// `ADMIN_EMAIL`, default `admin@example.com`.
    pub email: String,
    /// `ADMIN_USERNAME`, default `admin`.
    pub username: String,
    /// `ADMIN_PASSWORD`; without it no superuser is created.
    pub password: Option<SecretString>,
}

impl AdminConfig {
    pub(super) fn read(env: &mut Env, environment: Environment) -> Self {
        let password = env.secret("ADMIN_PASSWORD");
        let shipped = password
            .as_ref()
            .is_some_and(|password| password.expose_secret() == SHIPPED_PASSWORD);
        if shipped && environment == Environment::Production {
            env.reject(
                "ADMIN_PASSWORD",
                "production refuses the password of .env.example",
            );
        }
        Self {
            name: env.text("ADMIN_NAME", "admin"),
            email: env.text("ADMIN_EMAIL", "admin@example.com"),
            username: env.text("ADMIN_USERNAME", "admin"),
            password,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, env::Env};

    const LONG: &str = "0123456789abcdef0123456789abcdef";

    fn problem(pairs: &[(&str, &str)]) -> Option<String> {
        let error = Config::read(Env::from_pairs(pairs.iter().copied())).err()?;
        error.to_string().lines().nth(1).map(str::to_owned)
    }

    #[test]
    fn a_long_secret_key_is_required() {
        let expected =
            "  SECRET_KEY: expected at least 32 bytes, such as from `openssl rand -hex 32`";
        assert_eq!(problem(&[]).as_deref(), Some(expected));
        let short = problem(&[("SECRET_KEY", "hunter2")]);
        assert_eq!(short, Some(format!("{expected} (given pairs)")));
        assert_eq!(problem(&[("SECRET_KEY", LONG)]), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let settings = [("SECRET_KEY", LONG), ("ADMIN_PASSWORD", "hunter2")];
        let text = format!("{:?}", Config::read(Env::from_pairs(settings)));
        assert!(!text.contains("hunter2") && !text.contains(LONG), "{text}");
    }

    #[test]
    fn production_refuses_the_shipped_password() {
        let production = |password| {
            problem(&[
                ("SECRET_KEY", LONG),
                ("ENVIRONMENT", "production"),
                ("ALLOWED_HOSTS", "example.com"),
                ("ADMIN_PASSWORD", password),
            ])
        };
        assert!(production("Str1ngst!").is_some_and(|text| text.contains("ADMIN_PASSWORD")));
        assert_eq!(production("an0ther-One"), None);
    }
}
