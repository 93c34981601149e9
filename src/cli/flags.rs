//! The flags of `new` that follow from the table of features.

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};

use crate::features::{Feature, Features, Flag};

/// What to leave out: one `--no-…` flag for each feature that is there by default.
#[derive(Debug, Clone, Default)]
pub struct Without {
    /// The names of the features, in the table's order.
    pub features: Vec<String>,
}

/// What to add: one flag for each feature that is not there by default.
#[derive(Debug, Clone, Default)]
pub struct With {
    /// The names of the features, in the table's order.
    pub features: Vec<String>,
}

/// The table is embedded, and a test reads it.
fn table() -> Option<Features> {
    Features::load().ok()
}

fn augment(command: clap::Command, flag: Flag, heading: &'static str) -> clap::Command {
    let table = table();
    let features = table.iter().flat_map(|table| {
        let rows = table.by_flag(flag);
        rows.map(|feature| argument(feature, flag, table, heading))
    });
    command.args(features.collect::<Vec<_>>())
}

fn argument(feature: &Feature, flag: Flag, table: &Features, heading: &'static str) -> Arg {
    let name = flag.of(&feature.name);
    let help = match flag {
        Flag::LeaveOut => format!("{}{}", feature.summary, implied(feature, table)),
        Flag::Add => feature.summary.clone(),
    };
    let argument = Arg::new(name.clone()).long(name);
    let argument = argument.action(ArgAction::SetTrue);
    argument.help(help).help_heading(heading)
}

/// What goes with a feature that is left out, and what takes it along.
fn implied(feature: &Feature, table: &Features) -> String {
    let rows = table.by_flag(Flag::LeaveOut);
    let implied = rows.filter(|f| f.requires.contains(&feature.name));
    let implied: String = implied
        .map(|f| format!("; implies --no-{}", f.name))
        .collect();
    let together = match feature.serves.as_slice() {
        [] => String::new(),
        served => format!("; implied by --no-{} together", served.join(" --no-")),
    };
    format!("{implied}{together}")
}

fn given(matches: &ArgMatches, flag: Flag) -> Vec<String> {
    let table = table();
    let rows = table.iter().flat_map(|table| table.by_flag(flag));
    let given = rows.filter(|feature| matches.get_flag(&flag.of(&feature.name)));
    given.map(|feature| feature.name.clone()).collect()
}

impl Args for Without {
    fn augment_args(command: clap::Command) -> clap::Command {
        augment(command, Flag::LeaveOut, "Leave out")
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Without {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let features = given(matches, Flag::LeaveOut);
        Ok(Self { features })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for With {
    fn augment_args(command: clap::Command) -> clap::Command {
        augment(command, Flag::Add, "Add")
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for With {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let features = given(matches, Flag::Add);
        Ok(Self { features })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
