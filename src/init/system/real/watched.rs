//! What PID 1 waits for: one epoll descriptor, with a token for each thing that is watched.

use std::collections::BTreeMap;
use std::os::fd::AsFd;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use crate::init::system::{ClientId, CommandId, SocketId, WatchId};
use crate::init::unit::UnitName;

/// Events that are taken out of epoll at a time.
const BATCH: usize = 64;

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EventSource {
    Signals,
    Log,
    ControlListener,
    Client(ClientId),
    Command(CommandId),
    Notify(UnitName),
    Socket(SocketId),
    Path(WatchId),
    Bus,
    Calendar,
    Stranger(i32),
}

pub(super) struct Watched {
    epoll: Epoll,
    sources: BTreeMap<u64, EventSource>,
    /// Tokens of clients.
    clients: BTreeMap<ClientId, u64>,
    next: u64,
}

impl Watched {
    pub(super) fn new() -> Result<Self, Errno> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        Ok(Self { epoll, sources: BTreeMap::new(), clients: BTreeMap::new(), next: 0 })
    }

    /// A number that is never given out twice: a token, or the id of a command or socket.
    pub(super) fn number(&mut self) -> u64 {
        let number = self.next;
        self.next += 1;
        number
    }

    /// Watches a descriptor for input until it is closed.
    pub(super) fn add(&mut self, fd: impl AsFd, source: EventSource) -> Result<u64, Errno> {
        let token = self.number();
        self.epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token))?;
        if let EventSource::Client(client) = source {
            self.clients.insert(client, token);
        }
        self.sources.insert(token, source);
        Ok(token)
    }

    /// Watches a client for something else; without flags, only for its hanging up.
    pub(super) fn change_client(&self, fd: impl AsFd, client: ClientId, flags: EpollFlags) {
        if let Some(token) = self.clients.get(&client) {
            // Fails only for a descriptor that is not watched.
            let _ = self.epoll.modify(fd, &mut EpollEvent::new(flags, *token));
        }
    }

    /// No longer watches a descriptor that stays open.
    pub(super) fn remove(&mut self, fd: impl AsFd, token: u64) {
        let _ = self.epoll.delete(fd);
        self.forget(token);
    }

    /// Forgets a token whose descriptor is closed or about to be.
    pub(super) fn forget(&mut self, token: u64) {
        self.sources.remove(&token);
    }

    /// The same for a client.
    pub(super) fn forget_client(&mut self, client: ClientId) {
        if let Some(token) = self.clients.remove(&client) {
            self.forget(token);
        }
    }

    /// What a token stands for, unless it was forgotten.
    pub(super) fn source(&self, token: u64) -> Option<EventSource> {
        self.sources.get(&token).cloned()
    }

    /// Waits until something happens. `EINTR` counts as nothing having happened.
    pub(super) fn wait(&self, timeout: EpollTimeout) -> Vec<EpollEvent> {
        let mut ready = [EpollEvent::empty(); BATCH];
        let count = self.epoll.wait(&mut ready, timeout).unwrap_or(0);
        ready[..count].to_vec()
    }
}
