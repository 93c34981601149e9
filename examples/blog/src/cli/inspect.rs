use std::io::{self, Write};

use crate::{app, config::AppConfig, openapi};

pub(super) fn openapi() -> anyhow::Result<()> {
    let document = app::document(&AppConfig::from_env()?);
    writeln!(io::stdout(), "{}", document.to_pretty_json()?)?;
    Ok(())
}

pub(super) fn routes() -> anyhow::Result<()> {
    let document = app::document(&AppConfig::from_env()?);
    let operations = openapi::operations(&document);
    let paths = operations.iter().map(|(_, path, _)| path.len());
    let width = paths.max().unwrap_or_default();
    let mut out = io::stdout().lock();
    for (method, path, operation) in operations {
        writeln!(out, "{method:<6} {path:<width$} {operation}")?;
    }
    Ok(())
}
