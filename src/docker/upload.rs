//! Sends an archive to the daemon while it is being written.
//!
//! The archive is written by a thread of its own, since reading files blocks. A few portions of it
//! wait between that thread and the connection, so that memory has a bound whatever the size.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;

use bollard::query_parameters::ImportImageOptions;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::{Docker, Error, ImageStore};
use crate::image::archive::{self, Selection};
use crate::image::{Assembly, tar};
use crate::progress::Task;

/// The size of a portion in bytes, and how many may wait.
const PORTION: usize = 256 << 10;
const WAITING: usize = 8;

/// Why an upload did not end well.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something here can't be read; sending it again is of no use.
    Local(tar::Error),
    /// The daemon said no, in these words, or broke off.
    Daemon(Error),
}

impl Docker {
    /// Sends the archive of `image` and returns the lines that the daemon said.
    pub(super) async fn upload(
        &self,
        image: &Arc<Assembly>,
        selection: Selection,
        task: &Task,
    ) -> Result<Vec<String>, Failure> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let writer = {
            let (image, task) = (Arc::clone(image), task.clone());
            thread::spawn(move || {
                let out = Portions { sender: sender.clone(), waiting: BytesMut::with_capacity(PORTION) };
                let result = archive::write(&image, &selection, out, &|bytes| task.advance(bytes));
                if let Err(error) = &result {
                    // The archive must not look complete. Nobody reads this if the daemon hung up.
                    let _ = sender.blocking_send(Err(io::Error::other(error.to_string())));
                }
                result.map(|_| ())
            })
        };
        let said = self.import(receiver).await;
        match writer.join() {
            Ok(Err(error)) if !matches!(error, tar::Error::Write(_)) => Err(Failure::Local(error)),
            Ok(written) => {
                let lines = said.map_err(Failure::Daemon)?;
                written.map_err(|error| Failure::Daemon(error.into()))?;
                Ok(lines)
            }
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    async fn import(&self, receiver: mpsc::Receiver<io::Result<Bytes>>) -> Result<Vec<String>, Error> {
        let body = stream::unfold(receiver, |mut receiver| async {
            receiver.recv().await.map(|portion| (portion, receiver))
        });
        let api = match self.store {
            ImageStore::Containerd => self.api.clone().with_request_modifier(with_platform),
            ImageStore::Classic | ImageStore::Podman => self.api.clone(),
        };
        let mut answers = api.import_image_stream(ImportImageOptions::default(), body, None);
        let mut lines = Vec::new();
        while let Some(answer) = answers.next().await {
            let answer = answer.map_err(super::api_error("load the image"))?;
            lines.extend(answer.stream.map(|line| line.trim().to_owned()));
        }
        // With the containerd store this is how an image that lacks content is spoken of, in an
        // answer that says "200 OK".
        match lines.iter().find(|line| line.starts_with("Error unpacking")) {
            Some(line) => Err(Error::NotLoaded(line.clone())),
            None => Ok(lines),
        }
    }
}

/// Names the platform in a request to load an image, which makes the daemon check that all of it
/// is there. bollard has the option and can't encode it.
fn with_platform(mut request: bollard::BollardRequest) -> bollard::BollardRequest {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let uri = request.uri().to_string();
    let separator = if uri.contains('?') { '&' } else { '?' };
    let platform = format!("%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22{architecture}%22%7D");
    if let Ok(uri) = format!("{uri}{separator}platform={platform}").parse() {
        *request.uri_mut() = uri;
    }
    request
}

/// Cuts what is written into portions and sends them.
struct Portions {
    sender: mpsc::Sender<io::Result<Bytes>>,
    waiting: BytesMut,
}

impl Write for Portions {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(PORTION - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..length]);
        if self.waiting.len() == PORTION {
            self.flush()?;
        }
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let portion = std::mem::replace(&mut self.waiting, BytesMut::with_capacity(PORTION)).freeze();
        let gone =
            |_| io::Error::new(io::ErrorKind::BrokenPipe, "the Docker daemon broke off the connection");
        self.sender.blocking_send(Ok(portion)).map_err(gone)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Local(error) => error.into(),
            Failure::Daemon(error) => error,
        }
    }
}
