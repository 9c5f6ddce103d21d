//! Memory for PID 1, which can't do without and so waits until there is some.
//!
//! A Rust program ends when an allocation fails, and with PID 1 the container would end. Where the kernel
//! overcommits, its OOM killer takes a larger process; where it does not (`vm.overcommit_memory=2`,
//! `RLIMIT_AS`), malloc(3) fails, and whatever PID 1 is about to do is worth waiting for. All other
//! uses of this binary end as usual.

#![allow(unsafe_code, reason = "an allocator is made of raw memory")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::libc;

/// How long to wait between two attempts to get memory.
const PAUSE: Duration = Duration::from_millis(100);
const MESSAGE: &[u8] = b"nix-docker: out of memory: waiting until there is some\n";

static PATIENT: AtomicBool = AtomicBool::new(false);

/// The system's allocator, asked again until it gives.
pub(crate) struct Patient;

/// From now on this process waits for memory.
pub(crate) fn be_patient() {
    PATIENT.store(true, Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it is; null is only ever replaced by what a later
// call with the same arguments returns, and a failed realloc leaves the old block as it was.
unsafe impl GlobalAlloc for Patient {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about the layout, handed on.
        insist(|| unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about the layout, handed on.
        insist(|| unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promises about block, layout and size, handed on; a failure leaves the block.
        insist(|| unsafe { System.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise that the block is this allocator's, handed on.
        unsafe { System.dealloc(block, layout) }
    }
}

fn insist(attempt: impl Fn() -> *mut u8) -> *mut u8 {
    let mut block = attempt();
    if block.is_null() && PATIENT.load(Ordering::Relaxed) {
        say();
        while block.is_null() {
            std::thread::sleep(PAUSE);
            block = attempt();
        }
    }
    block
}

/// Writes to stderr directly, because the log needs memory; and only where that would not block.
fn say() {
    let mut asked = libc::pollfd { fd: 2, events: libc::POLLOUT, revents: 0 };
    // SAFETY: one valid pollfd, and a buffer of that length.
    unsafe {
        if libc::poll(&raw mut asked, 1, 0) == 1 && asked.revents == libc::POLLOUT {
            libc::write(2, MESSAGE.as_ptr().cast(), MESSAGE.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn only_those_who_said_so_wait() {
        let attempts = Cell::new(0);
        let third = || {
            attempts.set(attempts.get() + 1);
            if attempts.get() < 3 { std::ptr::null_mut() } else { std::ptr::dangling_mut() }
        };
        assert!(insist(third).is_null());
        be_patient();
        attempts.set(0);
        assert!(!insist(third).is_null());
        PATIENT.store(false, Ordering::Relaxed);
    }
}
