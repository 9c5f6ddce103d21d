//! Ctrl-C and its like, in any phase: end what runs, remove what is temporary, leave the rest alone.
//!
//! The signals are blocked and taken by a thread of their own, so that no code has to be interruptible. What a run
//! changes for good (the daemon's tag, `./result`, a cache entry) changes in one step at the end, so ending in
//! between leaves nothing half done. Once the daemon is told the tag, the run counts as complete, and one more
//! signal does not interrupt it. A part of the run that has to undo something first waits for the first signal
//! itself ([`Interruption`]); a second signal ends it all the same.
//!
//! A run that is killed can remove nothing; the next run does ([`crate::leftovers`]).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::leftovers::{self, HeldFile};
use crate::progress::{self, Severity};
use crate::trust;

/// What the names of temporary directories begin with.
const SCRATCH: &str = "nix-docker-";

/// The file in a temporary directory that is held while its run is alive.
const LOCK: &str = ".lock";

/// What an interruption has to end and to remove.
static RUNNING: Mutex<RunState> =
    Mutex::new(RunState { children: Vec::new(), scratch: Vec::new(), listener: None, committed: false });

struct RunState {
    children: Vec<u32>,
    scratch: Vec<PathBuf>,
    /// The part of the run that waits for the first signal.
    listener: Option<oneshot::Sender<Signal>>,
    /// The lasting change is being made: the next signal is passed over.
    committed: bool,
}

fn running() -> MutexGuard<'static, RunState> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread. To be called before any other thread is made, since threads inherit the mask.
///
/// # Errors
/// When signals can't be blocked.
pub(crate) fn watch() -> Result<()> {
    let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
    signals.thread_block().context("can't block signals")?;
    std::thread::spawn(move || {
        while let Ok(signal) = signals.wait() {
            let mut running = running();
            if std::mem::take(&mut running.committed) {
                continue;
            }
            let is_heard = running.listener.take().is_some_and(|listener| listener.send(signal).is_ok());
            drop(running);
            if !is_heard {
                end(signal);
            }
        }
    });
    Ok(())
}

/// Ends the run: its child processes, its temporary directories, and the process itself.
pub(crate) fn end(signal: Signal) -> ! {
    let running = running();
    for &child in &running.children {
        if let Ok(child) = i32::try_from(child) {
            let _ = kill(Pid::from_raw(child), Signal::SIGTERM);
        }
    }
    for directory in &running.scratch {
        let _ = std::fs::remove_dir_all(directory);
    }
    progress::say(Severity::Error, "interrupted");
    std::process::exit(128 + signal as i32);
}

/// A part of the run that hears of the first signal and is not ended by it.
#[derive(Debug)]
pub(crate) struct Interruption(oneshot::Receiver<Signal>);

impl Interruption {
    /// Begins such a part. It ends when the value goes.
    pub(crate) fn watch() -> Self {
        let (sender, receiver) = oneshot::channel();
        running().listener = Some(sender);
        Self(receiver)
    }

    /// Waits for the signal. Whoever gets it undoes what has to be undone, and calls [`end`].
    pub(crate) async fn signal(&mut self) -> Signal {
        match (&mut self.0).await {
            Ok(signal) => signal,
            // Another part has begun, which hears of it instead.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        running().listener = None;
    }
}

/// Notes that the lasting change is made now, and that little is left to do.
pub(crate) fn commit() {
    running().committed = true;
}

/// A child process that an interruption ends, until this value goes.
#[derive(Debug)]
pub(crate) struct Child(u32);

/// Takes note of a child process.
pub(crate) fn child(id: u32) -> Child {
    running().children.push(id);
    Child(id)
}

impl Drop for Child {
    fn drop(&mut self) {
        running().children.retain(|&id| id != self.0);
    }
}

/// A temporary directory that is removed at the end, also of an interrupted run, and by the next run
/// after one that was killed.
#[derive(Debug)]
pub(crate) struct Scratch {
    directory: TempDir,
    _held: HeldFile,
}

impl Scratch {
    /// Makes one, and removes those of killed runs.
    ///
    /// # Errors
    /// When the system's temporary directory can't be written, or others could replace what is in it.
    pub(crate) fn new() -> Result<Self> {
        let parent = trust::place(&std::env::temp_dir()).or_else(|_| trust::place(Path::new("/tmp")));
        let parent = parent.context("can't make a temporary directory: set TMPDIR to a place of your own")?;
        leftovers::remove_directories(&parent, SCRATCH, LOCK);
        let failed = || format!("can't make a temporary directory in {}", parent.display());
        let made = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(&parent);
        let directory = made.map_err(|error| anyhow!("{}: {}", failed(), system_words(&error)))?;
        running().scratch.push(directory.path().to_owned());
        let held = leftovers::hold(&directory.path().join(LOCK), b"").with_context(failed)?;
        Ok(Self { directory, _held: held })
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// What the system said, where a library has put words of its own around it.
fn system_words(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|error| std::error::Error::source(error));
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        running().scratch.retain(|path| path != self.directory.path());
    }
}
