//! The bytes of one layer.
//!
//! A layer of the store has /nix, /nix/store and its store paths, walked in byte order of the
//! names. Of a file's mode only "may be executed" is looked at, as NAR has it: files come out as
//! 0444 or 0555, directories as 0555, all of root. So it does not matter on which machine the
//! store is, who owns it there, or which of its files Nix has hard-linked to save space.
//!
//! A store path is hashed, as Nix does it, while it is read, and compared with what Nix's database says: a path
//! that was damaged on the disk, or changes while it is read, makes no layer. A layer that need not be read is
//! recognized by its [`Appearance`].
//!
//! Hard links that belong to a package can't be told from those, and they are gone once a path
//! was copied to another store. So files of one layer with the same content become one file with
//! several names, whether or not they are that on this machine: see [`Twins`].

mod appearance;
mod twins;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::nar::Nar;
use super::plan::{Layer, Member};
use super::rootfs::{EntryKind, FileMode, RootEntry};
use super::tar::{Attributes, Error, Writer};
use crate::nix::store::PathInfo;
use crate::store_path::STORE_DIR;
pub use appearance::Appearance;
use twins::Twins;

/// Directories above the store.
const ABOVE_STORE: Attributes = Attributes::root(0o755);
/// Directories and programs of the store, and all other files there.
const EXECUTABLE: Attributes = Attributes::root(0o555);
const READABLE: Attributes = Attributes::root(0o444);
/// Symbolic links, whose mode has no meaning.
const SYMLINK: u32 = 0o777;

/// The prefix of names that say what a layer deletes.
const WHITEOUT: &[u8] = b".wh.";

/// What a layer is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be in an image: names that an image can't hold are refused.
    Image,
    /// To be compared with what Nix says of it.
    Check,
}

/// Writes `layer` to `out` and gives `out` back. What is in it is read below the directory `root`,
/// which is `/` but in tests. Tells `progress` how many bytes of files it has read.
///
/// # Errors
/// [`Error`] when something can't be read or written, is not what Nix says of it, or changes meanwhile.
pub(crate) fn write<W: Write>(
    layer: &Layer,
    root: &Path,
    out: W,
    progress: &dyn Fn(u64),
) -> Result<W, Error> {
    write_for(Purpose::Image, layer, root, out, progress)
}

/// As [`write()`], for this purpose.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_for<W: Write>(
    purpose: Purpose,
    layer: &Layer,
    root: &Path,
    out: W,
    progress: &dyn Fn(u64),
) -> Result<W, Error> {
    let mut packer =
        Packer { tar: Writer::new(out), nar: Nar::default(), purpose, root, progress, twins: None };
    match layer {
        Layer::Store { paths } => packer.store(paths)?,
        Layer::Root { entries } => entries.entries().iter().try_for_each(|entry| packer.entry(entry))?,
    }
    packer.tar.finish()
}

/// Reads store paths whole and compares them with what Nix says of them.
///
/// # Errors
/// As [`write()`].
pub(crate) fn check<'a>(paths: impl IntoIterator<Item = &'a PathInfo>) -> Result<(), Error> {
    let paths = paths.into_iter().map(Member::from).collect();
    write_for(Purpose::Check, &Layer::Store { paths }, Path::new("/"), io::sink(), &|_| ()).map(|_| ())
}

struct Packer<'a, W> {
    tar: Writer<W>,
    /// The store path that is being read, as Nix hashes it.
    nar: Nar,
    purpose: Purpose,
    root: &'a Path,
    progress: &'a dyn Fn(u64),
    twins: Option<Twins>,
}

impl<W: Write> Packer<'_, W> {
    fn store(&mut self, paths: &[Member]) -> Result<(), Error> {
        self.twins = Some(Twins::default());
        self.tar.directory(b"nix", ABOVE_STORE)?;
        self.tar.directory(b"nix/store", ABOVE_STORE)?;
        paths.iter().try_for_each(|member| {
            let name = inside(member.path.as_str());
            self.nar = Nar::default();
            self.tree(name.as_bytes(), &self.root.join(name)).map_err(|error| damage(member, error))?;
            if std::mem::take(&mut self.nar).finish().hex() == member.nar_hash {
                return Ok(());
            }
            let reason = "its content has not the hash that Nix has in its database".to_owned();
            Err(Error::Damaged { path: member.path.clone(), reason })
        })
    }

    fn entry(&mut self, entry: &RootEntry) -> Result<(), Error> {
        let name = inside(&entry.path).as_bytes();
        let last = name.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
        self.purpose.admits(last, Path::new(&entry.path))?;
        let attributes = |mode| Attributes { mode, uid: entry.uid, gid: entry.gid };
        match &entry.kind {
            EntryKind::Dir { mode } => self.tar.directory(name, attributes(mode.bits())),
            EntryKind::File { mode, text } => self.tar.bytes(name, text.as_bytes(), attributes(mode.bits())),
            EntryKind::Symlink { target } => self.tar.symlink(name, target.as_bytes(), attributes(SYMLINK)),
            EntryKind::Copy { mode, source } => {
                let source = self.in_store(source)?;
                let own = fs::metadata(&source).map_err(Error::read(&source))?;
                let mode = mode.map_or(canonical(&own).mode, FileMode::bits);
                if own.is_dir() {
                    self.tar.directory(name, attributes(mode))?;
                    self.children(name, &source)
                } else {
                    self.file(name, &source, attributes(mode))
                }
            }
        }
    }

    /// Where a copy's source is, links followed. A place outside the store would be this machine's own.
    fn in_store(&self, source: &Path) -> Result<PathBuf, Error> {
        let real = |path: &Path| fs::canonicalize(path).map_err(Error::read(path));
        let place = real(&self.root.join(source.strip_prefix("/").unwrap_or(source)))?;
        let store = real(&self.root.join(inside(STORE_DIR)))?;
        if place.starts_with(store) { Ok(place) } else { Err(Error::Outside(source.to_owned())) }
    }

    /// Adds what is at `path`, with all that is in it, as `name`.
    fn tree(&mut self, name: &[u8], path: &Path) -> Result<(), Error> {
        let metadata = fs::symlink_metadata(path).map_err(Error::read(path))?;
        if metadata.is_dir() {
            self.tar.directory(name, EXECUTABLE)?;
            self.children(name, path)
        } else if metadata.is_symlink() {
            let target = fs::read_link(path).map_err(Error::read(path))?;
            self.nar.symlink(target.as_os_str().as_bytes());
            self.tar.symlink(name, target.as_os_str().as_bytes(), Attributes::root(SYMLINK))
        } else {
            self.file(name, path, canonical(&metadata))
        }
    }

    fn children(&mut self, name: &[u8], path: &Path) -> Result<(), Error> {
        self.nar.directory();
        for child in names(path)? {
            self.purpose.admits(child.as_bytes(), &path.join(&child))?;
            self.nar.entry(child.as_bytes());
            self.tree(&[name, b"/", child.as_bytes()].concat(), &path.join(&child))?;
            self.nar.end();
        }
        self.nar.end();
        Ok(())
    }

    fn file(&mut self, name: &[u8], path: &Path, attributes: Attributes) -> Result<(), Error> {
        let mut file = open(path)?;
        let metadata = file.metadata().map_err(Error::read(path))?;
        if !metadata.is_file() {
            return Err(Error::Special(path.to_owned()));
        }
        let size = metadata.len();
        let Self { tar, nar, progress, twins, .. } = self;
        nar.file(canonical(&metadata) == EXECUTABLE, size);
        if let Some(twins) = twins {
            let executable = attributes == EXECUTABLE;
            let mut read_ahead = nar.clone();
            let earlier =
                twins.earlier((size, executable), name, path, |portion| read_ahead.content(portion))?;
            if let Some(earlier) = earlier {
                *nar = read_ahead;
                nar.end_file(size);
                progress(size);
                return tar.hard_link(name, &earlier, attributes);
            }
        }
        tar.file(name, (path, &mut file), size, attributes, |portion| {
            nar.content(portion);
            progress(portion.len() as u64);
        })?;
        nar.end_file(size);
        Ok(())
    }
}

/// The names in a directory, in byte order.
fn names(path: &Path) -> Result<Vec<OsString>, Error> {
    let names = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>()
    });
    let mut names = names.map_err(Error::read(path))?;
    names.sort_unstable_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    Ok(names)
}

impl Purpose {
    /// Whether something may have this name; `path` is where it is.
    fn admits(self, name: &[u8], path: &Path) -> Result<(), Error> {
        if self == Self::Image && name.starts_with(WHITEOUT) {
            return Err(Error::Whiteout(path.to_owned()));
        }
        Ok(())
    }
}

/// An error met in a store path: what Nix says is there has to be there, and to be legible.
fn damage(member: &Member, error: Error) -> Error {
    let is_damage = |error: &io::Error| {
        error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(nix::libc::EIO)
    };
    match error {
        Error::Read { ref source, .. } if !is_damage(source) => error,
        Error::Read { .. } | Error::Changed(_) => {
            Error::Damaged { path: member.path.clone(), reason: error.to_string() }
        }
        other => other,
    }
}

/// Opens a file for reading, without waiting when it is a pipe.
fn open(path: &Path) -> Result<File, Error> {
    let special = |path: &Path| {
        let metadata = fs::metadata(path);
        metadata.is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
    };
    let mut options = File::options();
    options.read(true).custom_flags(nix::libc::O_NONBLOCK);
    options.open(path).map_err(|source| {
        if special(path) {
            Error::Special(path.to_owned())
        } else {
            Error::Read { path: path.to_owned(), source }
        }
    })
}

/// What Nix would make of a file's mode.
fn canonical(metadata: &fs::Metadata) -> Attributes {
    if metadata.is_dir() || metadata.mode() & 0o100 != 0 { EXECUTABLE } else { READABLE }
}

/// An absolute path as the name of a tar entry.
fn inside(path: &str) -> &str {
    path.trim_start_matches('/')
}

#[cfg(test)]
mod tests;
