//! The real machine under the end-to-end tests: the program, Nix, Docker and the services' clients.
//!
//! `NIX_DOCKER` names the binary to test (scripts/test.sh gives the release build), else it is cargo's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a service may take until it answers, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(2);

/// The binary under test.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("NIX_DOCKER").map_or_else(|| env!("CARGO_BIN_EXE_nix-docker").into(), PathBuf::from)
}

/// A path in this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs a command that must succeed, and returns its standard output.
pub(crate) fn output(command: &mut Command) -> String {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{command:?}: {status}\n{stdout}\n{}", String::from_utf8_lossy(&stderr));
    stdout
}

/// Whether a client's command has succeeded; what it said.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs docker, which must succeed.
pub(crate) fn docker(arguments: &[&str]) -> String {
    output(Command::new("docker").args(arguments)).trim().to_owned()
}

/// A directory to run the program in.
pub(crate) struct Workplace {
    pub directory: TempDir,
}

impl Workplace {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The program with these arguments, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.directory.path());
        command
    }

    /// Runs the program, which must succeed; returns its standard output.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        output(&mut self.command(arguments))
    }

    /// Runs the program, which must fail; returns its standard error.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?} should have failed");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// A running container, removed with its anonymous volumes when the test is over.
pub(crate) struct Container {
    pub name: String,
}

impl Container {
    /// `docker run -d` with these options and image.
    pub(crate) fn run(name: &str, arguments: &[&str]) -> Self {
        let container = Self::reserve(name);
        docker(&[&["run", "-d", "--name", name], arguments].concat());
        container
    }

    /// A name under which something else starts a container.
    pub(crate) fn reserve(name: &str) -> Self {
        let _ = Command::new("docker").args(["rm", "-f", "-v", name]).output();
        Self { name: name.to_owned() }
    }

    pub(crate) fn address(&self) -> String {
        docker(&["inspect", "-f", "{{.NetworkSettings.IPAddress}}", &self.name])
    }

    /// What the container has written so far, both streams.
    pub(crate) fn logs(&self) -> String {
        let output = Command::new("docker").args(["logs", &self.name]).output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// Waits until the page at `url` is served, and returns it.
    pub(crate) fn page(&self, url: &str) -> String {
        self.wait_for(url, || {
            let output = Command::new("curl").args(["-fsS", "--max-time", "5", url]).output().unwrap();
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
        })
    }

    /// Waits until `attempt` gives something.
    pub(crate) fn wait_for<T>(&self, what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(value) = attempt() {
                return value;
            }
            assert!(Instant::now() < deadline, "{}: no {what}; its log:\n{}", self.name, self.logs());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// `docker stop`; returns the exit code and how long it took.
    pub(crate) fn stop(&self) -> (i32, Duration) {
        let began = Instant::now();
        docker(&["stop", &self.name]);
        let took = began.elapsed();
        (self.exit_code(), took)
    }

    /// With what the container ended.
    pub(crate) fn exit_code(&self) -> i32 {
        docker(&["inspect", "-f", "{{.State.ExitCode}}", &self.name]).parse().unwrap()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "-f", "-v", &self.name]).output();
    }
}
