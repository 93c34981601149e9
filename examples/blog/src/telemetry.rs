//! Log lines to the standard output, and to a file that changes every day.

use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use anyhow::Context;
use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::config::{LogConfig, LogFormat};

/// Days of log files that are kept.
const KEPT_FILES: usize = 14;

/// Starts logging; the lines of a file are complete when the guard is dropped.
///
/// # Errors
/// If the log file cannot be created, or logging was already started.
pub fn init(config: &LogConfig) -> anyhow::Result<Option<WorkerGuard>> {
    let filter = EnvFilter::try_new(&config.filter).context("LOG_LEVEL")?;
    let (file, guard) = match &config.file {
        Some(path) => {
            let (writer, guard) = tracing_appender::non_blocking(appender(path)?);
            (Some(lines(writer, false, config.format)), Some(guard))
        }
        None => (None, None),
    };
    // The layers share what they write about a span, colours included.
    let colours = file.is_none() && io::stdout().is_terminal();
    tracing_subscriber::registry()
        .with(lines(io::stdout, colours, config.format).and_then(file))
        .with(filter)
        .try_init()
        .context("cannot start logging")?;
    Ok(guard)
}

fn lines<W>(writer: W, colours: bool, format: LogFormat) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer).with_ansi(colours);
    match format {
        LogFormat::Pretty => lines.boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    }
}

/// `logs/shop.log` becomes `logs/shop.<date>.log`.
fn appender(path: &Path) -> anyhow::Result<RollingFileAppender> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .with_context(|| format!("LOG_FILE: cannot create {}", folder.display()))?;
    let stem = path.file_stem().unwrap_or_default();
    let extension = path.extension().unwrap_or_default();
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(stem.to_string_lossy())
        .filename_suffix(extension.to_string_lossy())
        .max_log_files(KEPT_FILES)
        .build(folder)
        .with_context(|| format!("LOG_FILE: cannot write {}", path.display()))
}
