//! Descriptors that a process is started with: three are there, others are not.

use std::fs::OpenOptions;
use std::os::fd::{AsRawFd, RawFd};

use nix::libc;

/// A descriptor below 3 that is closed would be taken by something else.
pub fn open_standard() {
    while let Ok(null) = OpenOptions::new().read(true).write(true).open("/dev/null") {
        if null.as_raw_fd() > 2 {
            return;
        }
        std::mem::forget(null);
    }
}

/// Closes this descriptor and all above it. Nothing may use them afterwards.
#[allow(unsafe_code)]
pub fn close_from(first: RawFd) {
    // SAFETY: descriptors are plain numbers here, and nobody uses them any more.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first, u32::MAX, 0u32) != 0 {
            for descriptor in first..1024 {
                libc::close(descriptor);
            }
        }
    }
}
