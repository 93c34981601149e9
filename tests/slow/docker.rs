//! The container engine: images, and what compose files start.
//!
//! `STAND_IN_IMAGES` may name a script that provides base images where no registry can be reached.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::server::free_port;

/// What the images and the compose file are made from.
const BASES: [&str; 5] = [
    "rust:1.95-slim-bookworm",
    "debian:bookworm-slim",
    "postgres:17",
    "redis:7",
    "nginx:1.29",
];

/// Whether there is an engine to use; says so if there is none.
pub(crate) fn available() -> bool {
    if let Some(script) = std::env::var_os("STAND_IN_IMAGES").filter(|s| Path::new(s).exists()) {
        let status = Command::new(script).args(BASES).status();
        if !status.is_ok_and(|status| status.success()) {
            println!("    SKIPPED: no base images");
            return false;
        }
    }
    let info = docker()
        .arg("info")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let there = info.is_ok_and(|status| status.success());
    if !there {
        println!("    SKIPPED: no container engine can be reached");
        return false;
    }
    let missing = BASES.iter().find(|image| !is_there(image));
    if let Some(image) = missing {
        println!("    SKIPPED: {image} is not there and cannot be pulled");
    }
    missing.is_none()
}

/// Whether a base image is there, or can be fetched.
fn is_there(image: &str) -> bool {
    let succeeds = |arguments: &[&str]| {
        let output = docker().args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    succeeds(&["image", "inspect", image]) || succeeds(&["pull", "--quiet", image])
}

pub(crate) fn docker() -> Command {
    let mut command = Command::new("docker");
    command.env("DOCKER_BUILDKIT", "1");
    command
}

/// `docker-compose` in a folder.
pub(crate) fn compose(folder: &Path) -> Command {
    let mut command = Command::new("docker-compose");
    command.current_dir(folder);
    command
}

/// What a command prints, where it succeeds.
#[track_caller]
pub(crate) fn output(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command starts");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    );
    assert!(status.success(), "{command:?}: {status}\n{stdout}{stderr}");
    stdout.into_owned()
}

/// Builds the image of a project and answers how long it took.
pub(crate) fn build(folder: &Path, image: &str, profile: &str) -> Duration {
    let start = Instant::now();
    let profile = format!("PROFILE={profile}");
    output(docker().current_dir(folder).args([
        "build",
        "--quiet",
        "--build-arg",
        &profile,
        "--tag",
        image,
        ".",
    ]));
    start.elapsed()
}

/// What a project's compose file starts; it is gone, with its data, at the end of this value.
pub(crate) struct Stack {
    folder: PathBuf,
    name: String,
    image: String,
    pub(crate) port: u16,
}

impl Stack {
    pub(crate) fn new(folder: &Path, image: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: format!("slow-{}", std::process::id()),
            image: image.to_owned(),
            port: free_port(),
        }
    }

    /// `docker-compose`, with NGINX.
    pub(crate) fn compose(&self) -> Command {
        let mut command = compose(&self.folder);
        command
            .args(["-p", &self.name, "-f", "compose.yaml", "--profile", "nginx"])
            .env("IMAGE", &self.image)
            .env("HTTP_PORT", self.port.to_string())
            .env("WEB_PORTS", "18000-18099");
        command
    }

    /// Starts it with so many replicas, and waits until NGINX and each of them is healthy.
    pub(crate) fn up(&self, replicas: usize) {
        let scale = format!("web={replicas}");
        output(
            self.compose()
                .args(["up", "-d", "--no-build", "--scale", &scale]),
        );
        let mut containers = self.containers("web");
        assert_eq!(containers.len(), replicas);
        containers.extend(self.containers("nginx"));
        for container in containers {
            self.healthy(&container);
        }
    }

    /// Stops it; the data stays.
    pub(crate) fn down(&self) {
        output(self.compose().args(["down", "--timeout", "40"]));
    }

    /// The containers of a service.
    pub(crate) fn containers(&self, service: &str) -> Vec<String> {
        let text = output(self.compose().args(["ps", "-q", service]));
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until a container is healthy.
    pub(crate) fn healthy(&self, container: &str) {
        let deadline = Instant::now() + Duration::from_secs(120);
        while inspect(container, "{{.State.Health.Status}}") != "healthy" {
            let late = Instant::now() > deadline;
            assert!(!late, "{container} is not healthy:\n{}", self.logs());
            sleep(Duration::from_millis(200));
        }
    }

    /// What was logged last.
    fn logs(&self) -> String {
        output(self.compose().args(["logs", "--no-color", "--tail", "100"]))
    }

    /// All that a service has logged.
    pub(crate) fn logs_of(&self, service: &str) -> String {
        output(self.compose().args(["logs", "--no-color", service]))
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let mut down = self.compose();
        down.args(["down", "--volumes", "--timeout", "5"]);
        down.output().ok();
    }
}

/// A property of a container or an image.
pub(crate) fn inspect(subject: &str, format: &str) -> String {
    output(docker().args(["inspect", "--format", format, subject]))
        .trim()
        .to_owned()
}
