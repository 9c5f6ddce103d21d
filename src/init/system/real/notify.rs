//! Notify sockets: one per unit, open for as long as the unit is up.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, SockFlag, SockType, UnixAddr, bind, setsockopt, socket, sockopt};

use super::Linux;
use super::command::TURN;
use super::watched::EventSource;
use crate::init::datagram;
use crate::init::system::{Event, Notification};
use crate::init::unit::UnitName;

/// systemd's limit for one datagram.
const LONGEST: usize = 4096;

pub(super) struct NotifySocket {
    pub(super) fd: OwnedFd,
    token: u64,
    address: String,
    path: Option<PathBuf>,
}

impl Linux {
    pub(super) fn open_notify_socket(&mut self, unit: &UnitName) -> Result<String, Errno> {
        if let Some(open) = self.notify.get(unit) {
            return Ok(open.address.clone());
        }
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let fd = socket(AddressFamily::Unix, SockType::Datagram, flags, None)?;
        setsockopt(&fd, sockopt::PassCred, &true)?;
        let (address, path) = self.bind_notify(&fd, unit)?;
        let token = self.watched.add(&fd, EventSource::Notify(unit.clone()))?;
        self.notify.insert(unit.clone(), NotifySocket { fd, token, address: address.clone(), path });
        Ok(address)
    }

    /// Binds it in the runtime directory; where that can't be written (or the path is too long), in the abstract
    /// name space.
    fn bind_notify(&mut self, fd: &OwnedFd, unit: &UnitName) -> Result<(String, Option<PathBuf>), Errno> {
        let path = self.setup.runtime.join("notify").join(unit.as_str());
        let _ = std::fs::remove_file(&path);
        if let Ok(address) = UnixAddr::new(&path)
            && bind(fd.as_raw_fd(), &address).is_ok()
        {
            let _ = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777));
            return Ok((path.to_string_lossy().into_owned(), Some(path)));
        }
        let mut random = [0; 8];
        super::signals::random(&mut random)?;
        let name = format!("nix-docker/notify/{:016x}", u64::from_ne_bytes(random));
        bind(fd.as_raw_fd(), &UnixAddr::new_abstract(name.as_bytes())?)?;
        Ok((format!("@{name}"), None))
    }

    pub(super) fn close_notify_socket(&mut self, unit: &UnitName) {
        if let Some(open) = self.notify.remove(unit) {
            self.watched.forget(open.token);
            if let Some(path) = open.path {
                let _ = std::fs::remove_file(path);
            }
        }
    }

    pub(super) fn receive_notifications(&mut self, unit: &UnitName) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(open) = self.notify.get(unit).filter(|_| events.len() < TURN) {
            match receive(&open.fd, unit) {
                Ok(Some(notification)) => events.push(Event::Notify(notification)),
                Ok(None) => (),
                Err(_) => break,
            }
        }
        events
    }
}

/// One datagram; `None` when it has no credentials or is not text. Descriptors that come with it are closed, so that
/// they neither stay open nor use up PID 1's.
fn receive(fd: &OwnedFd, unit: &UnitName) -> Result<Option<Notification>, Errno> {
    let mut buffer = [0_u8; LONGEST];
    let datagram = datagram::receive(fd.as_fd(), &mut buffer)?;
    let Some((pid, uid)) = datagram.sender.filter(|_| !datagram.cut) else { return Ok(None) };
    let text = String::from_utf8_lossy(&buffer[..datagram.length]).into_owned();
    Ok(Some(Notification { unit: unit.clone(), pid, uid, text }))
}
