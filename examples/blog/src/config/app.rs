use super::env::{ConfigError, Env};

/// What the API says about itself in its documentation.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// `APP_NAME`, default the package's name.
    pub name: String,
    /// `APP_DESCRIPTION`.
    pub description: Option<String>,
    /// `APP_VERSION`, default the package's version.
    pub version: String,
    /// `CONTACT_NAME`.
    pub contact_name: Option<String>,
    /// `CONTACT_EMAIL`.
    pub contact_email: Option<String>,
    /// `LICENSE_NAME`.
    pub license_name: Option<String>,
}

impl AppConfig {
    /// Reads these settings alone, for commands that need no others.
    ///
    /// # Errors
    /// Lists every setting that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        let mut env = Env::load();
        let app = Self::read(&mut env);
        env.finish()?;
        Ok(app)
    }

    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            name: env.text("APP_NAME", env!("CARGO_PKG_NAME")),
            description: env.optional("APP_DESCRIPTION"),
            version: env.text("APP_VERSION", env!("CARGO_PKG_VERSION")),
            contact_name: env.optional("CONTACT_NAME"),
            contact_email: env.optional("CONTACT_EMAIL"),
            license_name: env.optional("LICENSE_NAME"),
        }
    }
}
