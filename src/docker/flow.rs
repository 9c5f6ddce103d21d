//! The portions of an archive on their way from the thread that writes it to the connection.
//!
//! Either side can end it at any time, which wakes the other one. The receiving end is kept here and not given
//! to the connection, which may continue to exist when nobody polls it any more. An archive of which something
//! is missing ends with an error, so that it never looks complete.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

/// How many portions may wait.
const WAITING: usize = 8;

/// Portions under way.
#[derive(Debug)]
pub(super) struct Flow {
    receiver: Mutex<mpsc::Receiver<Bytes>>,
    sender: Mutex<Option<mpsc::Sender<Bytes>>>,
    taken: AtomicU64,
    written: AtomicBool,
    over: AtomicBool,
}

/// Who has to do something for the flow to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitsFor {
    /// The daemon, which could take more.
    Daemon,
    /// The thread that reads the store.
    Store,
    /// Nobody: all has been taken.
    Over,
}

/// The side of the thread that writes the archive.
#[derive(Debug)]
pub(super) struct FlowSender {
    sender: Option<mpsc::Sender<Bytes>>,
    flow: Arc<Flow>,
}

/// Closes a flow when it is dropped.
pub(super) struct Closing<'a>(&'a Flow);

impl Flow {
    pub(super) fn new() -> Arc<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        Arc::new(Self {
            receiver: Mutex::new(receiver),
            sender: Mutex::new(Some(sender)),
            taken: AtomicU64::new(0),
            written: AtomicBool::new(false),
            over: AtomicBool::new(false),
        })
    }

    /// The writing side, of which there is only one.
    pub(super) fn sender(self: &Arc<Self>) -> FlowSender {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        FlowSender { sender, flow: Arc::clone(self) }
    }

    /// The portions, as a connection takes them.
    pub(super) fn portions(self: &Arc<Self>) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
        let flow = Arc::clone(self);
        stream::poll_fn(move |context| {
            if flow.over.load(Ordering::Acquire) {
                return Poll::Ready(None);
            }
            let Poll::Ready(portion) = flow.receiver().poll_recv(context) else { return Poll::Pending };
            flow.taken.fetch_add(1, Ordering::AcqRel);
            Poll::Ready(match portion {
                Some(portion) => Some(Ok(portion)),
                None if flow.written.load(Ordering::Acquire) => {
                    flow.over.store(true, Ordering::Release);
                    None
                }
                None => Some(Err(io::Error::other("the archive is not complete"))),
            })
        })
    }

    /// How many portions have been taken.
    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }

    /// Who has to act for the flow to go on.
    pub(super) fn waits_for(&self) -> WaitsFor {
        if self.over.load(Ordering::Acquire) {
            WaitsFor::Over
        } else if self.receiver().is_empty() && !self.written.load(Ordering::Acquire) {
            WaitsFor::Store
        } else {
            WaitsFor::Daemon
        }
    }

    /// Ends it: nothing more is taken, and a write fails.
    pub(super) fn close(&self) {
        self.receiver().close();
    }

    /// Ends it when the returned value is dropped.
    pub(super) fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    fn receiver(&self) -> MutexGuard<'_, mpsc::Receiver<Bytes>> {
        self.receiver.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl FlowSender {
    /// Waits until there is room, and sends.
    pub(super) fn send(&self, portion: Bytes) -> io::Result<()> {
        let closed = || io::Error::new(io::ErrorKind::BrokenPipe, "nobody takes it any more");
        self.sender.as_ref().ok_or_else(closed)?.blocking_send(portion).map_err(|_| closed())
    }

    /// Says that all has been sent.
    pub(super) fn end(&mut self) {
        self.flow.written.store(true, Ordering::Release);
        self.sender = None;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    fn collected(flow: &Arc<Flow>) -> Vec<io::Result<Bytes>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(flow.portions().take(5).collect())
    }

    #[test]
    fn a_whole_archive_ends_and_a_part_of_one_ends_with_an_error() {
        for whole in [true, false] {
            let flow = Flow::new();
            let mut sender = flow.sender();
            sender.send(Bytes::from_static(b"portion")).unwrap();
            assert_eq!(flow.waits_for(), WaitsFor::Daemon);
            if whole {
                sender.end();
            }
            drop(sender);
            let portions = collected(&flow);
            assert_eq!(portions[0].as_ref().unwrap(), "portion");
            assert_eq!(portions[1..].iter().any(Result::is_err), !whole);
            assert_eq!(flow.waits_for() == WaitsFor::Over, whole);
        }
    }

    #[test]
    fn a_writer_that_waits_hears_that_the_flow_is_closed() {
        let flow = Flow::new();
        let sender = flow.sender();
        let writer = std::thread::spawn(move || while sender.send(Bytes::from_static(b"x")).is_ok() {});
        std::thread::sleep(std::time::Duration::from_millis(100));
        flow.close();
        writer.join().unwrap();
    }
}
