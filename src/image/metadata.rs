//! The archive of a host-mounted image: its root alone, for `docker load`.
//!
//! It is made inside a derivation, so it depends on nothing but the spec and uses no cache.

use std::io::Write;
use std::path::Path;

use super::archive::{self, Selection};
use super::cache::LayerCache;
use super::oci::Digest;
use super::plan::{self, Plan};
use super::{Assembly, ImageReference, ImageSpec, tar};
use crate::progress::Progress;

/// Why the archive could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spec makes no image.
    #[error(transparent)]
    Plan(#[from] plan::Error),
    /// Something can't be read or written.
    #[error(transparent)]
    Tar(#[from] tar::Error),
}

/// Writes the archive of the image that `spec` describes, called `name`, to `out`, which it gives back
/// with the ids that image stores give the image: the configuration's digest, or the manifest's.
///
/// # Errors
/// [`Error`]; what was written is then of no use.
pub fn write_archive<W: Write>(
    spec: &ImageSpec,
    name: &ImageReference,
    out: W,
) -> Result<(W, [Digest; 2]), Error> {
    let plan = Plan::metadata(spec)?;
    // No layer of it has a key, so nothing is looked up and nothing is kept.
    let cache = LayerCache::new("/dev/null".into());
    let image = Assembly::new(&plan, None, Path::new("/"), &cache, &Progress::quiet())?;
    let selection = Selection { name: Some(name.clone()), ..Selection::default() };
    let out = archive::write(&image, &selection, out, &|_| ())?;
    Ok((out, [image.config_digest(), image.manifest_digest()]))
}
