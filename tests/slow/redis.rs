//! A Redis of the tests' own, which they may kill.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::server::free_port;

pub(crate) struct Redis {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Redis {
    /// A server that writes down every change before it answers, as one that holds jobs should.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let port = free_port();
        let process = run(port, &folder);
        Self {
            process,
            port,
            folder,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("the server is killed");
        self.process.wait().expect("the server ends");
    }

    /// Starts it again on what it had written down.
    pub(crate) fn restart(&mut self) {
        self.process = run(self.port, &self.folder);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn run(port: u16, folder: &TempDir) -> Child {
    let process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--save", ""])
        .args(["--port", &port.to_string()])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server runs");
    let deadline = Instant::now() + Duration::from_secs(10);
    while !answers(port) {
        assert!(Instant::now() < deadline, "redis-server does not answer");
        sleep(Duration::from_millis(20));
    }
    process
}

fn answers(port: u16) -> bool {
    let output = Command::new("redis-cli")
        .args(["-p", &port.to_string(), "ping"])
        .output()
        .expect("redis-cli runs");
    output.stdout.starts_with(b"PONG")
}
