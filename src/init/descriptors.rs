//! The descriptors that a process is started with: the three standard ones, and no others.

use std::fs::OpenOptions;
use std::os::fd::{AsRawFd, RawFd};

use nix::libc;

/// Opens those below 3 that are closed, so that nothing else gets their numbers.
pub(super) fn open_standard() {
    while let Ok(null) = OpenOptions::new().read(true).write(true).open("/dev/null") {
        if null.as_raw_fd() > 2 {
            return;
        }
        std::mem::forget(null);
    }
}

/// Closes this descriptor and all above it. Nothing may use them afterwards.
pub(super) fn close_from(first: RawFd) {
    close_range(first, RawFd::MAX);
}

/// Closes all but the first three and these. Nothing may use the others afterwards.
pub(super) fn close_all_but(kept: &[RawFd]) {
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    let mut first = 3;
    for descriptor in kept.into_iter().filter(|kept| *kept >= 3) {
        if descriptor > first {
            close_range(first, descriptor - 1);
        }
        first = descriptor + 1;
    }
    close_from(first);
}

#[allow(unsafe_code)]
fn close_range(first: RawFd, last: RawFd) {
    // SAFETY: descriptors are plain numbers here, and nobody uses them any more.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first, last, 0u32) != 0 {
            for descriptor in first..=last.min(1023) {
                libc::close(descriptor);
            }
        }
    }
}
