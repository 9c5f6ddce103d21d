//! One call of the program in an empty directory, with a PATH of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A directory to run in, the fake tools on PATH, and the environment.
pub struct Session {
    directory: TempDir,
    variables: Vec<(&'static str, &'static str)>,
}

/// What one call printed, and how it ended.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Session {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("tools")).unwrap();
        fs::create_dir_all(directory.path().join("work")).unwrap();
        Self { directory, variables: Vec::new() }
    }

    /// A path below the directory that the program runs in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("work").join(name)
    }

    pub fn file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// A fake tool: a shell script by this name on PATH.
    pub fn tool(self, name: &str, script: &str) -> Self {
        let path = self.directory.path().join("tools").join(name);
        fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    pub fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
            .args(arguments)
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", self.directory.path().join("tools"))
            .env("HOME", self.directory.path())
            .envs(self.variables.iter().copied())
            .output()
            .unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// Status 1, nothing on standard output, and exactly this on standard error.
    pub fn fails_with(&self, stderr: &str) {
        assert_eq!((self.status, self.stdout.as_str(), self.stderr.as_str()), (1, "", stderr));
    }
}
