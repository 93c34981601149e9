//! How long whole commands take, process and rustfmt included, by the number of entities that are
//! there: `cargo bench --bench commands`, optionally followed by `-- <runs>`.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

const RUNS: usize = 10;

/// Each on a project that is as the one before left it; `{}` is the number of the run.
const COMMANDS: [&str; 7] = [
    "add entity Extra{} title:string:120 body:text:optional",
    "add field Extra{} views:int:default=0:sort",
    "rename field Extra{} title label",
    "rename entity Extra{} Other{}",
    "remove field Other{} views",
    "remove entity Other{}",
    "status",
];

fn main() -> Result<()> {
    let runs = std::env::args().find_map(|argument| argument.parse().ok());
    let runs = runs.unwrap_or(RUNS);
    for count in [0, 100] {
        let folder = tempfile::tempdir()?;
        run(folder.path(), "new bench --no-git")?;
        let project = folder.path().join("bench");
        for number in 0..count {
            let last = match number {
                0 => String::new(),
                number => format!(" parent:references:thing{}x", number - 1),
            };
            let fields = "title:string:120:search views:int:default=0:sort";
            run(
                &project,
                &format!("add entity Thing{number}x {fields}{last}"),
            )?;
        }
        let mut times = vec![Vec::new(); COMMANDS.len()];
        for number in 0..runs {
            for (command, times) in COMMANDS.iter().zip(&mut times) {
                let command = command.replace("{}", &format!("{number}x"));
                times.push(run(&project, &command)?);
            }
        }
        println!("{count} entities, {runs} runs");
        for (command, mut times) in COMMANDS.iter().zip(times) {
            times.sort();
            let at = |percent: usize| times.get((times.len() - 1) * percent / 100);
            let shown = |percent| at(percent).map_or(0, Duration::as_millis);
            let (median, p95) = (shown(50), shown(95));
            println!("  median {median:4} ms   p95 {p95:4} ms   {command}");
        }
    }
    Ok(())
}

/// Runs a command; how long it took.
fn run(folder: &Path, command: &str) -> Result<Duration> {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_boilerplate"))
        .args(command.split(' '))
        .arg("--quiet")
        .current_dir(folder)
        .output()?;
    let time = start.elapsed();
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command}: {text}");
    Ok(time)
}
