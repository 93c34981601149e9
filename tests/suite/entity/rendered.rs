//! The files of an entity.

use anyhow::{Result, anyhow, ensure};
use boilerplate_cli::entity::Request;
use boilerplate_cli::render::Templates;
use boilerplate_cli::render::entity::Renderer;

use super::request;
use crate::common;

#[test]
fn operations_that_are_left_out_leave_nothing_behind() -> Result<()> {
    let only = Request {
        only: Some(vec!["get".to_owned()]),
        ..request("Note", &["text"])
    };
    let only = super::entity(&only).map_err(|error| anyhow!(error))?;
    let mut manifest = common::preset("full")?;
    manifest.entities = vec![only.clone()];
    for (path, text) in Renderer::new(&Templates::embedded())?.files(&only, &manifest)? {
        for word in ["Create", "Update", "list_notes", "delete_note", "Listing"] {
            ensure!(!text.contains(word), "{path} has {word}");
        }
    }
    Ok(())
}
