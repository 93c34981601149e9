//! The commands that change a project: each makes a wish, and it is carried out.

use anyhow::Result;
use serde_json::{Value, json};

use super::change::{self, Planned};
use super::execute::{execute, is_dry, steps};
use super::project::{Access, Project};
use crate::cli::{Add, AddField, Apply, Global, Remove, Rename};
use crate::entity::words;
use crate::features::Features;
use crate::output::{Output, is_interactive};
use crate::project::Tree;
use crate::prompt::Wizard;
use crate::refusal::Refusal;
use crate::render::{MIGRATIONS, migration_name};
use crate::wish::{self, Added, Answers, Wish};

/// A command and what it works with.
pub(super) struct Context<'a> {
    pub(super) command: &'static str,
    pub(super) project: &'a Project,
    pub(super) table: &'a Features,
    pub(super) global: &'a Global,
    pub(super) output: Output,
}

/// `boilerplate add field`, `add service` and `add migration`
pub(super) fn add(what: &Add, global: &Global, output: Output) -> Result<()> {
    match what {
        Add::Entity(arguments) => super::add::run(arguments, global, output),
        Add::Field(arguments) => with("add field", global, output, |context| {
            let Added {
                mut wish,
                entity,
                fields,
            } = wish::add_fields(
                &context.project.manifest,
                &arguments.entity,
                &arguments.fields,
                &arguments.fills,
            )?;
            ask_fills(context, arguments, &mut wish, &entity, &fields)?;
            Ok(wish)
        }),
        Add::Service(services) => with("add service", global, output, |context| {
            let there = &context.project.manifest;
            Ok(wish::add_services(there, &services.names, context.table)?)
        }),
        Add::Migration { name } => with("add migration", global, output, |context| {
            let mut wish = Wish::of(&context.project.manifest);
            let name = migration(name)?;
            let mut modules = context.project.migrations()?.into_iter();
            match modules.find(|module| module.get(17..) == Some(&name)) {
                Some(module) => wish.said.push(format!("there is {module} already")),
                None => wish.migrations.push(name),
            }
            Ok(wish)
        }),
    }
}

/// `boilerplate remove`
pub(super) fn remove(what: &Remove, global: &Global, output: Output) -> Result<()> {
    match what {
        Remove::Entity { names } => with("remove entity", global, output, |context| {
            Ok(wish::remove_entities(&context.project.manifest, names)?)
        }),
        Remove::Field { entity, names } => with("remove field", global, output, |context| {
            let there = &context.project.manifest;
            Ok(wish::remove_fields(there, entity, names)?)
        }),
        Remove::Service(services) => with("remove service", global, output, |context| {
            let there = &context.project.manifest;
            Ok(wish::remove_services(
                there,
                &services.names,
                context.table,
            )?)
        }),
    }
}

/// `boilerplate rename`
pub(super) fn rename(what: &Rename, global: &Global, output: Output) -> Result<()> {
    match what {
        Rename::Entity { old, new, plural } => with("rename entity", global, output, |context| {
            let there = &context.project.manifest;
            let mut wish = wish::rename_entity(there, old, new, plural.as_deref())?;
            let pending = Answers {
                renames: &[format!("{old}={new}")],
                ..Answers::default()
            };
            remember(context.project, &mut wish, &pending);
            Ok(wish)
        }),
        Rename::Field { entity, old, new } => with("rename field", global, output, |context| {
            let mut wish = wish::rename_field(&context.project.manifest, entity, old, new)?;
            let pending = Answers {
                renames: &[format!("{entity}.{old}={new}")],
                ..Answers::default()
            };
            remember(context.project, &mut wish, &pending);
            Ok(wish)
        }),
    }
}

/// `boilerplate apply`
pub(super) fn apply(arguments: &Apply, global: &Global, output: Output) -> Result<()> {
    let table = Features::load()?;
    let project = Project::open(Access::Change, &table, global, output)?;
    let mut wish = Wish::of(&project.manifest);
    let answers = Answers {
        renames: &arguments.renames,
        drops: &arguments.drops,
        fills: &arguments.fills,
    };
    wish.intent = wish::intent(&project.applied, &project.manifest, &answers)?;
    let context = Context {
        command: "apply",
        project: &project,
        table: &table,
        global,
        output,
    };
    carry_out(&context, &wish, None)
}

/// A name that boilerplate.toml has already, and the project not yet: then it is a new one, too.
fn remember(project: &Project, wish: &mut Wish, answers: &Answers<'_>) {
    if wish.manifest == project.manifest
        && project.applied != project.manifest
        && let Ok(intent) = wish::intent(&project.applied, &project.manifest, answers)
    {
        wish.intent = intent;
    }
}

fn with(
    command: &'static str,
    global: &Global,
    output: Output,
    wish: impl FnOnce(&Context<'_>) -> Result<Wish>,
) -> Result<()> {
    let table = Features::load()?;
    let project = Project::open(Access::Change, &table, global, output)?;
    let context = Context {
        command,
        project: &project,
        table: &table,
        global,
        output,
    };
    let wish = wish(&context)?;
    let is_there = wish.manifest == project.manifest && project.applied == project.manifest;
    if is_there && wish.migrations.is_empty() && !project.is_merged {
        return nothing(&context, &wish);
    }
    if !confirm(&context, &wish)? {
        return Err(Refusal::interrupted().into());
    }
    carry_out(&context, &wish, None)
}

/// Carries out a wish and says what was done, and what to do next.
pub(super) fn carry_out(context: &Context<'_>, wish: &Wish, base: Option<Tree>) -> Result<()> {
    let Context {
        project,
        global,
        output,
        ..
    } = *context;
    for line in &wish.said {
        output.say(line);
    }
    let planned = change::plan(project, wish, base, context.table, global, output)?;
    execute(&planned.plan, &project.root, global, output)?;
    report(context, wish, &planned)
}

fn nothing(context: &Context<'_>, wish: &Wish) -> Result<()> {
    if context.output.is_json() {
        return context.output.data(&value(
            context,
            wish,
            &Planned {
                plan: crate::project::Plan::default(),
                settings: Vec::new(),
            },
        ));
    }
    for line in &wish.said {
        context.output.say(line);
    }
    context.output.say("nothing to do");
    Ok(())
}

fn report(context: &Context<'_>, wish: &Wish, planned: &Planned) -> Result<()> {
    let Context { global, output, .. } = *context;
    if output.is_json() {
        return output.data(&value(context, wish, planned));
    }
    if !planned.settings.is_empty() {
        output.say("\n.env is yours; it lacks from now on:");
        for line in &planned.settings {
            output.say(&format!("  {line}"));
        }
    }
    if is_dry(global) {
        output.say("\nNothing was written.");
        return Ok(());
    }
    let next = next(planned);
    if next.is_empty() {
        output.say("\nThe project is as boilerplate.toml says: nothing to do.");
        return Ok(());
    }
    output.say("");
    for (line, remark) in next {
        output.say(&format!("  {line:<29}# {remark}"));
    }
    for line in &wish.lost {
        output.say(&format!("\n{line}."));
    }
    Ok(())
}

fn value(context: &Context<'_>, wish: &Wish, planned: &Planned) -> Value {
    let next = next(planned).into_iter().map(|(line, _)| line);
    json!({
        "command": context.command,
        "path": context.project.root,
        "dry_run": is_dry(context.global),
        "said": wish.said,
        "lost": wish.lost,
        "settings": planned.settings,
        "files": steps(&planned.plan, context.global),
        "next": next.collect::<Vec<_>>(),
    })
}

/// What to do after the change, and why.
fn next(planned: &Planned) -> Vec<(&'static str, &'static str)> {
    let changes: Vec<_> = planned.plan.changes().collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let is_new = |path: &str| path.starts_with(MIGRATIONS) && migration_name(path).is_some();
    let migrates = changes
        .iter()
        .any(|(path, change)| is_new(path) && change.before.is_none());
    let mut next = Vec::new();
    if migrates {
        next.push((
            "cargo run -- migrate up",
            "`cargo run` does it when it starts",
        ));
    }
    next.push(("cargo test", "to be sure"));
    next.push(("git diff", "what is new"));
    next
}

/// Asks before a change that loses data, on a terminal; says whether to go on.
fn confirm(context: &Context<'_>, wish: &Wish) -> Result<bool> {
    let Context { global, output, .. } = *context;
    let asks = is_interactive() && !global.yes && !output.is_silent() && !is_dry(global);
    if wish.lost.is_empty() || !asks {
        return Ok(true);
    }
    Wizard::start()?.confirm(&format!("{}. Go on?", wish.lost.join("; ")))
}

/// Asks what required fields are in the rows that are there.
fn ask_fills(
    context: &Context<'_>,
    arguments: &AddField,
    wish: &mut Wish,
    entity: &str,
    fields: &[crate::entity::Field],
) -> Result<()> {
    let Context { global, output, .. } = *context;
    let asks = is_interactive() && !global.yes && !output.is_silent();
    let is_known = context.project.applied.entity(entity).is_some();
    let key = |name: &str| (entity.to_owned(), name.to_owned());
    let open: Vec<_> = fields
        .iter()
        .filter(|field| !field.optional && field.default.is_none())
        .filter(|field| !wish.intent.fills.contains_key(&key(&field.name)))
        .collect();
    if !asks || !is_known || open.is_empty() {
        return Ok(());
    }
    let wizard = Wizard::start()?;
    let mut line = format!(
        "boilerplate add field {entity} {}",
        arguments.fields.join(" ")
    );
    for field in open {
        let value = wizard.fill(entity, field)?;
        line += &format!(
            " --fill {}",
            crate::cli::quoted(&format!("{}={value}", field.name))
        );
        wish.intent.fills.insert(key(&field.name), value);
    }
    output.say(&format!("The same without questions: {line}\n"));
    Ok(())
}

/// The name of a migration, in snake case.
fn migration(typed: &str) -> Result<String, Refusal> {
    let name = words::snake(typed);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let refusal = |message: String| Refusal::new(message).at(typed, typed);
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_plain) {
        let message = format!("`{typed}` cannot be the name of a migration");
        return Err(refusal(message).help("boilerplate add migration fill_in_slugs"));
    }
    if name.len() > LONGEST {
        let message = format!("the name of a migration has at most {LONGEST} characters");
        return Err(refusal(message).help("boilerplate add migration fill_in_slugs"));
    }
    Ok(name)
}

/// How long the name of a migration may be: file systems and tables have limits.
const LONGEST: usize = 100;
