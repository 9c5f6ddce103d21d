//! Sends an archive to the daemon while it is being written.
//!
//! The archive is written by a thread of its own, since reading files blocks. A few portions of it
//! wait between that thread and the connection ([`Flow`]), so that memory has a bound whatever the size.
//!
//! The daemon may answer at any time, also before it has read everything. Whatever ends the request closes the
//! flow, which ends the thread. Every wait for the other side watches whether that side makes progress.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bollard::query_parameters::ImportImageOptions;
use bytes::BytesMut;
use futures_util::StreamExt;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::flow::{Flow, FlowSender, WaitsFor};
use super::patience::stuck;
use super::{Docker, Error, ImageStore, api_errors};
use crate::image::archive::{self, Selection};
use crate::image::{Assembly, tar};
use crate::progress::Task;

/// The size of a portion in bytes.
const PORTION: usize = 256 << 10;

/// The time between two looks at whether the flow moves.
const LOOK: Duration = Duration::from_millis(500);

/// After how long a daemon that has everything and says nothing is asked whether it is still there.
const ALIVE: Duration = Duration::from_secs(30);

/// How long the thread may take to notice that nobody wants its archive any more.
const GIVING_UP: Duration = Duration::from_secs(10);

/// How many lines of the daemon's answer are kept: it says a few for an image.
const LINES: usize = 32;

/// What the daemon is asked to do, as error messages say it.
const ACTION: &str = "load the image";

/// Why an upload did not end well.
#[derive(Debug)]
pub(super) enum UploadFailure {
    /// Something here can't be read; sending it again is of no use.
    Local(tar::Error),
    /// The daemon said no, in these words, or broke off.
    Daemon(Error),
}

impl Docker {
    /// Sends the archive of `image` through `flow` and returns the lines that the daemon said.
    pub(super) async fn upload(
        &self,
        image: &Arc<Assembly>,
        selection: &Selection,
        flow: &Arc<Flow>,
        task: &Task,
    ) -> Result<Vec<String>, UploadFailure> {
        let (tell, written) = oneshot::channel();
        let (size, _) = archive::content(image, selection);
        let writer = (Arc::clone(image), selection.clone(), task.clone(), flow.sender());
        thread::spawn(move || {
            let (image, selection, task, sender) = writer;
            let out = PortionWriter { sender, waiting: BytesMut::with_capacity(PORTION) };
            let result = archive::write(&image, &selection, out, &|bytes| task.advance(bytes));
            // Nobody listens if the run was interrupted.
            let _ = tell.send(result.and_then(|mut out| out.end().map_err(tar::Error::Write)));
        });
        let _closed_at_the_end = flow.closing();
        let said = self.import(flow, size, task).await;
        flow.close();
        match tokio::time::timeout(GIVING_UP, written).await {
            Ok(Ok(Err(error))) if !matches!(error, tar::Error::Write(_)) => Err(UploadFailure::Local(error)),
            Ok(Ok(Ok(()))) => said.map_err(UploadFailure::Daemon),
            // Without all of it there can be no image, whatever the daemon said.
            _ => Err(UploadFailure::Daemon(match said {
                Err(error) => error,
                Ok(lines) if lines.is_empty() => Error::NotLoaded(api_errors::BROKE_OFF.to_owned()),
                Ok(lines) => Error::NotLoaded(lines.join("; ")),
            })),
        }
    }

    /// Sends the daemon what flows, and returns the lines that it says. The archive has `size` bytes.
    async fn import(&self, flow: &Arc<Flow>, size: u64, task: &Task) -> Result<Vec<String>, Error> {
        let api = match self.store {
            ImageStore::Containerd => self.api.clone().with_request_modifier(with_platform),
            ImageStore::Classic | ImageStore::Podman => self.api.clone(),
        };
        let mut answers = api.import_image_stream(ImportImageOptions::default(), flow.portions(), None);
        let (mut lines, mut unpacking) = (Vec::new(), Unpacking::default());
        let mut seen = (flow.waits_for(), flow.taken(), Instant::now());
        let mut asked = Instant::now();
        loop {
            if let Ok(answer) = tokio::time::timeout(LOOK, answers.next()).await {
                let Some(answer) = answer else { break };
                let answer = answer.map_err(super::api_error(ACTION))?;
                seen.2 = Instant::now();
                if flow.waits_for() == WaitsFor::Over
                    && let Some(id) = &answer.id
                {
                    task.waits(unpacking.layer(id));
                }
                if lines.len() < LINES {
                    lines.extend(answer.stream.map(|line| api_errors::tamed(&line)));
                }
            }
            let now = (flow.waits_for(), flow.taken());
            if now != (seen.0, seen.1) {
                if now.0 == WaitsFor::Over {
                    task.waits("the daemon has all of it and unpacks");
                }
                seen = (now.0, now.1, Instant::now());
            }
            self.check_standstill(now.0, seen.2.elapsed(), size)?;
            if now.0 == WaitsFor::Over && seen.2.elapsed() > ALIVE && asked.elapsed() > ALIVE {
                self.ask("tell its version while it unpacks", self.api.version()).await?;
                asked = Instant::now();
            }
        }
        // With the containerd store this line is the only sign that an image lacks content: the status is "200 OK".
        match lines.iter().find(|line| line.starts_with("Error unpacking")) {
            Some(line) => Err(Error::NotLoaded(line.clone())),
            None => Ok(lines),
        }
    }

    /// Whether it is time to give up when nothing has moved for as long as `still`.
    fn check_standstill(&self, turn: WaitsFor, still: Duration, size: u64) -> Result<(), Error> {
        let limit = match turn {
            WaitsFor::Over => self.patience.unpacking(size),
            WaitsFor::Daemon | WaitsFor::Store => self.patience.standstill,
        };
        match turn {
            _ if still <= limit => Ok(()),
            WaitsFor::Daemon => Err(stuck(ACTION, "has taken nothing of it", still)),
            WaitsFor::Over => Err(stuck(ACTION, "has all of it and has said nothing", still)),
            WaitsFor::Store => Err(Error::StoreStuck { waited: still }),
        }
    }
}

/// Counts the layers that the daemon speaks of.
#[derive(Default)]
struct Unpacking {
    layer: Option<String>,
    count: usize,
}

impl Unpacking {
    fn layer(&mut self, id: &str) -> String {
        if self.layer.as_deref() != Some(id) {
            self.layer = Some(id.to_owned());
            self.count += 1;
        }
        format!("the daemon has all of it and unpacks layer {}", self.count)
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
struct PortionWriter {
    sender: FlowSender,
    waiting: BytesMut,
}

impl PortionWriter {
    /// Sends what is left, and says that this was all.
    fn end(&mut self) -> io::Result<()> {
        self.flush()?;
        self.sender.end();
        Ok(())
    }
}

impl Write for PortionWriter {
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
        self.sender.send(portion)
    }
}

impl From<UploadFailure> for Error {
    fn from(failure: UploadFailure) -> Self {
        match failure {
            UploadFailure::Local(error) => error.into(),
            UploadFailure::Daemon(error) => error,
        }
    }
}
