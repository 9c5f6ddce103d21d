//! A socket before it is bound, and the message where that fails.

use std::os::fd::OwnedFd;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, SockFlag, SockType, socket};

use crate::safe_path::explained;

/// The message for an address that can't be listened at.
pub(super) fn failed(address: &str, error: Errno) -> String {
    let hint = match error {
        Errno::EADDRINUSE => ": something else listens there",
        Errno::EACCES if address.starts_with('/') => ": the directory can't be written",
        Errno::EACCES => ": the container lacks the capability NET_BIND_SERVICE",
        _ => "",
    };
    let reason = match error {
        Errno::ENOLINK => explained(error),
        error => error.desc().to_owned(),
    };
    format!("can't listen on {address}: {reason}{hint}")
}

/// A socket that is not inherited and does not block.
pub(super) fn open(family: AddressFamily, kind: SockType) -> Result<OwnedFd, Errno> {
    socket(family, kind, SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK, None)
}
