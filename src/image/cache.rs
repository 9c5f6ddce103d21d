//! Remembers the digests of layers, so that an unchanged layer is not read again to be hashed.
//!
//! One small file per layer, named after what the layer's bytes are a function of
//! ([`super::plan::Layer::content_key`]). It says how the layer's files looked when they were read and found to
//! be what Nix says they are; the caller compares that with how they look now. An entry carries a digest of
//! itself: one that is damaged counts as missing. A cache that can't be written is no reason to fail.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::oci::Digest;
use super::packing::Appearance;
use crate::{atomic_file, trust};

/// The version of an entry's form. Version 1 was written of layers that nobody had compared with
/// Nix's hashes.
const VERSION: u32 = 2;

/// What is remembered of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The digest of its tar stream.
    pub digest: Digest,
    /// The stream's size in bytes.
    pub size: u64,
}

/// What is known of a layer as long as its files look as they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Digest and size of its stream.
    #[serde(flatten)]
    pub measure: Measure,
    /// How its files looked before they were read.
    pub appearance: Appearance,
}

/// A directory of entries.
#[derive(Debug, Clone)]
pub struct LayerCache {
    directory: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct CacheEntry {
    version: u32,
    key: Digest,
    #[serde(flatten)]
    known: Known,
    check: Digest,
}

impl CacheEntry {
    fn new(key: Digest, known: Known) -> Self {
        let Known { measure, appearance } = known;
        let text = format!("{VERSION} {key} {} {} {appearance}", measure.digest, measure.size);
        Self { version: VERSION, key, known, check: Digest::of(text.as_bytes()) }
    }
}

impl LayerCache {
    /// The cache in `directory`, which need not be there yet.
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// What is remembered under `key`.
    pub fn get(&self, key: Digest) -> Option<Known> {
        let text = trust::read(&self.directory.join(key.hex()))?;
        let entry: CacheEntry = serde_json::from_slice(&text).ok()?;
        let sound = CacheEntry::new(key, entry.known);
        let whole = (entry.version, entry.key, entry.check) == (VERSION, key, sound.check);
        whole.then_some(entry.known)
    }

    /// Remembers `known` under `key`, if that is possible.
    pub fn put(&self, key: Digest, known: Known) {
        let write = || -> Option<()> {
            fs::create_dir_all(&self.directory).ok()?;
            let entry = serde_json::to_vec(&CacheEntry::new(key, known)).ok()?;
            atomic_file::write(&self.directory.join(key.hex()), &entry).ok()
        };
        // Without it the next run hashes the layer again, which is slower but just as correct.
        let _ = write();
    }

    /// Forgets what is remembered under `key`.
    pub fn forget(&self, key: Digest) {
        // It is gone, or can't be removed and is overwritten by the next `put`.
        let _ = fs::remove_file(self.directory.join(key.hex()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::packing::Purpose;
    use super::super::plan::Layer;
    use super::*;

    fn cache() -> (tempfile::TempDir, LayerCache) {
        let directory = tempfile::tempdir().unwrap();
        let cache = LayerCache::new(directory.path().join("layers"));
        (directory, cache)
    }

    fn key() -> Digest {
        Digest::of(b"key")
    }

    fn known() -> Known {
        let layer = Layer::Store { paths: Vec::new() };
        let appearance = Appearance::of(&layer, Path::new("/"), Purpose::Image).unwrap().unwrap();
        Known { measure: Measure { digest: Digest::of(b"layer"), size: 5 }, appearance }
    }

    #[test]
    fn what_was_put_is_there_until_it_is_forgotten() {
        let (_directory, cache) = cache();
        assert_eq!(cache.get(key()), None);
        cache.put(key(), known());
        assert_eq!(cache.get(key()), Some(known()));
        cache.forget(key());
        assert_eq!(cache.get(key()), None);
    }

    #[test]
    fn no_changed_byte_of_an_entry_is_trusted() {
        let (_directory, cache) = cache();
        cache.put(key(), known());
        let path = cache.directory.join(key().hex());
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(cache.get(key()), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(cache.get(key()), None, "only {at} bytes");
        }
    }

    #[test]
    fn an_entry_under_another_name_is_not_taken() {
        let (_directory, cache) = cache();
        cache.put(key(), known());
        let other = Digest::of(b"other");
        fs::rename(cache.directory.join(key().hex()), cache.directory.join(other.hex())).unwrap();
        assert_eq!(cache.get(other), None);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_empty() {
        let cache = LayerCache::new("/dev/null/layers".into());
        cache.put(key(), known());
        assert_eq!(cache.get(key()), None);
    }
}
