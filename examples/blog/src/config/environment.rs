use super::env::Env;

/// Where the server runs; it decides what is open and how strict the start-up checks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine: the API documentation is open.
    Local,
    /// A shared test installation: the API documentation asks for a superuser.
    Staging,
    /// Live: no API documentation, and no unsafe setting is accepted.
    Production,
}

impl Environment {
    pub(super) fn read(env: &mut Env) -> Self {
        env.choice(
            "ENVIRONMENT",
            &[
                ("local", Self::Local),
                ("staging", Self::Staging),
                ("production", Self::Production),
            ],
            Self::Local,
        )
    }
}
