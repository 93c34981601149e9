//! The wizard: asks for what no flag said, and fills in the flags.

mod entity;
mod field;

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use dialoguer::console::Term;
use dialoguer::theme::ColorfulTheme;
use dialoguer::{Input, MultiSelect, Select};

use crate::cli::New;
use crate::features::{Features, Preset};
use crate::manifest::name;
use crate::refusal::{INTERRUPTED, Refusal};

/// Whether a prompt is waiting: then it is the prompt that ends on Ctrl-C, and tidies the terminal.
static ASKING: AtomicBool = AtomicBool::new(false);

/// How long a prompt may take to end: between two keys it does not hear of Ctrl-C.
const GRACE: Duration = Duration::from_millis(200);

/// Asks, on a terminal that is left in order whatever happens.
pub(crate) struct Wizard(());

impl Wizard {
    /// Takes over Ctrl-C, which would leave the terminal without a cursor.
    pub(crate) fn start() -> Result<Self> {
        ctrlc::set_handler(|| {
            if ASKING.load(Ordering::SeqCst) {
                sleep(GRACE);
                let _ = Term::stderr().show_cursor();
            }
            std::process::exit(INTERRUPTED.into());
        })
        .context("could not handle Ctrl-C")?;
        Ok(Self(()))
    }

    /// Asks where the project goes, if the command line does not say.
    pub(crate) fn path(&self, arguments: &mut New, taken: &[String]) -> Result<()> {
        if arguments.path.is_none() {
            let path = asking(|| ask_path(arguments.name.is_some(), taken))?;
            arguments.path = Some(PathBuf::from(path));
        }
        Ok(())
    }

    /// Asks what the project is made of, if the command line does not say.
    pub(crate) fn options(&self, arguments: &mut New, table: &Features) -> Result<()> {
        if arguments.has_options() {
            return Ok(());
        }
        let databases = asking(|| ask_databases(table))?;
        arguments.database = (databases.len() < table.databases().len()).then_some(databases);
        match asking(|| ask_preset(table))? {
            Some(preset) => arguments.preset = Some(preset.name.clone()),
            None => asking(|| ask_features(arguments, table))?,
        }
        Ok(())
    }
}

fn asking<T>(ask: impl FnOnce() -> Result<T>) -> Result<T> {
    ASKING.store(true, Ordering::SeqCst);
    let result = ask();
    // A prompt that was interrupted has hidden it.
    let _ = Term::stderr().show_cursor();
    match result {
        // The signal comes too, and must not end the command before it says so.
        Err(error) if is_interrupt(&error) => Err(Refusal::interrupted().into()),
        result => {
            ASKING.store(false, Ordering::SeqCst);
            result
        }
    }
}

fn is_interrupt(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref());
    causes.any(|dialoguer::Error::IO(error)| error.kind() == ErrorKind::Interrupted)
}

fn ask_path(is_named: bool, taken: &[String]) -> Result<String> {
    let check = |path: &String| {
        let name = path.rsplit('/').find(|part| !part.is_empty());
        match name::check(name.unwrap_or_default(), taken) {
            Err(problem) if !is_named => Err(problem),
            _ => Ok(()),
        }
    };
    Input::with_theme(&ColorfulTheme::default())
        .with_prompt("Folder of the project")
        .validate_with(check)
        .interact_text()
        .context("could not ask for the folder")
}

fn ask_databases(table: &Features) -> Result<Vec<String>> {
    let databases = table.databases();
    let items = databases
        .iter()
        .map(|d| format!("{} – {}", d.name, d.summary));
    let items: Vec<String> = items.collect();
    loop {
        let chosen = MultiSelect::with_theme(&ColorfulTheme::default())
            .with_prompt("Databases (space to choose, enter to go on)")
            .items(&items)
            .defaults(&vec![true; items.len()])
            .interact()
            .context("could not ask for the databases")?;
        if !chosen.is_empty() {
            let names = chosen.iter().filter_map(|index| databases.get(*index));
            return Ok(names.map(|database| database.name.clone()).collect());
        }
    }
}

/// The preset that the user chose, or none to choose one by one.
fn ask_preset(table: &Features) -> Result<Option<&Preset>> {
    let presets = table.presets();
    let items = presets
        .iter()
        .map(|p| format!("{} – {}", p.name, p.summary));
    let chosen = Select::with_theme(&ColorfulTheme::default())
        .with_prompt("What to start from")
        .items(items)
        .item("custom – choose one by one")
        .default(0)
        .interact()
        .context("could not ask for the preset")?;
    Ok(presets.get(chosen))
}

/// Fills in which features the user did not choose of those that are there by default, and which
/// of the others.
fn ask_features(arguments: &mut New, table: &Features) -> Result<()> {
    let features = table.all();
    let items = features
        .iter()
        .map(|f| format!("{} – {} (when {})", f.name, f.summary, f.when));
    let chosen = MultiSelect::with_theme(&ColorfulTheme::default())
        .with_prompt("Parts (space to choose, enter to go on)")
        .report(false)
        .items(items)
        .defaults(&features.iter().map(|f| !f.opt_in).collect::<Vec<_>>())
        .interact()
        .context("could not ask for the parts")?;
    for (index, feature) in features.iter().enumerate() {
        let flags = match (chosen.contains(&index), feature.opt_in) {
            (true, true) => &mut arguments.with.features,
            (false, false) => &mut arguments.without.features,
            _ => continue,
        };
        flags.push(feature.name.clone());
    }
    Ok(())
}
