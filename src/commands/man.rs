//! `boilerplate man`

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_mangen::Man;

use super::execute::is_dry;
use crate::cli::{Cli, Global};
use crate::output::{Output, print};

pub(super) fn run(dir: Option<&Path>, global: &Global, output: Output) -> Result<()> {
    let Some(dir) = dir else {
        let mut page = Vec::new();
        let man = Man::new(Cli::command());
        man.render(&mut page)
            .context("could not render the manual page")?;
        return print(&String::from_utf8_lossy(&page));
    };
    if is_dry(global) {
        output.say(&format!("manual pages would go to {}", dir.display()));
        return Ok(());
    }
    fs::create_dir_all(dir).with_context(|| format!("could not create {}", dir.display()))?;
    clap_mangen::generate_to(Cli::command(), dir)
        .with_context(|| format!("could not write the manual pages to {}", dir.display()))?;
    output.say(&format!("manual pages in {}", dir.display()));
    Ok(())
}
