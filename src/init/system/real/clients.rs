//! Watching those who ask on the control socket.

use nix::sys::epoll::EpollFlags;

use super::Linux;
use super::watched::Source;
use crate::init::control::protocol::Reply;
use crate::init::system::{ClientId, Event};

impl Linux {
    pub(super) fn take_clients(&mut self) {
        let Some(server) = &mut self.server else { return };
        for client in server.accept() {
            let watched = server.descriptor(client).map(|fd| self.watched.add(fd, Source::Client(client)));
            if !matches!(watched, Some(Ok(_))) {
                server.close(client);
            }
        }
    }

    pub(super) fn take_request(&mut self, client: ClientId, flags: EpollFlags) {
        let Some(server) = &mut self.server else { return };
        let events = server.ready(client, flags.contains(EpollFlags::EPOLLIN));
        match (server.descriptor(client), events.as_slice()) {
            (None, _) => self.watched.forget_source(&Source::Client(client)),
            // From now on only its hanging up is of interest, which epoll always tells.
            (Some(fd), [Event::Request(..)]) => {
                self.watched.change(fd, &Source::Client(client), EpollFlags::empty());
            }
            _ => (),
        }
        self.queue.extend(events);
    }

    pub(super) fn send_reply(&mut self, client: ClientId, reply: &Reply) {
        self.shrink_soon();
        let Some(server) = &mut self.server else { return };
        server.reply(client, reply);
        match server.descriptor(client) {
            // The client is slow: go on when it takes more.
            Some(fd) => self.watched.change(fd, &Source::Client(client), EpollFlags::EPOLLOUT),
            None => self.watched.forget_source(&Source::Client(client)),
        }
    }
}
