use anyhow::bail;
use sea_orm::DatabaseConnection;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::crud;
use super::model::CreateUser;
use crate::auth::Passwords;
use crate::config::AdminConfig;
use crate::error::Error;
use crate::validation::{Fields, Source};

/// Creates the superuser of the settings, unless there is one of that name.
///
/// Answers whether it was created. Fails when a setting breaks a rule that users must keep, or
/// when the name belongs to someone who is no superuser.
pub async fn ensure_superuser(
    db: &DatabaseConnection,
    passwords: &Passwords,
    config: &AdminConfig,
) -> anyhow::Result<bool> {
    if let Some(user) = crud::find_any(db, &config.username).await? {
        if user.is_superuser {
            return Ok(false);
        }
        bail!(
            "ADMIN_USERNAME: the user `{}` exists and is no superuser",
            config.username
        );
    }
    let Some(password) = &config.password else {
        return Ok(false);
    };
    let settings = Map::from_iter([
        ("name".to_owned(), Value::from(config.name.as_str())),
        ("username".to_owned(), Value::from(config.username.as_str())),
        ("email".to_owned(), Value::from(config.email.as_str())),
        ("password".to_owned(), Value::from(password.expose_secret())),
    ]);
    let admin: CreateUser = Fields::check(Source::Form, &settings).map_err(|failures| {
        let rules: Vec<String> = failures.iter().map(|failure| failure.to_string()).collect();
        anyhow::anyhow!("the ADMIN_ settings make no user: {}", rules.join("; "))
    })?;
    match crud::create(db, passwords, admin, true).await {
        Ok(_) => Ok(true),
        // Another server, starting at the same time, was faster.
        Err(Error::Unprocessable(_)) if crud::find(db, &config.username).await?.is_some() => {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::ensure_superuser;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn an_admin_that_breaks_the_rules_is_named() {
        let app =
            TestApp::with(&[("ADMIN_USERNAME", "The Admin"), ("ADMIN_PASSWORD", "weak")]).await;
        let error = ensure_superuser(app.db(), &app.state.passwords, &app.state.config.admin)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("username: String should match"), "{error}");
        assert!(
            error.contains("password: String should have at least 8"),
            "{error}"
        );
        assert!(!error.contains("weak"), "{error}");
    }
}
