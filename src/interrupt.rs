//! Ctrl-C and its like, in any phase: end what runs, remove what is temporary, leave the rest alone.
//!
//! The signals are blocked and taken by a thread of their own, so that no code has to be interruptible.
//! What a run changes for good (the daemon's tag, `./result`, a cache entry) changes in one step at the
//! end, so ending in between leaves nothing half done. Once the daemon is told the tag, the run has come to
//! its end, and a signal no longer makes it one that was interrupted.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::trust;

/// What to end and to remove.
static RUNNING: Mutex<Running> =
    Mutex::new(Running { children: Vec::new(), scratch: Vec::new(), committed: false });

struct Running {
    children: Vec<u32>,
    scratch: Vec<PathBuf>,
    /// What is changed for good is being changed: one more signal is needed to end the run.
    committed: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread. To be called before any other thread is made, since threads inherit the mask.
///
/// # Errors
/// When signals can't be blocked.
pub fn watch() -> Result<()> {
    let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
    signals.thread_block().context("can't block signals")?;
    std::thread::spawn(move || {
        let (signal, running) = loop {
            let Ok(signal) = signals.wait() else { return };
            let mut running = running();
            if !std::mem::take(&mut running.committed) {
                break (signal, running);
            }
        };
        for &child in &running.children {
            if let Ok(child) = i32::try_from(child) {
                let _ = kill(Pid::from_raw(child), Signal::SIGTERM);
            }
        }
        for directory in &running.scratch {
            let _ = std::fs::remove_dir_all(directory);
        }
        eprintln!("\nnix-docker: interrupted");
        std::process::exit(128 + signal as i32);
    });
    Ok(())
}

/// Says that what is changed for good is changed now, and that little is left to do.
pub fn commit() {
    running().committed = true;
}

/// A child process that an interruption ends, until this value goes.
#[derive(Debug)]
pub struct Child(u32);

/// Takes note of a child process.
pub fn child(id: u32) -> Child {
    running().children.push(id);
    Child(id)
}

impl Drop for Child {
    fn drop(&mut self) {
        running().children.retain(|&id| id != self.0);
    }
}

/// A temporary directory that is removed at the end, also of an interrupted run.
#[derive(Debug)]
pub struct Scratch(TempDir);

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    /// When the system's temporary directory can't be written, or others could replace what is in it.
    pub fn new() -> Result<Self> {
        let parent = trust::place(&std::env::temp_dir()).or_else(|_| trust::place(Path::new("/tmp")));
        let parent = parent.context("can't make a temporary directory: set TMPDIR to a place of your own")?;
        let directory = tempfile::Builder::new()
            .prefix("nix-docker-")
            .tempdir_in(&parent)
            .with_context(|| format!("can't make a temporary directory in {}", parent.display()))?;
        running().scratch.push(directory.path().to_owned());
        Ok(Self(directory))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        running().scratch.retain(|path| path != self.0.path());
    }
}
