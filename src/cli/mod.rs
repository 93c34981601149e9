//! The command line.

mod add;
mod change;
mod flags;

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::styling::AnsiColor;
use clap::builder::{PossibleValuesParser, Styles, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

pub(crate) use add::command_line;
pub use add::{Add, AddEntity, AddField, Services};
pub use change::{Apply, Remove, Rename, Render, Upgrade};
pub use flags::{With, Without};

use crate::features::{Features, Flag};
use crate::project::Resolution;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Generate complete axum backends.
#[derive(Debug, Parser)]
#[command(name = "boilerplate", version, styles = STYLES)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Say what would happen, and change nothing
    #[arg(short = 'n', long, global = true)]
    pub dry_run: bool,
    /// Like --dry-run, and print the changes as a unified diff
    #[arg(long, global = true)]
    pub diff: bool,
    /// Print the result, or the error, as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Ask nothing, take the defaults
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Say nothing but warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Where you and the project both changed something: write both sides, or take one
    #[arg(long, value_name = "HOW", global = true)]
    #[arg(value_parser = PossibleValuesParser::new(["markers", "ours", "theirs"]).map(resolution))]
    pub conflict: Option<Resolution>,
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// Colour the messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    #[arg(value_parser = PossibleValuesParser::new(["auto", "always", "never"]).map(color))]
    pub color: ColorChoice,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a project
    New(New),
    /// Add to the project around this folder
    Add {
        /// What to add.
        #[command(subcommand)]
        what: Add,
    },
    /// Remove from the project around this folder
    Remove {
        /// What to remove.
        #[command(subcommand)]
        what: Remove,
    },
    /// Rename in the project around this folder
    Rename {
        /// What to rename.
        #[command(subcommand)]
        what: Rename,
    },
    /// Bring the project in line with boilerplate.toml
    #[command(after_long_help = change::APPLY)]
    Apply(Apply),
    /// Show what was edited, what is pending, and what `apply` would do
    Status,
    /// Bring the project from the version that wrote it to this one
    #[command(after_long_help = change::UPGRADE)]
    Upgrade(Upgrade),
    /// List what there is to choose from
    List {
        /// What to list.
        #[command(subcommand)]
        what: List,
    },
    /// Print the JSON Schema of what --json prints
    Schema,
    /// Print every file of the project that a lock describes
    #[command(hide = true)]
    Render(Render),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man {
        /// Write the pages of all commands to this folder instead
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: Option<PathBuf>,
    },
}

/// What to list.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum List {
    /// The optional parts of a project, and whether this one has them
    Services,
    /// The named choices of `new --preset`
    Presets,
    /// The resources of this project, with their fields
    Entities,
    /// The types that a field may have
    Types,
}

/// Create a project.
#[derive(Debug, Clone, Args)]
pub struct New {
    /// The folder to create; its name is the project's name
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// The project's name, if it is not the folder's
    #[arg(long)]
    pub name: Option<String>,
    /// What to start from: everything, an API alone, or the least that runs
    #[arg(long, value_parser = presets())]
    pub preset: Option<String>,
    /// The databases to support [default: sqlite,postgres]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = databases())]
    pub database: Option<Vec<String>>,
    /// A cargo-generate template to expand instead: a folder or a git URL
    #[cfg(feature = "template")]
    #[arg(long, value_name = "DIR|URL", conflicts_with_all = ["preset", "database"])]
    pub template: Option<String>,
    /// What to leave out.
    #[command(flatten)]
    pub without: Without,
    /// What to add.
    #[command(flatten)]
    pub with: With,
    /// the git repository
    #[arg(long, help_heading = "Leave out")]
    pub no_git: bool,
}

fn resolution(how: String) -> Resolution {
    match how.as_str() {
        "markers" => Resolution::Markers,
        "ours" => Resolution::Ours,
        _ => Resolution::Theirs,
    }
}

fn color(when: String) -> ColorChoice {
    match when.as_str() {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

fn databases() -> PossibleValuesParser {
    let table = Features::load();
    let rows = table.iter().flat_map(Features::databases);
    PossibleValuesParser::new(rows.map(|database| database.name.clone()))
}

fn presets() -> PossibleValuesParser {
    let table = Features::load();
    let rows = table.iter().flat_map(Features::presets);
    PossibleValuesParser::new(rows.map(|preset| preset.name.clone()))
}

impl New {
    /// Whether the command line says anything about what the project is made of.
    pub fn has_options(&self) -> bool {
        #[cfg(feature = "template")]
        if self.template.is_some() {
            return true;
        }
        let parts = [&self.without.features, &self.with.features];
        self.preset.is_some() || self.database.is_some() || parts.iter().any(|p| !p.is_empty())
    }

    /// The command that needs no question to do the same.
    pub fn command_line(&self) -> String {
        let mut line = "boilerplate new".to_owned();
        if let Some(path) = &self.path {
            line += &format!(" {}", quoted(&path.to_string_lossy()));
        }
        if let Some(name) = &self.name {
            line += &format!(" --name {}", quoted(name));
        }
        if let Some(preset) = &self.preset {
            line += &format!(" --preset {preset}");
        }
        if let Some(databases) = &self.database {
            line += &format!(" --database {}", databases.join(","));
        }
        for feature in &self.without.features {
            line += &format!(" --{}", Flag::LeaveOut.of(feature));
        }
        for feature in &self.with.features {
            line += &format!(" --{}", Flag::Add.of(feature));
        }
        if self.no_git {
            line += " --no-git";
        }
        line
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./~:,=@+%".contains(c);
    match word.chars().all(plain) && !word.is_empty() && !word.starts_with('=') {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
