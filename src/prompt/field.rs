//! The questions of commands that change what is there.

use anyhow::{Context, Result};
use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input};

use super::{Wizard, asking};
use crate::entity::Field;

impl Wizard {
    /// Asks whether to go on; no is the default.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool> {
        let ask = || {
            Confirm::with_theme(&ColorfulTheme::default())
                .with_prompt(question)
                .default(false)
                .interact()
                .context("could not ask whether to go on")
        };
        asking(ask)
    }

    /// Asks what a required field is in the rows that are there.
    pub(crate) fn fill(&self, entity: &str, field: &Field) -> Result<String> {
        let ask = || {
            Input::with_theme(&ColorfulTheme::default())
                .with_prompt(format!(
                    "`{}` is required: its value in each {entity} that is there",
                    field.name
                ))
                .allow_empty(field.kind.is_text())
                .interact_text()
                .context("could not ask for the value")
        };
        asking(ask)
    }
}
