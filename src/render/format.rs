//! rustfmt over what was rendered: the length of a name changes line breaks.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::project::{File, Tree};

const EDITION: &str = "2024";

/// Formats the `.rs` files of `tree` as `cargo fmt` would do in `root`.
///
/// Verbatim templates are formatted already, unless the user's own configuration says otherwise.
/// An error means that some files stay as they were rendered.
pub fn format(tree: &mut Tree, root: &Path) -> Result<()> {
    let root = std::path::absolute(root).context("rustfmt needs a folder to run in")?;
    let everything = is_configured(&root);
    let folder = root.ancestors().find(|folder| folder.is_dir());
    let files = tree
        .iter_mut()
        .filter(|(path, file)| path.ends_with(".rs") && (file.rendered || everything));
    let queue = Mutex::new(files.map(|(_, file)| file).collect::<Vec<_>>());
    let workers = thread::available_parallelism().map_or(1, usize::from) * 2;
    thread::scope(|scope| {
        let run = || work(&queue, folder);
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| match worker.join() {
                Ok(result) => result,
                Err(_) => bail!("rustfmt: a thread panicked"),
            })
    })
}

/// Formats one Rust file as `cargo fmt` would do in `root`; nothing without rustfmt, or if the text is
/// not Rust.
pub fn text(source: &str, root: &Path) -> Option<String> {
    let root = std::path::absolute(root).ok()?;
    let folder = root.ancestors().find(|folder| folder.is_dir());
    String::from_utf8(rustfmt(source.as_bytes(), folder).ok()?).ok()
}

fn work(queue: &Mutex<Vec<&mut File>>, folder: Option<&Path>) -> Result<()> {
    loop {
        let next = queue.lock().ok().and_then(|mut files| files.pop());
        let Some(file) = next else { return Ok(()) };
        file.contents = rustfmt(&file.contents, folder)?;
    }
}

/// Formats one file; rustfmt looks for its configuration in `folder` and above.
fn rustfmt(source: &[u8], folder: Option<&Path>) -> Result<Vec<u8>> {
    let program = program(folder);
    let mut command = Command::new(program);
    command.args(["--edition", EDITION, "--quiet"]);
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", program.display()))?;
    // A file fits the pipe or rustfmt reads it whole before it answers, so this cannot block.
    let mut stdin = child.stdin.take().context("rustfmt takes no input")?;
    stdin.write_all(source).context("rustfmt stopped reading")?;
    drop(stdin);
    let output = child.wait_with_output().context("rustfmt did not answer")?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        bail!("rustfmt: {}", message.lines().next().unwrap_or("failed"));
    }
    Ok(output.stdout)
}

/// The rustfmt that `cargo fmt` would run in `folder`.
///
/// What rustup puts into the `PATH` looks for the toolchain each time, which takes longer than
/// formatting a file: it is asked once.
fn program(folder: Option<&Path>) -> &'static OsString {
    static PROGRAM: OnceLock<OsString> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let asked = || {
            let mut rustup = Command::new("rustup");
            rustup.args(["which", "rustfmt"]).stdin(Stdio::null());
            let output = rustup.current_dir(folder?).output().ok()?;
            let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
            path.is_file().then(|| path.into_os_string())
        };
        std::env::var_os("RUSTFMT")
            .or_else(asked)
            .unwrap_or_else(|| "rustfmt".into())
    })
}

/// Whether a rustfmt configuration applies in a folder, which need not exist yet.
fn is_configured(root: &Path) -> bool {
    let names = ["rustfmt.toml", ".rustfmt.toml"];
    let mut candidates = root
        .ancestors()
        .flat_map(|folder| names.map(|name| folder.join(name)));
    candidates.any(|path| path.is_file())
}
