//! How long whole commands take, process and rustfmt included, by the number of entities that are
//! there: `cargo bench --bench commands`, optionally followed by `-- <runs>`.

mod times;

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use times::{report, time};

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
    let runs = times::runs(RUNS);
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
                times.push(time(|| run(&project, &command))?);
            }
        }
        println!("{count} entities");
        for (command, times) in COMMANDS.iter().zip(times) {
            report(command, times);
        }
    }
    Ok(())
}

fn run(folder: &Path, command: &str) -> Result<()> {
    let output = Command::new(env!("CARGO_BIN_EXE_boilerplate"))
        .args(command.split(' '))
        .arg("--quiet")
        .current_dir(folder)
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command}: {text}");
    Ok(())
}
