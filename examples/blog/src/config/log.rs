use std::path::PathBuf;

use tracing_subscriber::filter::{EnvFilter, LevelFilter};

use super::env::Env;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    Pretty,
    /// One JSON object per line.
    Json,
}

/// What is logged, how and where.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// `LOG_LEVEL`, a level or filter directives such as `info,sqlx=debug`, default `info`.
    pub filter: String,
    /// `LOG_FORMAT`, `pretty` (default) or `json`.
    pub format: LogFormat,
    /// `LOG_FILE`, written besides the standard output, a new one every day.
    pub file: Option<PathBuf>,
}

impl LogConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let filter = env.text("LOG_LEVEL", "info");
        if !is_filter(&filter) {
            env.reject(
                "LOG_LEVEL",
                format!(
                    "expected off, error, warn, info, debug, trace or directives such as \
                     `info,sqlx=debug`, got `{filter}`"
                ),
            );
        }
        Self {
            filter,
            format: env.choice(
                "LOG_FORMAT",
                &[("pretty", LogFormat::Pretty), ("json", LogFormat::Json)],
                LogFormat::Pretty,
            ),
            file: env.optional("LOG_FILE").map(PathBuf::from),
        }
    }
}

/// `EnvFilter` takes any word for a target, so that a misspelt level would log nothing.
fn is_filter(text: &str) -> bool {
    let words = text.split(',').map(str::trim);
    EnvFilter::try_new(text).is_ok()
        && words
            .into_iter()
            .all(|word| word.contains('=') || word.parse::<LevelFilter>().is_ok())
}
