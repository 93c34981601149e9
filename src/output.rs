//! What the user sees: messages on stderr, data on stdout.

use std::io::{self, ErrorKind, Write};

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::cli::Global;
use crate::refusal::{FAILURE, Refusal};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// The width of the column of verbs.
const VERB: usize = 12;

/// How much is said, and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    quiet: bool,
    verbose: bool,
    json: bool,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        global.color.write_global();
        Self {
            quiet: global.quiet || global.json,
            verbose: global.verbose,
            json: global.json,
        }
    }

    /// The output of a command line that could not be parsed.
    pub(crate) fn unparsed() -> Self {
        Self {
            quiet: true,
            verbose: false,
            json: std::env::args_os().any(|argument| argument == "--json"),
        }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Whether nobody wants to read, and so to be asked.
    pub(crate) fn is_silent(self) -> bool {
        self.quiet
    }

    /// A line that only the curious want to read.
    pub(crate) fn detail(self, text: &str) {
        if self.verbose && !self.quiet {
            message(&format!("{DIM}{text}{DIM:#}"));
        }
    }

    /// A line about what happens.
    pub(crate) fn say(self, text: &str) {
        if !self.quiet {
            message(text);
        }
    }

    /// A line of the form `  create  src/main.rs`.
    pub(crate) fn verb(self, verb: &str, text: &str) {
        let style = match verb {
            "create" => GOOD,
            "update" | "merge" | "skip" => WARNING,
            "remove" | "conflict" => ERROR,
            _ => DIM,
        };
        self.say(&format!("{style}{verb:>VERB$}{style:#}  {text}"));
    }

    /// Something that is not as it should be, and does not stop the command.
    pub(crate) fn warn(self, text: &str) {
        message(&format!("{WARNING}warning{WARNING:#}: {text}"));
    }

    /// What ended the command; returns the exit code.
    pub(crate) fn error(self, error: &anyhow::Error) -> u8 {
        let refusal = error.downcast_ref::<Refusal>();
        let code = refusal.map_or(FAILURE, Refusal::code);
        if self.json {
            let help = refusal.and_then(Refusal::advice);
            let message = format!("{error:#}");
            let mut body = json!({"error": {"code": code, "message": message, "help": help}});
            let conflicts = refusal.map(Refusal::listed).unwrap_or_default();
            if !conflicts.is_empty() {
                body["error"]["conflicts"] = conflicts.into();
            }
            // The exit code tells what a closed pipe cannot.
            let _ = self.data(&body);
            return code;
        }
        message(&format!("{ERROR}error{ERROR:#}: {error}"));
        for cause in error.chain().skip(1) {
            message(&format!("  because: {cause}"));
        }
        if let Some(snippet) = refusal.and_then(Refusal::snippet) {
            message(&snippet);
        }
        if let Some(help) = refusal.and_then(Refusal::advice) {
            message(&format!("{HELP}help{HELP:#}: {help}"));
        }
        code
    }

    /// The result of the command, for machines.
    pub(crate) fn data(self, value: &Value) -> Result<()> {
        let text = serde_json::to_string_pretty(value).context("could not write JSON")?;
        print(&format!("{text}\n"))
    }
}

/// Prints what was asked for. A reader that has seen enough is not an error.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("could not write to standard output"),
    }
}

fn message(text: &str) {
    // With stderr closed there is nobody left to tell.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Whether somebody sits in front of the command and can answer.
pub(crate) fn is_interactive() -> bool {
    use std::io::IsTerminal;

    io::stdin().is_terminal() && io::stderr().is_terminal()
}
