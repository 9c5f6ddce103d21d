//! Gives back the heap that a tracker inherits from PID 1 and does not use.

use nix::libc;

/// The memory that a tracker gives back: PID 1's heap from this address on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heap {
    start: usize,
}

impl Heap {
    /// The heap of this process, without the page around the thread's own variables, which a static
    /// C library keeps at its start.
    pub(crate) fn of_this_process() -> Option<Self> {
        const PAGE: usize = 4096;
        let fields = std::fs::read_to_string("/proc/self/stat").ok()?;
        // proc_pid_stat(5): start_brk is the 47th field, the 45th after the name.
        let start: usize = fields.rsplit_once(')')?.1.split_whitespace().nth(44)?.parse().ok()?;
        #[allow(unsafe_code)]
        // SAFETY: the errno location is this thread's own.
        let thread = unsafe { libc::__errno_location() as usize };
        let start = if (start..end_of_heap()).contains(&thread) { thread + 4 * PAGE } else { start };
        Some(Self { start: start.next_multiple_of(PAGE) })
    }

    /// Gives it back to the kernel. Nothing that lives on the heap may be used afterwards.
    #[allow(unsafe_code)]
    pub(super) fn drop_pages(self) {
        let length = end_of_heap().saturating_sub(self.start);
        // SAFETY: the caller only returns to code that lives on the stack (see `keep`).
        unsafe { libc::madvise(self.start as *mut libc::c_void, length, libc::MADV_DONTNEED) };
    }
}

#[allow(unsafe_code)]
fn end_of_heap() -> usize {
    // SAFETY: sbrk(0) only reads the break.
    unsafe { libc::sbrk(0) as usize }
}
