//! The processes of a generated project, running.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::client::Client;

/// A project that is built, and the settings of its processes.
#[derive(Clone)]
pub(crate) struct Program {
    binary: PathBuf,
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl Program {
    /// `folder` is where its `.env` is.
    pub(crate) fn new(binary: &Path, folder: &Path, database: &str) -> Self {
        let program = Self {
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            settings: Vec::new(),
        };
        program.with(&[("DATABASE_URL", database), ("TASK_DELAY", "0")])
    }

    /// The same with other settings.
    pub(crate) fn with(&self, settings: &[(&str, &str)]) -> Self {
        let mut program = self.clone();
        let settings = settings.iter();
        program
            .settings
            .extend(settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        program
    }

    /// Starts a server, and waits until it is ready.
    pub(crate) fn serve(&self) -> Server {
        let port = free_port();
        let server = Server {
            process: self.spawn("serve", &[("PORT", &port.to_string())]),
            port,
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while server
            .client()
            .try_get("/health/ready")
            .is_none_or(|answer| answer.status != 200)
        {
            assert!(Instant::now() < deadline, "the server is not ready");
            sleep(Duration::from_millis(20));
        }
        server
    }

    /// Starts a process that runs the jobs of servers.
    pub(crate) fn work(&self) -> Process {
        self.spawn("worker", &[])
    }

    /// Runs a subcommand and answers what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output();
        let output = output.expect("the binary runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}:\n{text}{errors}");
        text
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .current_dir(&self.folder)
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    fn spawn(&self, subcommand: &str, settings: &[(&str, &str)]) -> Process {
        let name = format!("{subcommand}-{}.log", free_port());
        let log = self.folder.join(name);
        let output = File::create(&log).expect("a log file");
        let child = self
            .command()
            .arg(subcommand)
            .envs(settings.iter().copied())
            .stdout(Stdio::from(output))
            .spawn()
            .expect("the process starts");
        Process { child, log }
    }
}

/// A process that ends with this value.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Asks it to stop, and expects that it does so by itself and in good order.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        sent.expect("a signal is sent");
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            match self
                .child
                .try_wait()
                .expect("the process can be waited for")
            {
                Some(status) => {
                    assert!(status.success(), "{status}:\n{}", self.log());
                    return;
                }
                None => assert!(Instant::now() < deadline, "the process does not stop"),
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("the process is killed");
        self.child.wait().expect("the process ends");
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.child.try_wait().ok().flatten().is_none() {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// A server that is ready.
pub(crate) struct Server {
    pub(crate) process: Process,
    port: u16,
}

impl Server {
    pub(crate) fn client(&self) -> Client {
        Client::new(self.port)
    }

    pub(crate) fn stop(self) {
        self.process.stop();
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
