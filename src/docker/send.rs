//! One try to send an image: what is made is recorded before, and checked or removed afterwards.
//!
//! A daemon that has all of an image can't be stopped from unpacking it, so an interrupted run waits for
//! it for a while; one that has a part gives up by itself when the connection ends.

use std::sync::Arc;

use nix::sys::signal::Signal;

use super::flow::{Flow, WaitsFor};
use super::record::{Created, Record};
use super::upload::UploadFailure;
use super::{Docker, Error, Loaded, diff_ids};
use crate::image::archive::{self, Selection};
use crate::image::{Assembly, tar};
use crate::interrupt::{self, Interruption};
use crate::progress::{Progress, Task};

/// What daemons say when a layer is not there: the system's words for a blob that the archive lacks,
/// containerd's for content, moby's for a layer.
const LACKING: [&str; 4] =
    ["no such file or directory", "not found", "does not exist", "did not load the image"];

/// What the system says when there is no more room.
const FULL: &str = "no space left on device";

impl Docker {
    /// Sends the image with what is selected, and checks that the daemon has all of it then.
    pub(super) async fn send(
        &self,
        image: &Arc<Assembly>,
        selection: Selection,
        progress: &Progress,
        record: &Record,
    ) -> Result<Loaded, UploadFailure> {
        let before = self.find(image).await.map_err(UploadFailure::Daemon)?;
        if before.is_none() {
            record.note(Created::Image(image.config_digest().to_string()));
            record.note(Created::Image(image.manifest_digest().to_string()));
        }
        let (bytes, count) = archive::content(image, &selection);
        let label = format!("sending {count} of {} layers", image.layers().count());
        let task = progress.task(&label, bytes);
        let (flow, mut interruption) = (Flow::new(), Interruption::watch());
        let mut upload = Box::pin(self.upload(image, &selection, &flow, &task));
        let said = tokio::select! {
            said = &mut upload => said,
            signal = interruption.signal() => {
                if flow.waits_for() == WaitsFor::Over {
                    self.wait_for_the_end(upload, &task).await;
                } else {
                    drop(upload);
                }
                self.interrupted(signal, record).await
            }
        };
        drop((upload, interruption));
        task.finish();
        if matches!(said, Err(UploadFailure::Daemon(Error::Stuck { .. }))) {
            // It would not answer another question either.
            return said.map(|_| Loaded::new(String::new(), image, &selection));
        }
        let after = match self.find(image).await {
            // Why it went wrong is what counts, not that a daemon which has gone can't be asked.
            Err(_) if said.is_err() => None,
            after => after.map_err(UploadFailure::Daemon)?,
        };
        match (said, after) {
            (Ok(_), Some(image_id)) => Ok(Loaded::new(image_id, image, &selection)),
            (Ok(lines), None) => Err(UploadFailure::Daemon(Error::NotLoaded(lines.join("; ")))),
            (Err(failure), after) => {
                if let Some(half) = after.filter(|_| before.is_none()) {
                    // What is left of it is found by the next run.
                    let _ = self.remove_unnamed(&half).await;
                }
                Err(failure)
            }
        }
    }

    /// Waits, after an interruption, for a daemon that has all of an image and can't be stopped any more: what
    /// it makes can be removed only when it is there.
    async fn wait_for_the_end(&self, upload: impl Future, task: &Task) {
        let limit = self.patience.taking_back;
        task.progress().line(&format!(
            "interrupted: waiting up to {} s for the daemon to unpack, to remove the image again \
             (once more: end now and leave that to the next run)",
            limit.as_secs()
        ));
        let _ = tokio::time::timeout(limit, upload).await;
    }

    /// Takes back what was made, and ends the run.
    pub(super) async fn interrupted(&self, signal: Signal, record: &Record) -> ! {
        // What is not taken back now is left to the next run.
        let _ = tokio::time::timeout(self.patience.taking_back, self.take_back(record)).await;
        interrupt::end(signal)
    }

    /// The daemon's id of `image`, if it has an image of this configuration and these layers.
    pub(super) async fn find(&self, image: &Assembly) -> Result<Option<String>, Error> {
        let layers = image.diff_ids();
        for id in [image.config_digest(), image.manifest_digest()] {
            let found = self.inspect(&id.to_string()).await?;
            if let Some(found) = found.filter(|found| diff_ids(found) == layers) {
                return Ok(found.id);
            }
        }
        Ok(None)
    }
}

/// Whether sending everything can help: when a layer was left out that the daemon lacks after all, or a layer is
/// not what was remembered of it. It can't when the daemon has no room or goes away.
pub(super) fn worth_another_try(failure: &UploadFailure, sparing: bool) -> bool {
    let said = match failure {
        UploadFailure::Local(error) => return matches!(error, tar::Error::Changed(_)),
        UploadFailure::Daemon(Error::Stuck { .. } | Error::StoreStuck { .. }) => return false,
        UploadFailure::Daemon(error) => error.to_string(),
    };
    sparing && !said.contains(FULL) && (LACKING.iter().any(|words| said.contains(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_sent_only_where_something_was_spared_and_is_missing() {
        let said = |message: &str| UploadFailure::Daemon(Error::NotLoaded(message.to_owned()));
        let missing = "open /var/lib/docker/tmp/x/blobs/sha256/1: no such file or directory";
        assert!(worth_another_try(&said(missing), true));
        assert!(worth_another_try(&said("content digest sha256:1: not found"), true));
        assert!(!worth_another_try(&said(missing), false));
        let full = "apply layer: open /x: no space left on device: not found";
        assert!(!worth_another_try(&said(full), true));
        let changed = || UploadFailure::Local(tar::Error::Changed("/x".into()));
        assert!(worth_another_try(&changed(), false));
        assert!(!worth_another_try(&UploadFailure::Local(tar::Error::Special("/x".into())), true));
    }
}
