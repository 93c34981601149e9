//! `boilerplate add entity`

mod existing;
mod refuse;
pub(super) mod report;

use anyhow::Result;

use super::change;
use super::execute::execute;
use super::project::{Access, Project};
use crate::cli::{AddEntity, Global, command_line};
use crate::entity::{Entity, Request, words};
use crate::features::Features;
use crate::output::{Output, is_interactive};
use crate::prompt::Wizard;
use crate::refusal::Refusal;
use crate::wish::Wish;

pub(super) fn run(arguments: &AddEntity, global: &Global, output: Output) -> Result<()> {
    let table = Features::load()?;
    let project = Project::open(Access::Change, &table, global, output)?;
    let mut request = arguments.request();
    let there = existing::find(&request, &project).is_some();
    let asks = request.name.is_empty() || (request.fields.is_empty() && !there);
    let asked = asks && is_interactive() && !global.yes && !output.is_silent();
    if asked {
        Wizard::start()?.entity(&mut request, &project.manifest)?;
    } else if arguments.name.is_none() {
        let refusal = Refusal::new("`add entity` needs the <NAME> of the entity and its fields");
        return Err(refusal
            .help("boilerplate add entity Post title:string")
            .into());
    }

    let mut wish = Wish::of(&project.manifest);
    let manifest = &mut wish.manifest;
    let entity = match existing::find(&request, &project) {
        Some(there) => {
            let entity = existing::same(&request, there, manifest)?;
            if project.applied.entity(&entity.name) == Some(&entity) {
                return report::nothing(&entity, manifest, &project, global, output);
            }
            entity
        }
        None => {
            let scope = manifest.scope();
            let entity = request
                .entity(&scope, &manifest.entities)
                .map_err(|refused| refuse::refusal(&request, &refused))?;
            manifest.entities.push(entity.clone());
            entity
        }
    };
    explain(&request, &entity, output);
    output.say(&report::table(&entity));
    let planned = change::plan(&project, &wish, None, &table, global, output)?;
    execute(&planned.plan, &project.root, global, output)?;
    let made = report::Made {
        entity: &entity,
        manifest: &wish.manifest,
        project: &project,
    };
    report::report(&made, &planned.plan, global, output)?;
    if asked {
        let line = command_line(&request);
        output.say(&format!("\nThe same without questions: {line}"));
    }
    Ok(())
}

/// Says what was made of the names.
fn explain(request: &Request, entity: &Entity, output: Output) {
    let typed = words::snake(&request.name);
    let Entity { name, plural, .. } = entity;
    if typed != entity.module() {
        output.say(&format!(
            "`{}` is a plural, the entity is `{name}`",
            request.name
        ));
    }
    output.say(&format!(
        "{name}, several are {plural} (--plural says otherwise)\n"
    ));
}
