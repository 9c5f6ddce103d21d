//! A writer that shows what passes through it.

use std::io::{self, Write};

/// Writes to `out`, and shows each portion that was written to `watch`.
pub(super) struct WatchedWriter<W, F> {
    pub out: W,
    pub watch: F,
}

impl<W: Write, F: FnMut(&[u8])> Write for WatchedWriter<W, F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.out.write(bytes)?;
        (self.watch)(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
