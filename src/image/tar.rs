//! Deterministic tar streams: the same entries give the same bytes, on any machine, at any time.
//!
//! Every entry has mtime 1, numeric owners and no names for them. The format is POSIX ustar; a
//! PAX header (POSIX.1-2001, `pax` "Extended Header") comes before an entry only where ustar has
//! no room for it: see [`header`]. Contents pass through one fixed buffer, so that memory does not
//! grow with them. A file that turns out longer or shorter than it said is an error: its size is
//! in the stream already.

mod header;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::oci::Digest;
use super::watched::WatchedWriter;
use crate::store_path::StorePath;
pub use header::Attributes;
use header::HeaderKind;

/// The size of a tar block in bytes.
const BLOCK: usize = 512;

/// How much of a file is in memory at once, in bytes.
const BUFFER: usize = 128 << 10;

/// Why a stream could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something that belongs in it can't be read.
    #[error("can't read {path}: {source}")]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file is not as long as it said it was.
    #[error("{0} changed while it was being read")]
    Changed(PathBuf),
    /// A socket, a pipe or a device.
    #[error("{0} is neither a file nor a directory nor a symbolic link: an image can't hold it")]
    Special(PathBuf),
    /// A store path is not what Nix's database says of it.
    #[error("the store path {path} is damaged: {reason}")]
    Damaged {
        /// The store path.
        path: StorePath,
        /// What is different.
        reason: String,
    },
    /// A copy's source outside the store, for which there is nothing to compare it with.
    #[error(
        "an image can't have a copy of {0}, which is not in the Nix store: write the source as a path without \
         quotes, which puts it there"
    )]
    Outside(PathBuf),
    /// A name that says "deleted" in a layer (OCI image specification, layer.md, "Whiteouts").
    #[error(
        "an image can't hold {0}: a name that begins with .wh. in a layer says that a file below it is deleted, \
         so the file would be lost: rename it, or leave it out (without -b the store is mounted as it is)"
    )]
    Whiteout(PathBuf),
    /// The stream's reader is gone, or the disk is full.
    #[error("can't write the image: {0}")]
    Write(#[source] io::Error),
}

impl Error {
    /// The error for a failed reading of `path`.
    pub fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read { path: path.to_owned(), source }
    }
}

/// Writes entries to a stream. Names are relative to the root of what is packed, as bytes, without
/// a slash at either end.
pub struct Writer<W> {
    out: W,
    buffer: Box<[u8]>,
}

impl<W: Write> Writer<W> {
    /// A stream into `out`, which gets writes of useful size and need not be buffered.
    pub fn new(out: W) -> Self {
        Self { out, buffer: vec![0; BUFFER].into() }
    }

    /// Adds a directory.
    pub fn directory(&mut self, name: &[u8], attributes: Attributes) -> Result<(), Error> {
        self.header(name, &HeaderKind::Directory, attributes)
    }

    /// Adds a symbolic link.
    pub fn symlink(&mut self, name: &[u8], target: &[u8], attributes: Attributes) -> Result<(), Error> {
        self.header(name, &HeaderKind::Symlink(target), attributes)
    }

    /// Adds a name for what has the name `earlier` in this stream.
    pub fn hard_link(&mut self, name: &[u8], earlier: &[u8], attributes: Attributes) -> Result<(), Error> {
        self.header(name, &HeaderKind::HardLink(earlier), attributes)
    }

    /// Adds a file with this content.
    pub fn bytes(&mut self, name: &[u8], content: &[u8], attributes: Attributes) -> Result<(), Error> {
        let size = content.len() as u64;
        self.header(name, &HeaderKind::File(size), attributes)?;
        self.out.write_all(content).map_err(Error::Write)?;
        self.pad(size)
    }

    /// Adds a file that is `size` bytes of `content`, which was opened at `path`. Shows each portion that
    /// was read to `watch`.
    pub fn file(
        &mut self,
        name: &[u8],
        (path, content): (&Path, &mut File),
        size: u64,
        attributes: Attributes,
        mut watch: impl FnMut(&[u8]),
    ) -> Result<(), Error> {
        self.header(name, &HeaderKind::File(size), attributes)?;
        let mut missing = size;
        loop {
            let length = content.read(&mut self.buffer).map_err(Error::read(path))?;
            missing = match missing.checked_sub(length as u64) {
                Some(0) if length == 0 => break,
                Some(missing) if length > 0 => missing,
                _ => return Err(Error::Changed(path.to_owned())),
            };
            self.out.write_all(&self.buffer[..length]).map_err(Error::Write)?;
            watch(&self.buffer[..length]);
        }
        self.pad(size)
    }

    /// Adds a file of `size` bytes, which `write` writes to the stream itself.
    pub fn nested(
        &mut self,
        name: &[u8],
        size: u64,
        attributes: Attributes,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.header(name, &HeaderKind::File(size), attributes)?;
        let mut written = 0;
        let watch = |portion: &[u8]| written += portion.len() as u64;
        write(&mut WatchedWriter { out: &mut self.out, watch })?;
        if written != size {
            return Err(Error::Changed(PathBuf::from(String::from_utf8_lossy(name).into_owned())));
        }
        self.pad(size)
    }

    /// Ends the stream and gives back what it was written to.
    pub fn finish(mut self) -> Result<W, Error> {
        self.out.write_all(&[0; 2 * BLOCK]).map_err(Error::Write)?;
        self.out.flush().map_err(Error::Write)?;
        Ok(self.out)
    }

    fn header(&mut self, name: &[u8], kind: &HeaderKind, attributes: Attributes) -> Result<(), Error> {
        self.out.write_all(&header::header(name, kind, attributes)).map_err(Error::Write)
    }

    fn pad(&mut self, size: u64) -> Result<(), Error> {
        self.out.write_all(&[0; BLOCK][..header::padding(size)]).map_err(Error::Write)
    }
}

/// A writer that keeps only the digest and the size of what is written.
#[derive(Default)]
pub(crate) struct Digester {
    hash: Sha256,
    size: u64,
}

impl Digester {
    /// The digest and the size of what was written.
    pub(crate) fn finish(self) -> (Digest, u64) {
        (self.hash.into(), self.size)
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
