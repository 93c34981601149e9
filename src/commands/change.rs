//! What every command does that changes a project: render what it was and what it becomes, plan,
//! carry out, report.

use anyhow::Result;

use super::merging;
use super::project::Project;
use crate::cli::Global;
use crate::features::Features;
use crate::manifest::FILE_NAME;
use crate::output::Output;
use crate::project::{File, Plan, Tree};
use crate::render::{
    Inputs, MIGRATIONS, OVERLAY, Templates, Trees, change, format, migration, migration_name,
    render,
};
use crate::schema::Stamp;
use crate::secrets::Secrets;
use crate::wish::Wish;

/// The file of settings, which is the user's once it is written.
const SETTINGS: &str = ".env";

/// A change that can be carried out.
pub(super) struct Planned {
    pub(super) plan: Plan,
    /// The lines that `.env` lacks from now on.
    pub(super) settings: Vec<String>,
}

/// The way from a project as it is to what was wished for.
///
/// `base` is the project as it was rendered, if this version would render it otherwise.
pub(super) fn plan(
    project: &Project,
    wish: &Wish,
    base: Option<Tree>,
    table: &Features,
    global: &Global,
    output: Output,
) -> Result<Planned> {
    let mut trees = trees(project, wish, base, table)?;
    if let Some(file) = trees.new.get_mut(FILE_NAME) {
        file.contents = wish.manifest.write_into(&project.text)?.into_bytes();
    }
    let both = [&mut trees.old, &mut trees.new];
    let formatted = both.map(|tree| format::format(tree, &project.root));
    if let Some(error) = formatted.into_iter().find_map(Result::err) {
        output.warn(&format!("not everything is formatted: {error:#}"));
    }
    let settings = settings(project, &trees);
    let resolution = global.conflict.unwrap_or_default();
    Ok(Planned {
        plan: merging::plan(trees, &project.root, resolution)?,
        settings,
    })
}

fn trees(project: &Project, wish: &Wish, base: Option<Tree>, table: &Features) -> Result<Trees> {
    let templates = Templates::with_overlay(&project.root.join(OVERLAY))?;
    let mut inputs = Inputs {
        secrets: Secrets::random()?,
        migrations: project.migrations()?,
    };
    let mut empty = Tree::new();
    let mut stamp = Stamp::now()?;
    for name in &wish.migrations {
        let templated = templates
            .iter()
            .filter_map(|(path, _)| migration_name(path));
        let known: Vec<String> = templated.chain(inputs.migrations.iter().cloned()).collect();
        stamp = stamp.after(known.iter());
        let module = format!("m{stamp}_{name}");
        let contents = migration::empty()?;
        let file = File {
            rendered: true,
            ..File::once(contents)
        };
        empty.insert(format!("{MIGRATIONS}{module}.rs"), file);
        inputs.migrations.insert(module);
    }
    let mut trees = change(
        &project.applied,
        &wish.manifest,
        &wish.intent,
        &inputs,
        stamp,
        &templates,
        table,
    )?;
    trees.new.extend(empty);
    let Some(base) = base else { return Ok(trees) };
    let mut new = render(&wish.manifest, &inputs, &templates, table)?;
    new.extend(trees.new);
    let (old, new) = ((&project.applied, base), (&wish.manifest, new));
    Ok(Trees::between(old, new, &wish.intent))
}

/// The lines that the new `.env` has and the old one had not; the user's own is left alone.
fn settings(project: &Project, trees: &Trees) -> Vec<String> {
    let text = |tree: &Tree| {
        let file = tree.get(SETTINGS).map(|file| file.contents.clone());
        String::from_utf8_lossy(&file.unwrap_or_default()).into_owned()
    };
    let Ok(there) = std::fs::read_to_string(project.root.join(SETTINGS)) else {
        return Vec::new();
    };
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let has = |text: &str, wanted: &str| text.lines().any(|line| key(line) == key(wanted));
    let (old, new) = (text(&trees.old), text(&trees.new));
    let lines = new
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#'));
    let lacking = lines.filter(|line| !has(&old, line) && !has(&there, line));
    lacking.map(str::to_owned).collect()
}
