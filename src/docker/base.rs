//! The base image of `--from`: in the daemon, or pulled by it.
//!
//! Its layers are never sent: the daemon has them. The classic store needs their diff ids alone.
//! The containerd store needs to be told their blobs, compressed as they are there. The daemon
//! tells that only by handing out the whole image (`docker save`), which is read as it comes, and
//! of which sizes and first bytes are kept.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::thread;

use bollard::models::ImageInspect;
use bollard::query_parameters::CreateImageOptions;
use bytes::Bytes;
use indicatif::DecimalBytes;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{Docker, Error, ImageStore, diff_ids};
use crate::image::ImageReference;
use crate::image::base::{Base, BaseLayer, Inheritance};
use crate::image::oci::{Descriptor, Digest, MEDIA_TYPE_LAYER};
use crate::progress::Progress;

/// The name that stands for no base image.
const SCRATCH: &str = "scratch";

/// How many portions of a saved image may wait.
const WAITING: usize = 8;

/// Digest, size and media type of each blob of a saved image.
type Blobs = BTreeMap<Digest, (u64, String)>;

/// `manifest.json` of a saved image.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SavedImage {
    layers: Vec<String>,
}

impl Docker {
    /// The base image called `name`, pulled if the daemon does not have it; none for `scratch`.
    pub(super) async fn base(
        &self,
        name: &str,
        architecture: &str,
        progress: &Progress,
    ) -> Result<Option<Base>, Error> {
        if name == SCRATCH {
            return Ok(None);
        }
        let failed = |reason: String| Error::Base { name: name.to_owned(), reason };
        if self.store == ImageStore::Podman {
            return Err(failed("Podman takes only whole images, which a base has no part in".to_owned()));
        }
        let image = match self.inspect(name).await? {
            Some(image) => image,
            None => self.pull(name, progress).await?,
        };
        if let Some(other) = image.architecture.as_deref().filter(|other| *other != architecture) {
            return Err(failed(format!("it is for {other}, and this image for {architecture}")));
        }
        let diff_ids = diff_ids(&image);
        let size = image.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
        let blobs = match self.store {
            ImageStore::Containerd => self.saved_blobs(name, size, progress).await?,
            ImageStore::Classic | ImageStore::Podman => {
                diff_ids.iter().map(|digest| Descriptor::new(MEDIA_TYPE_LAYER, *digest, 0)).collect()
            }
        };
        if blobs.len() != diff_ids.len() {
            return Err(failed("the daemon does not tell all of its layers".to_owned()));
        }
        let layers = diff_ids.into_iter().zip(blobs).map(|(diff_id, blob)| BaseLayer { diff_id, blob });
        Ok(Some(Base { name: name.to_owned(), layers: layers.collect(), gives: inheritance(image) }))
    }

    async fn pull(&self, name: &str, progress: &Progress) -> Result<ImageInspect, Error> {
        progress.line(&format!("pulling the base image {name}"));
        let task = progress.wait(&format!("pulling the base image {name}"));
        let failed = |reason: String| Error::Base { name: name.to_owned(), reason };
        // A digest is part of the name; a name without a tag would pull all tags.
        let whole = name.parse().map_or_else(|_| name.to_owned(), |name: ImageReference| name.to_string());
        let options = CreateImageOptions { from_image: Some(whole), ..CreateImageOptions::default() };
        let mut answers = Box::pin(self.api.create_image(Some(options), None, None));
        let action = format!("pull the base image {name}");
        let mut pulled = Pulled::default();
        loop {
            let answer = match self.next(&action, self.patience.standstill, &mut answers).await {
                Err(Error::Api { cause, .. }) => return Err(failed(super::api_errors::message(&cause))),
                answer => answer?,
            };
            let Some(answer) = answer else { break };
            if let Some(message) = answer.error_detail.and_then(|detail| detail.message) {
                return Err(failed(message));
            }
            let bytes = answer.progress_detail.and_then(|detail| Some((detail.current?, detail.total?)));
            if let Some(said) = pulled.said(answer.id, answer.status.as_deref(), bytes) {
                task.says(format!("pulling the base image {name}: {said}"));
            }
        }
        drop(task);
        self.inspect(name).await?.ok_or_else(|| failed("it is not there after it was pulled".to_owned()))
    }

    /// The blobs of an image's layers, from the bottom to the top.
    async fn saved_blobs(
        &self,
        name: &str,
        size: u64,
        progress: &Progress,
    ) -> Result<Vec<Descriptor>, Error> {
        let task = progress.task(&format!("looking at the base image {name}"), size);
        let (sender, receiver) = mpsc::channel(WAITING);
        let reader = thread::spawn(move || layer_blobs(PortionReader { receiver, current: Bytes::new() }));
        let mut portions = Box::pin(self.api.export_image(name));
        let action = format!("hand out the base image {name}");
        while let Some(portion) = self.next(&action, self.patience.standstill, &mut portions).await? {
            task.advance(portion.len() as u64);
            if sender.send(portion).await.is_err() {
                break;
            }
        }
        drop(sender);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map_err(|error| Error::Base { name: name.to_owned(), reason: error.to_string() })
    }
}

/// How far a pull has come: bytes of each layer that the daemon has spoken of, done and in all.
#[derive(Default)]
struct Pulled {
    layers: BTreeMap<String, (i64, i64)>,
}

impl Pulled {
    /// The progress to show after one more answer.
    fn said(
        &mut self,
        id: Option<String>,
        status: Option<&str>,
        bytes: Option<(i64, i64)>,
    ) -> Option<String> {
        let (layer, bytes) = (id?, bytes.filter(|_| status == Some("Downloading")));
        match bytes {
            Some(bytes) => drop(self.layers.insert(layer, bytes)),
            None if status == Some("Download complete") => {
                self.layers.entry(layer).and_modify(|(done, total)| *done = *total);
            }
            None => return Some(format!("{} {layer}", status?.to_lowercase())),
        }
        let sum = |part: fn(&(i64, i64)) -> i64| u64::try_from(self.layers.values().map(part).sum::<i64>());
        let (done, total) = (sum(|layer| layer.0).unwrap_or(0), sum(|layer| layer.1).unwrap_or(0));
        Some(format!("{} of {}", DecimalBytes(done), DecimalBytes(total)))
    }
}

/// The layers' blobs in the stream of a saved image.
fn layer_blobs(stream: impl Read) -> io::Result<Vec<Descriptor>> {
    let mut blobs = Blobs::new();
    let mut images: Vec<SavedImage> = Vec::new();
    let mut archive = tar::Archive::new(stream);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        if path == Path::new("manifest.json") {
            images = serde_json::from_reader(&mut entry)?;
        } else if let Some(digest) = path.to_str().and_then(blob_digest) {
            let size = entry.size();
            let mut start = Vec::new();
            (&mut entry).take(4).read_to_end(&mut start)?;
            blobs.insert(digest, (size, media_type(&start)));
        }
    }
    let [image] = images.as_slice() else {
        return Err(io::Error::other(format!("the daemon saves it as {} images", images.len())));
    };
    let blob = |path: &String| {
        let digest = blob_digest(path)?;
        let (size, media_type) = blobs.get(&digest)?;
        Some(Descriptor::new(media_type, digest, *size))
    };
    let missing = |path: &String| io::Error::other(format!("the daemon saves it without {path}"));
    image.layers.iter().map(|path| blob(path).ok_or_else(|| missing(path))).collect()
}

fn blob_digest(path: &str) -> Option<Digest> {
    format!("sha256:{}", path.strip_prefix("blobs/sha256/")?).parse().ok()
}

/// The media type of a layer that begins with these bytes: the magic numbers of gzip and zstd.
fn media_type(start: &[u8]) -> String {
    match start {
        [0x1f, 0x8b, ..] => format!("{MEDIA_TYPE_LAYER}+gzip"),
        [0x28, 0xb5, 0x2f, 0xfd] => format!("{MEDIA_TYPE_LAYER}+zstd"),
        _ => MEDIA_TYPE_LAYER.to_owned(),
    }
}

/// The configuration that images on top of `image` start from, in an order that is always the same.
fn inheritance(image: ImageInspect) -> Inheritance {
    let config = image.config.unwrap_or_default();
    let sorted = |keys: Option<Vec<String>>| {
        let mut keys = keys.unwrap_or_default();
        keys.sort();
        keys
    };
    Inheritance {
        env: config.env.unwrap_or_default(),
        labels: config.labels.into_iter().flatten().collect(),
        volumes: sorted(config.volumes),
        exposed_ports: sorted(config.exposed_ports),
        working_dir: config.working_dir.unwrap_or_default(),
    }
}

/// Reads what comes in portions.
struct PortionReader {
    receiver: mpsc::Receiver<Bytes>,
    current: Bytes,
}

impl Read for PortionReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.receiver.blocking_recv() {
                Some(portion) => self.current = portion,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.current.len());
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tar::{Attributes, Writer};

    fn saved(blobs: &[&[u8]], layers: &[&[u8]]) -> Vec<u8> {
        let name = |blob: &[u8]| format!("blobs/sha256/{}", Digest::of(blob).hex());
        let layers: Vec<String> = layers.iter().map(|layer| name(layer)).collect();
        let manifest = serde_json::json!([{"Config": "blobs/sha256/x", "Layers": layers}]).to_string();
        let mut tar = Writer::new(Vec::new());
        let file = Attributes::root(0o644);
        for blob in blobs {
            tar.bytes(name(blob).as_bytes(), blob, file).unwrap();
        }
        tar.bytes(b"manifest.json", manifest.as_bytes(), file).unwrap();
        tar.finish().unwrap()
    }

    #[test]
    fn the_layers_of_a_saved_image_come_with_size_and_kind() {
        let (gzip, plain): (&[u8], &[u8]) = (b"\x1f\x8b\x08\x00gzip", b"plain");
        let found = layer_blobs(saved(&[plain, b"{}", gzip], &[gzip, plain]).as_slice()).unwrap();
        let expected = [("+gzip", gzip), ("", plain)].map(|(kind, blob)| {
            Descriptor::new(&format!("{MEDIA_TYPE_LAYER}{kind}"), Digest::of(blob), blob.len() as u64)
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_saved_image_without_one_of_its_layers_is_an_error() {
        let error = layer_blobs(saved(&[], &[b"x"]).as_slice()).unwrap_err().to_string();
        let missing = format!("the daemon saves it without blobs/sha256/{}", Digest::of(b"x").hex());
        assert_eq!(error, missing);
    }
}
