use std::fmt::{self, Display, Formatter};

/// One setting that cannot be used.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) name: String,
    pub(super) message: String,
}

/// Everything that is wrong with the configuration, one line per problem.
///
/// No line holds the value of a secret.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("invalid configuration")?;
        for Problem { name, message } in &self.problems {
            write!(f, "\n  {name}: {message}")?;
        }
        Ok(())
    }
}
