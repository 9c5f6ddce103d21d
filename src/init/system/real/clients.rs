//! Watching the clients of the control socket.

use nix::sys::epoll::EpollFlags;

use super::Linux;
use super::watched::EventSource;
use crate::init::system::{ClientId, Event};

impl Linux {
    pub(super) fn take_clients(&mut self) {
        let Some(server) = &mut self.server else { return };
        let (accepted, dropped) = server.accept();
        for client in dropped {
            self.watched.forget_client(client);
        }
        for client in accepted {
            let watched =
                server.descriptor(client).map(|fd| self.watched.add(fd, EventSource::Client(client)));
            if !matches!(watched, Some(Ok(_))) {
                server.close(client);
            }
        }
    }

    pub(super) fn take_request(&mut self, client: ClientId, flags: EpollFlags) {
        let Some(server) = &mut self.server else { return };
        let event = server.ready(client, flags.contains(EpollFlags::EPOLLIN));
        match (server.descriptor(client), &event) {
            (None, _) => self.watched.forget_client(client),
            // From now on only its hanging up matters, which epoll always reports.
            (Some(fd), Some(Event::Request(..) | Event::ClientTakes(_))) => {
                self.watched.change_client(fd, client, EpollFlags::empty());
            }
            _ => (),
        }
        self.queue.extend(event);
    }

    pub(super) fn send_piece(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool {
        self.shrink_soon();
        let Some(server) = &mut self.server else { return false };
        let takes_more = server.send(client, piece, last);
        match server.descriptor(client) {
            // The client is slow: go on when it takes more.
            Some(fd) if !takes_more => self.watched.change_client(fd, client, EpollFlags::EPOLLOUT),
            Some(_) => (),
            None => self.watched.forget_client(client),
        }
        takes_more
    }
}
