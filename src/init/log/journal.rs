//! The sockets of systemd's journal, for programs that write to it: `systemd-cat`, `logger --journald`,
//! `sd_journal_send(3)`. What they say goes to the container's log, under the unit of the process that the kernel
//! names as the sender; what they say of their unit themselves is not believed.
//!
//! There is no journal behind them: of an entry's fields only the message, its priority and the sender's name
//! for itself are kept, and `JOURNAL_STREAM` is not set for services, as their output is not a journal stream.

pub(super) mod entry;
pub(super) mod stream;

use std::io;
use std::path::Path;

use super::mailbox::Mailbox;
use crate::init::listener::Listener;
use stream::Streams;

/// The journal's sockets.
#[derive(Debug)]
pub(super) struct Journal {
    /// Entries, one or more in a datagram.
    pub(super) entries: Mailbox,
    /// Streams of lines.
    pub(super) streams: Streams,
}

impl Journal {
    /// Makes the sockets in `run`, which is /run/systemd/journal.
    pub(super) fn listen(run: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(run)?;
        let entries = Mailbox::bind(&run.join("socket"))?;
        Ok(Self { entries, streams: Streams::new(Listener::bind(&run.join("stdout"))?) })
    }
}
