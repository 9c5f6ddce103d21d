//! The archive of a host-mounted image: its root alone, for `docker load`.
//!
//! Made inside a derivation, so it depends on nothing but the spec, and keeps nothing for later.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use super::archive::{self, Selection};
use super::cache::LayerCache;
use super::plan::{self, Plan};
use super::tar;
use super::{Assembly, ImageReference, ImageSpec};
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

/// Writes the archive of the image that `spec` describes, called `name`, to `output`.
///
/// # Errors
/// [`Error`]; what `output` is then is of no use.
pub fn write_archive(spec: &ImageSpec, name: &ImageReference, output: &Path) -> Result<(), Error> {
    let plan = Plan::metadata(spec)?;
    // No layer of it has a key, so nothing is looked up and nothing is kept.
    let cache = LayerCache::new("/dev/null".into());
    let image = Assembly::new(&plan, None, Path::new("/"), &cache, &Progress::quiet())?;
    let file = File::create(output).map_err(tar::Error::Write)?;
    let selection = Selection { name: Some(name.clone()), ..Selection::default() };
    archive::write(&image, &selection, BufWriter::new(file), &|_| ())?;
    Ok(())
}
