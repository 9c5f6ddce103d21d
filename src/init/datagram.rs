//! Datagrams of a Unix socket with their sender, as the kernel knows it, and descriptors that come along.
//!
//! Anyone may send to PID 1's sockets, and pass anything: a descriptor is never read before its kind is known, and
//! closing one must not wait either (a TCP socket may have `SO_LINGER` set).

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::libc;

/// The most descriptors that the kernel lets one datagram have (`SCM_MAX_FD`).
const DESCRIPTORS: usize = 253;
/// Room for credentials and that many descriptors, each with its header, in words.
const CONTROL: usize = (32 + 16 + DESCRIPTORS * 4).div_ceil(8);

/// A datagram with its sender.
#[derive(Debug)]
pub(super) struct Datagram {
    /// How much of the buffer it takes.
    pub length: usize,
    /// It was longer than the buffer.
    pub cut: bool,
    /// The sender's process and user; none where the socket does not ask for them.
    pub sender: Option<(i32, u32)>,
    /// Descriptors that were passed.
    pub descriptors: Passed,
}

/// Descriptors that somebody passed; closing them does not wait.
#[derive(Debug, Default)]
pub(super) struct Passed(Vec<OwnedFd>);

impl Passed {
    /// The one that was passed, if it was exactly one.
    pub(super) fn only(&self) -> Option<BorrowedFd<'_>> {
        match &self.0[..] {
            [one] => Some(one.as_fd()),
            _ => None,
        }
    }
}

impl Drop for Passed {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        let off = libc::linger { l_onoff: 0, l_linger: 0 };
        let (place, size) =
            ((&raw const off).cast(), libc::socklen_t::try_from(size_of_val(&off)).unwrap_or(0));
        for descriptor in &self.0 {
            // SAFETY: the value is valid for its size; what is no socket refuses.
            unsafe {
                libc::setsockopt(descriptor.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, place, size)
            };
        }
    }
}

/// Receives one datagram, if there is one.
///
/// # Errors
/// `EAGAIN` where there is none; what else the kernel says.
#[allow(unsafe_code)]
pub(super) fn receive(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<Datagram, Errno> {
    let mut control = [0_u64; CONTROL];
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    let flags = libc::MSG_DONTWAIT | libc::MSG_CMSG_CLOEXEC;
    // SAFETY: all pointers are to places of the lengths that are given, which outlive the call; a header that is
    // returned lies within the place for it, and the descriptors in it are nobody else's.
    unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        message.msg_iov = &raw mut part;
        message.msg_iovlen = 1;
        message.msg_control = (&raw mut control).cast();
        message.msg_controllen = size_of_val(&control);
        let length = loop {
            match Errno::result(libc::recvmsg(fd.as_raw_fd(), &raw mut message, flags)) {
                Err(Errno::EINTR) => (),
                length => break usize::try_from(length?).unwrap_or(0),
            }
        };
        let mut sender = None;
        let mut descriptors = Passed::default();
        let mut header = libc::CMSG_FIRSTHDR(&raw const message);
        while !header.is_null() {
            let data = libc::CMSG_DATA(header);
            match ((*header).cmsg_level, (*header).cmsg_type) {
                (libc::SOL_SOCKET, libc::SCM_CREDENTIALS) => {
                    let known = data.cast::<libc::ucred>().read_unaligned();
                    sender = Some((known.pid, known.uid));
                }
                (libc::SOL_SOCKET, libc::SCM_RIGHTS) => {
                    let bytes = (*header).cmsg_len.saturating_sub(libc::CMSG_LEN(0) as usize);
                    let numbers = std::slice::from_raw_parts(data, bytes).as_chunks().0.iter();
                    let passed = numbers.map(|number| OwnedFd::from_raw_fd(RawFd::from_ne_bytes(*number)));
                    descriptors.0.extend(passed);
                }
                _ => (),
            }
            header = libc::CMSG_NXTHDR(&raw const message, header);
        }
        Ok(Datagram { length, cut: message.msg_flags & libc::MSG_TRUNC != 0, sender, descriptors })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{IoSlice, Write};
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::net::UnixDatagram;
    use std::time::{Duration, Instant};

    use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg, setsockopt, sockopt};

    use super::*;

    fn pair() -> (UnixDatagram, UnixDatagram) {
        let (here, there) = UnixDatagram::pair().unwrap();
        setsockopt(&here, sockopt::PassCred, &true).unwrap();
        (here, there)
    }

    fn pass(there: &UnixDatagram, descriptors: &[RawFd]) {
        let rights = [ControlMessage::ScmRights(descriptors)];
        sendmsg::<()>(there.as_raw_fd(), &[IoSlice::new(b"x")], &rights, MsgFlags::empty(), None).unwrap();
    }

    #[test]
    fn a_datagram_comes_with_its_sender_and_what_was_passed() {
        let (here, there) = pair();
        assert_eq!(receive(here.as_fd(), &mut [0; 8]).unwrap_err(), Errno::EAGAIN);
        there.send(b"0123456789").unwrap();
        let mut buffer = [0; 8];
        let datagram = receive(here.as_fd(), &mut buffer).unwrap();
        let me = (i32::try_from(std::process::id()).unwrap(), nix::unistd::getuid().as_raw());
        assert_eq!((datagram.length, datagram.cut, datagram.sender), (8, true, Some(me)));
        assert!(datagram.descriptors.only().is_none());
        let file = tempfile::tempfile().unwrap();
        pass(&there, &[file.as_raw_fd()]);
        assert!(receive(here.as_fd(), &mut buffer).unwrap().descriptors.only().is_some());
        pass(&there, &[file.as_raw_fd(); DESCRIPTORS]);
        let many = receive(here.as_fd(), &mut buffer).unwrap();
        assert!(many.sender.is_some() && many.descriptors.only().is_none());
        assert_eq!(many.descriptors.0.len(), DESCRIPTORS);
    }

    #[test]
    #[allow(unsafe_code)]
    fn closing_a_socket_that_would_linger_does_not_wait() {
        let (here, there) = pair();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (_unread, _) = listener.accept().unwrap();
        stream.set_nonblocking(true).unwrap();
        while stream.write(&[0; 4096]).is_ok() {}
        setsockopt(&stream, sockopt::Linger, &libc::linger { l_onoff: 1, l_linger: 60 }).unwrap();
        // A socket that does not block does not linger either.
        stream.set_nonblocking(false).unwrap();
        pass(&there, &[stream.as_raw_fd()]);
        drop(stream);
        let begun = Instant::now();
        drop(receive(here.as_fd(), &mut [0; 8]).unwrap());
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}
