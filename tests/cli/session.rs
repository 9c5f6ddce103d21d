//! One call of the program in an empty directory, with a PATH of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A directory to run in, the fake tools on PATH, and the environment.
pub(crate) struct Session {
    directory: TempDir,
    variables: Vec<(&'static str, String)>,
    user: Option<u32>,
}

/// What one call printed, and how it ended.
pub(crate) struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Session {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("tools")).unwrap();
        fs::create_dir_all(directory.path().join("work")).unwrap();
        let home = directory.path().to_str().unwrap().to_owned();
        Self { directory, variables: vec![("HOME", home)], user: None }
    }

    /// A path below the directory that the program runs in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("work").join(name)
    }

    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// A fake tool: a shell script by this name on PATH.
    pub(crate) fn tool(self, name: &str, script: &str) -> Self {
        let path = self.directory.path().join("tools").join(name);
        fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    pub(crate) fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without_home(mut self) -> Self {
        self.variables.retain(|(name, _)| *name != "HOME");
        self
    }

    /// Runs as a user that /etc/passwd does not know, who owns everything here. Only root can do that.
    pub(crate) fn by_stranger(mut self, uid: u32) -> Self {
        let owned = Command::new("chown").arg("-R").arg(uid.to_string()).arg(self.directory.path()).status();
        assert!(owned.unwrap().success());
        self.user = Some(uid);
        self
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_nix-docker"));
        if self.user.is_some() {
            // The checkout may be where only its owner gets.
            let copy = self.directory.path().join("nix-docker");
            fs::copy(&program, &copy).unwrap();
            program = copy;
        }
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", self.directory.path().join("tools"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        let output = command.output().unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// Status 1, nothing on standard output, and exactly this on standard error.
    pub(crate) fn fails_with(&self, stderr: &str) {
        assert_eq!((self.status, self.stdout.as_str(), self.stderr.as_str()), (1, "", stderr));
    }
}
