//! The runtime for talking to a daemon.

use anyhow::Result;
use tokio::runtime::{Builder, Runtime};

/// Runs work that talks to a daemon. A thread that is still looking up a host's name, or waiting for a daemon,
/// is not waited for.
///
/// # Errors
/// Those of the work, and when the system gives no runtime.
pub(crate) fn with_runtime<T>(work: impl FnOnce(&Runtime) -> Result<T>) -> Result<T> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let result = work(&runtime);
    runtime.shutdown_background();
    result
}
