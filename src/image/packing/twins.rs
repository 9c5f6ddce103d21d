//! Finds files with the same content in one layer.
//!
//! Nothing is hashed until a second file of the same size and kind comes; then both are, and the
//! digests are kept. Small files often have the same size by chance, which costs little; big files seldom do.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::super::oci::Digest;
use super::super::tar::{Digester, Error};
use super::super::watched::WatchedWriter;

/// How many files of a layer are remembered, so that memory has a bound. The order in which files
/// come is always the same, so which ones are remembered is too.
const REMEMBERED: usize = 50_000;

/// Size, and whether it is executable.
type Class = (u64, bool);

/// The files that a layer has so far.
#[derive(Default)]
pub(super) struct Twins {
    /// The first file of each class, not hashed yet.
    single: HashMap<Class, (Vec<u8>, PathBuf)>,
    /// The files of the classes with several files, by digest.
    hashed: HashMap<(Class, Digest), Vec<u8>>,
    /// The classes with several files.
    several: HashSet<Class>,
}

impl Twins {
    /// The name of an earlier file with the content of `path`; none if there is none, and then the
    /// file is remembered as `name`. Shows what it reads of `path` to `watch`: all of it when the
    /// answer is a name.
    pub(super) fn earlier(
        &mut self,
        class: Class,
        name: &[u8],
        path: &Path,
        watch: impl FnMut(&[u8]),
    ) -> Result<Option<Vec<u8>>, Error> {
        if class.0 == 0 {
            return Ok(None);
        }
        if let Some((first_name, first_path)) = self.single.remove(&class) {
            self.hashed.insert((class, digest(&first_path, class.0, |_| ())?), first_name);
            self.several.insert(class);
        }
        let full = self.single.len() + self.hashed.len() >= REMEMBERED;
        if self.several.contains(&class) {
            let key = (class, digest(path, class.0, watch)?);
            if let Some(earlier) = self.hashed.get(&key) {
                return Ok(Some(earlier.clone()));
            }
            if !full {
                self.hashed.insert(key, name.to_vec());
            }
        } else if !full {
            self.single.insert(class, (name.to_vec(), path.to_owned()));
        }
        Ok(None)
    }
}

/// The digest of a file, which is `size` bytes long. Shows each portion to `watch`.
fn digest(path: &Path, size: u64, watch: impl FnMut(&[u8])) -> Result<Digest, Error> {
    let mut watched = WatchedWriter { out: Digester::default(), watch };
    let mut file = super::open(path)?;
    io::copy(&mut file, &mut watched).map_err(Error::read(path))?;
    match watched.out.finish() {
        (digest, read) if read == size => Ok(digest),
        _ => Err(Error::Changed(path.to_owned())),
    }
}
