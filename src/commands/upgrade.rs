//! `boilerplate upgrade`: the older version renders the project as it was, this one as it would be
//! now, and what the user wrote is merged with the difference.

use std::cmp::Ordering;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::alter::{Context, carry_out};
use super::project::{Access, Project};
use crate::cli::{Global, Render, Upgrade};
use crate::features::Features;
use crate::manifest::{LOCK_NAME, Lock};
use crate::output::{Output, print};
use crate::project::{File, Mode, Policy, Tree};
use crate::refusal::Refusal;
use crate::render::{self, Inputs, OVERLAY, Templates};
use crate::secrets::Secrets;
use crate::wish::Wish;

/// A project as one version renders it.
#[derive(Debug, Serialize, Deserialize)]
struct Rendered {
    version: String,
    files: Vec<RenderedFile>,
}

/// One file of it; later versions may say more.
#[derive(Debug, Serialize, Deserialize)]
struct RenderedFile {
    path: String,
    /// The contents, if they are text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The bytes, if they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<Vec<u8>>,
    policy: String,
    mode: String,
    /// Whether it needs formatting.
    rendered: bool,
}

pub(super) fn run(arguments: &Upgrade, global: &Global, output: Output) -> Result<()> {
    let table = Features::load()?;
    let project = Project::open(Access::Upgrade, &table, global, output)?;
    let context = Context {
        command: "upgrade",
        project: &project,
        table: &table,
        global,
        output,
    };
    let mut wish = Wish::of(&project.manifest);
    let own = env!("CARGO_PKG_VERSION");
    let base = match order(&project.version, own) {
        Ordering::Equal => None,
        Ordering::Greater => {
            let newer = &project.version;
            let message = format!("the project was written by version {newer}, and this is {own}");
            let help = format!("cargo install boilerplate-cli@{newer}");
            return Err(Refusal::failure(message).help(help).into());
        }
        Ordering::Less => Some(base(arguments.base_cli.as_deref(), &project)?),
    };
    wish.said.push(match &base {
        Some(_) => format!("from version {} to {own}", project.version),
        None => format!("the project is of this version, {own}"),
    });
    carry_out(&context, &wish, base)
}

/// Prints the tree of a lock as JSON, for another version to read.
pub(super) fn render(arguments: &Render) -> Result<()> {
    let table = Features::load()?;
    let path = &arguments.lock;
    let text =
        fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    let Lock { version, manifest } = Lock::parse(&text, &table)?;
    let own = env!("CARGO_PKG_VERSION");
    if version != own {
        let message = format!("the lock is of version {version}, and this is {own}");
        return Err(Refusal::failure(message).into());
    }
    let absolute = std::path::absolute(path).context("could not find the lock")?;
    let root = absolute.parent().unwrap_or(Path::new("/"));
    let templates = Templates::with_overlay(&root.join(OVERLAY))?;
    // What is secret is the user's, and no part of any difference.
    let inputs = Inputs {
        secrets: Secrets::default(),
        migrations: Default::default(),
    };
    let tree = render::render(&manifest, &inputs, &templates, &table)?;
    let rendered = Rendered {
        version,
        files: tree.into_iter().map(to_file).collect(),
    };
    let text = serde_json::to_string(&rendered).context("could not write JSON")?;
    print(&format!("{text}\n"))
}

/// What the version that wrote the project renders.
fn base(cli: Option<&Path>, project: &Project) -> Result<Tree> {
    let version = &project.version;
    let Some(cli) = cli else {
        let message = format!(
            "`upgrade` needs version {version}, which wrote the project, to render it: --base-cli"
        );
        let root = format!("target/boilerplate-{version}");
        let help = format!(
            "cargo install boilerplate-cli@{version} --root {root} && \
             boilerplate upgrade --base-cli {root}/bin/boilerplate"
        );
        return Err(Refusal::new(message).help(help).into());
    };
    let lock = project.root.join(LOCK_NAME);
    let output = Command::new(cli)
        .args(["render", "--out", "-", "--lock"])
        .arg(&lock)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("could not start {}", cli.display()))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let said = stderr.lines().next().unwrap_or("it failed without a word");
        let said = said.trim_start_matches("error: ");
        let message = format!("{} could not render the project: {said}", cli.display());
        let help = format!("--base-cli names the command of version {version}");
        return Err(Refusal::failure(message).help(help).into());
    }
    let rendered: Rendered = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{} printed no project", cli.display()))?;
    if rendered.version != *version {
        let message = format!(
            "{} is version {}, and the project was written by {version}",
            cli.display(),
            rendered.version
        );
        let help = format!("--base-cli names the command of version {version}");
        return Err(Refusal::failure(message).help(help).into());
    }
    rendered.files.into_iter().map(to_entry).collect()
}

const POLICIES: [(&str, Policy); 3] = [
    ("managed", Policy::Managed),
    ("registry", Policy::Registry),
    ("once", Policy::Once),
];

const MODES: [(&str, Mode); 3] = [
    ("regular", Mode::Regular),
    ("executable", Mode::Executable),
    ("private", Mode::Private),
];

fn to_file((path, file): (String, File)) -> RenderedFile {
    let policy = POLICIES.iter().find(|(_, policy)| *policy == file.policy);
    let mode = MODES.iter().find(|(_, mode)| *mode == file.mode);
    let (text, bytes) = match String::from_utf8(file.contents) {
        Ok(text) => (Some(text), None),
        Err(error) => (None, Some(error.into_bytes())),
    };
    RenderedFile {
        path,
        text,
        bytes,
        policy: policy.map_or("managed", |(name, _)| name).to_owned(),
        mode: mode.map_or("regular", |(name, _)| name).to_owned(),
        rendered: file.rendered,
    }
}

fn to_entry(file: RenderedFile) -> Result<(String, File)> {
    let unknown = |what: &str| anyhow!("{}: unknown {what}", file.path);
    let policy = POLICIES.iter().find(|(name, _)| *name == file.policy);
    let mode = MODES.iter().find(|(name, _)| *name == file.mode);
    let (_, policy) = policy.ok_or_else(|| unknown("policy"))?;
    let (_, mode) = mode.ok_or_else(|| unknown("mode"))?;
    let contents = file.text.map(String::into_bytes).or(file.bytes);
    let contents = contents.unwrap_or_default();
    let entry = File {
        contents,
        policy: *policy,
        mode: *mode,
        rendered: file.rendered,
    };
    Ok((file.path, entry))
}

/// Which of two versions came first; a version before a release of it comes before it.
fn order(one: &str, other: &str) -> Ordering {
    let parts = |version: &str| {
        let (core, pre) = version.split_once('-').unwrap_or((version, ""));
        let numbers = core
            .split('.')
            .map(|part| part.parse::<u64>().unwrap_or_default());
        (numbers.collect::<Vec<_>>(), pre.is_empty(), pre.to_owned())
    };
    parts(one).cmp(&parts(other))
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::order;

    #[test]
    fn versions_are_numbers() {
        for (one, other, expected) in [
            ("0.1.0", "0.1.0", Ordering::Equal),
            ("0.9.0", "0.10.0", Ordering::Less),
            ("1.0.0", "0.10.3", Ordering::Greater),
            ("1.0.0-rc.1", "1.0.0", Ordering::Less),
        ] {
            assert_eq!(order(one, other), expected, "{one} {other}");
        }
    }
}
