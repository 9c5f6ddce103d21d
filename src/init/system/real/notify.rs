//! Notify sockets: one per unit, open for as long as the unit is up.

use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use nix::cmsg_space;
use nix::errno::Errno;
use nix::libc;
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, MsgFlags, SockFlag, SockType, UnixAddr, bind, recvmsg, setsockopt,
    socket, sockopt,
};

use super::Linux;
use super::command::TURN;
use super::watched::Source;
use crate::init::system::{Event, Notification};
use crate::init::unit::UnitName;

/// systemd's limit for one datagram.
const LONGEST: usize = 4096;
/// The most descriptors that the kernel passes with one datagram.
const DESCRIPTORS: usize = 253;

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
        let token = self.watched.add(&fd, Source::Notify(unit.clone()))?;
        self.notify.insert(unit.clone(), NotifySocket { fd, token, address: address.clone(), path });
        Ok(address)
    }

    /// In the runtime directory; where that can't be written (or the path is too long), in the abstract
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

/// One datagram; `None` when it has no credentials or is no text.
#[allow(unsafe_code)]
fn receive(fd: &OwnedFd, unit: &UnitName) -> Result<Option<Notification>, Errno> {
    let mut buffer = [0; LONGEST];
    let mut control = cmsg_space!(libc::ucred, [RawFd; DESCRIPTORS]);
    let mut parts = [IoSliceMut::new(&mut buffer)];
    let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_CMSG_CLOEXEC;
    let message = loop {
        match recvmsg::<()>(fd.as_raw_fd(), &mut parts, Some(&mut control), flags) {
            Err(Errno::EINTR) => (),
            message => break message?,
        }
    };
    let mut sender = None;
    let mut descriptors = 0;
    for part in message.cmsgs()? {
        match part {
            ControlMessageOwned::ScmCredentials(credentials) => sender = Some(credentials),
            ControlMessageOwned::ScmRights(rights) => {
                descriptors += rights.len();
                // SAFETY: they were just received and nobody else has them. Dropping closes them.
                for fd in rights {
                    drop(unsafe { OwnedFd::from_raw_fd(fd) });
                }
            }
            _ => (),
        }
    }
    let (length, truncated) = (message.bytes, message.flags.contains(MsgFlags::MSG_TRUNC));
    let Some(sender) = sender.filter(|_| !truncated) else { return Ok(None) };
    Ok(Some(Notification {
        unit: unit.clone(),
        pid: sender.pid(),
        uid: sender.uid(),
        text: String::from_utf8_lossy(&buffer[..length]).into_owned(),
        descriptors,
    }))
}
