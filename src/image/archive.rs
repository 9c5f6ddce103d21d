//! An image as one tar archive that every Docker daemon loads.
//!
//! It is an OCI image layout (image-layout.md: `oci-layout`, `index.json`, `blobs/sha256/*`), which
//! is what daemons with the containerd image store read, and has Docker's own `manifest.json` too,
//! which points to the same blobs and is what daemons with the classic store read. Layers that
//! the daemon has may be left out; a base image's always are.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::json;

use super::assembly::Assembly;
use super::oci::{Descriptor, Digest, ImageIndex, MEDIA_TYPE_INDEX, MEDIA_TYPE_MANIFEST};
use super::packing;
use super::reference::ImageReference;
use super::tar::{Attributes, Error, Writer};
use super::watched::WatchedWriter;

/// The annotation by which containerd, and so Docker, names an image that it imports.
const IMAGE_NAME: &str = "io.containerd.image.name";
/// The annotation that OCI has for the tag (annotations.md).
const REF_NAME: &str = "org.opencontainers.image.ref.name";

const DIRECTORY: Attributes = Attributes::root(0o755);
const FILE: Attributes = Attributes::root(0o644);

/// What to put in an archive.
#[derive(Debug, Default, Clone)]
pub struct Selection {
    /// The image's name when it is loaded; `None` leaves it without one.
    pub name: Option<ImageReference>,
    /// The layers to leave out.
    pub without: BTreeSet<Digest>,
}

/// How many bytes of layers an archive has, and how many layers.
pub fn content(image: &Assembly, selection: &Selection) -> (u64, usize) {
    included(image, selection).fold((0, 0), |(bytes, count), digest| (bytes + digest.1, count + 1))
}

fn included(image: &Assembly, selection: &Selection) -> impl Iterator<Item = (Digest, u64)> {
    let mut seen = selection.without.clone();
    let new = image.layers().filter(move |measure| seen.insert(measure.digest));
    new.map(|measure| (measure.digest, measure.size))
}

/// Writes the archive to `out` and gives `out` back. Tells `progress` how many bytes of layers it
/// has written.
///
/// # Errors
/// [`Error`] when a file can't be read, or a layer is not what it was when it was hashed.
pub fn write<W: Write>(
    image: &Assembly,
    selection: &Selection,
    out: W,
    progress: &dyn Fn(u64),
) -> Result<W, Error> {
    let mut tar = Writer::new(out);
    tar.bytes(b"oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#, FILE)?;
    tar.bytes(b"index.json", &index(image, selection), FILE)?;
    tar.bytes(b"manifest.json", &docker_manifest(image, selection), FILE)?;
    tar.directory(b"blobs", DIRECTORY)?;
    tar.directory(b"blobs/sha256", DIRECTORY)?;
    for blob in [image.config(), image.manifest()] {
        tar.bytes(blob_name(Digest::of(blob)).as_bytes(), blob, FILE)?;
    }
    let mut seen = selection.without.clone();
    for (layer, measure) in image.contents() {
        if seen.insert(measure.digest) {
            tar.nested(blob_name(measure.digest).as_bytes(), measure.size, FILE, |out| {
                let out = WatchedWriter { out, watch: |portion: &[u8]| progress(portion.len() as u64) };
                packing::write(layer, image.root(), out, &|_| ()).map(|_| ())
            })?;
        }
    }
    tar.finish()
}

fn blob_name(digest: Digest) -> String {
    format!("blobs/sha256/{}", digest.hex())
}

fn index(image: &Assembly, selection: &Selection) -> Vec<u8> {
    let mut manifest = Descriptor::of(MEDIA_TYPE_MANIFEST, image.manifest());
    if let Some(name) = &selection.name {
        manifest.annotations.insert(IMAGE_NAME.to_owned(), name.canonical().into());
        manifest.annotations.insert(REF_NAME.to_owned(), name.tag_or_latest().into());
    }
    let index =
        ImageIndex { schema_version: 2, media_type: MEDIA_TYPE_INDEX.to_owned(), manifests: vec![manifest] };
    json!(index).to_string().into()
}

/// Docker's `manifest.json` (moby's image/spec/spec-v1.2.md, "Combined Image JSON + Filesystem
/// Changeset Format").
fn docker_manifest(image: &Assembly, selection: &Selection) -> Vec<u8> {
    let names: Option<Vec<String>> = selection.name.as_ref().map(|name| vec![name.to_string()]);
    let layers: Vec<String> = image.blobs().map(blob_name).collect();
    let image = json!({"Config": blob_name(image.config_digest()), "RepoTags": names, "Layers": layers});
    json!([image]).to_string().into()
}

#[cfg(test)]
mod tests;
