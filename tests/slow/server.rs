//! A generated server, running.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::client::Client;

pub(crate) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Starts `binary` in `folder`, where its `.env` is, and waits until it is ready.
    pub(crate) fn start(binary: &Path, folder: &Path, database: &str) -> Self {
        Self::start_with(binary, folder, database, &[])
    }

    /// The same with other settings.
    pub(crate) fn start_with(
        binary: &Path,
        folder: &Path,
        database: &str,
        settings: &[(&str, &str)],
    ) -> Self {
        let port = free_port();
        let process = Command::new(binary)
            .current_dir(folder)
            .env("DATABASE_URL", database)
            .env("TASK_DELAY", "0")
            .env("PORT", port.to_string())
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { process, port };
        let deadline = Instant::now() + Duration::from_secs(20);
        while server
            .client()
            .try_get("/health/ready")
            .is_none_or(|answer| answer.status != 200)
        {
            assert!(
                Instant::now() < deadline,
                "the server on {database} is not ready"
            );
            sleep(Duration::from_millis(20));
        }
        server
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.port)
    }

    /// Asks the server to stop, and expects that it does so by itself and in good order.
    pub(crate) fn stop(mut self) {
        stop(&mut self.process);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// A process that runs the jobs of servers.
pub(crate) struct Worker(Child);

impl Worker {
    pub(crate) fn start(
        binary: &Path,
        folder: &Path,
        database: &str,
        settings: &[(&str, &str)],
    ) -> Self {
        let process = Command::new(binary)
            .arg("worker")
            .current_dir(folder)
            .env("DATABASE_URL", database)
            .env("TASK_DELAY", "0")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .expect("the worker starts");
        Self(process)
    }

    /// Asks it to stop, and expects that it does so by itself and in good order.
    pub(crate) fn stop(mut self) {
        stop(&mut self.0);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

fn stop(process: &mut Child) {
    let pid = process.id().to_string();
    Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .expect("a signal is sent");
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match process.try_wait().expect("the process can be waited for") {
            Some(status) => return assert!(status.success(), "the process ended with {status}"),
            None => assert!(Instant::now() < deadline, "the process does not stop"),
        }
        sleep(Duration::from_millis(20));
    }
}

fn end(process: &mut Child) {
    if process.try_wait().ok().flatten().is_none() {
        process.kill().ok();
        process.wait().ok();
    }
}

/// Runs one subcommand of a generated binary and answers what it prints.
pub(crate) fn run(binary: &Path, folder: &Path, database: &str, arguments: &[&str]) -> String {
    let output = Command::new(binary)
        .args(arguments)
        .current_dir(folder)
        .env("DATABASE_URL", database)
        .output()
        .expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{arguments:?} on {database}:\n{text}{errors}"
    );
    text
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
