//! How long the daemon is waited for: each wait has a limit, and each limit is longer than a slow machine needs.
//!
//! An upload may take as long as it takes: what counts is the time in which the daemon does nothing.

use std::time::Duration;

use futures_util::{Stream, StreamExt};

use super::{ApiError, Docker, Error, api_error};

/// The time after which a wait of each kind is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the first answers of a daemon.
    pub greeting: Duration,
    /// For the answer to a request that is little work.
    pub answer: Duration,
    /// While the daemon takes nothing of what it is sent, or tells nothing of what it pulls or saves.
    pub standstill: Duration,
    /// While it has all of an image and says nothing, for each image.
    pub unpacking: Duration,
    /// How much longer that may take for each megabyte.
    pub unpacking_megabyte: Duration,
    /// While a build script writes nothing.
    pub script: Duration,
    /// For undoing what an interrupted run has made.
    pub taking_back: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            greeting: Duration::from_secs(20),
            answer: Duration::from_mins(2),
            standstill: Duration::from_mins(2),
            unpacking: Duration::from_mins(10),
            unpacking_megabyte: Duration::from_secs(1),
            script: Duration::from_hours(1),
            taking_back: Duration::from_mins(1),
        }
    }
}

impl Patience {
    /// The limit while the daemon has all of an image of `bytes` and says nothing.
    pub(super) fn unpacking(&self, bytes: u64) -> Duration {
        let megabytes = u32::try_from(bytes / 1_000_000).unwrap_or(u32::MAX);
        self.unpacking.saturating_add(self.unpacking_megabyte.saturating_mul(megabytes))
    }
}

impl Docker {
    /// The answer to a request to do `action`, which must come in time.
    pub(super) async fn ask<T>(
        &self,
        action: &str,
        request: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, Error> {
        let _sign = self.progress.wait_within(&format!("waiting for the Docker daemon to {action}"));
        match tokio::time::timeout(self.patience.answer, request).await {
            Ok(answer) => answer.map_err(api_error(action)),
            Err(_) => Err(stuck(action, "has not answered", self.patience.answer)),
        }
    }

    /// The next of the answers to a request to do `action`, which must come within `limit`.
    pub(super) async fn next<T>(
        &self,
        action: &str,
        limit: Duration,
        answers: &mut (impl Stream<Item = Result<T, ApiError>> + Unpin),
    ) -> Result<Option<T>, Error> {
        match tokio::time::timeout(limit, answers.next()).await {
            Ok(answer) => answer.transpose().map_err(api_error(action)),
            Err(_) => Err(stuck(action, "has said nothing", limit)),
        }
    }
}

/// The error of a daemon that `does` for too long.
pub(super) fn stuck(action: &str, does: &'static str, waited: Duration) -> Error {
    Error::Stuck { action: action.to_owned(), does, waited }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_big_image_may_take_longer_to_unpack() {
        let patience = Patience::default();
        assert_eq!(patience.unpacking(0), Duration::from_mins(10));
        assert_eq!(patience.unpacking(600_000_000), Duration::from_mins(20));
        assert!(patience.unpacking(u64::MAX) > Duration::from_hours(24));
    }
}
