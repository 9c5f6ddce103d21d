//! A plan with the digests of its layers: all that is known of an image before its bytes are sent.
//!
//! Layers are read once to be hashed, several at a time, and remembered in the [`LayerCache`]; as long as their
//! files look the same from outside they are not read again. From their digests the image configuration and the
//! manifest are made, and with these the image's own id is known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use super::base::{Base, BaseLayer};
use super::cache::{Known, LayerCache, Measure};
use super::oci::{
    Descriptor, DiffIds, Digest, History, ImageConfig, MEDIA_TYPE_CONFIG, MEDIA_TYPE_LAYER,
    MEDIA_TYPE_MANIFEST, Manifest,
};
use super::packing::{self, Appearance, Purpose};
use super::plan::{Layer, Plan};
use super::tar::{Digester, Error};
use crate::nix::store::PathInfo;
use crate::progress::Progress;

/// An image of which every blob's digest and size is known.
#[derive(Debug, Clone)]
pub struct Assembly {
    base: Vec<BaseLayer>,
    layers: Vec<(Layer, Measure)>,
    root: PathBuf,
    config: Vec<u8>,
    manifest: Vec<u8>,
}

impl Assembly {
    /// Reads and hashes what the cache does not know, and puts it on `base`, if there is one. Files
    /// are looked for below `root`, which is `/` but in tests.
    ///
    /// # Errors
    /// [`Error`] when something that belongs in a layer can't be read, or is not what Nix says it is.
    pub fn new(
        plan: &Plan,
        base: Option<&Base>,
        root: &Path,
        cache: &LayerCache,
        progress: &Progress,
    ) -> Result<Self, Error> {
        let measures = measure(Purpose::Image, &plan.layers, root, cache, progress)?;
        let layers: Vec<_> = plan.layers.iter().cloned().zip(measures).collect();
        let config = json(&image_config(plan, base, &layers));
        let base = base.map_or_else(Vec::new, |base| base.layers.clone());
        let manifest = json(&manifest(&config, &base, &layers));
        Ok(Self { base, layers, root: root.to_owned(), config, manifest })
    }

    /// The diff ids of all layers, the base's included, from the bottom to the top.
    pub fn diff_ids(&self) -> Vec<Digest> {
        let base = self.base.iter().map(|layer| layer.diff_id);
        base.chain(self.layers().map(|measure| measure.digest)).collect()
    }

    /// The digests of all layers' blobs, the base's included, from the bottom to the top.
    pub(super) fn blobs(&self) -> impl Iterator<Item = Digest> {
        let base = self.base.iter().map(|layer| layer.blob.digest);
        base.chain(self.layers().map(|measure| measure.digest))
    }

    /// The layers that are not the base's, from the bottom to the top. Their digests are diff ids
    /// too.
    pub fn layers(&self) -> impl Iterator<Item = Measure> {
        self.layers.iter().map(|(_, measure)| *measure)
    }

    /// The image configuration, as JSON.
    pub fn config(&self) -> &[u8] {
        &self.config
    }

    /// The manifest, as JSON.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The digest of the image configuration: the image's id in a classic image store.
    pub fn config_digest(&self) -> Digest {
        Digest::of(&self.config)
    }

    /// The digest of the manifest: the image's id in a containerd image store.
    pub fn manifest_digest(&self) -> Digest {
        Digest::of(&self.manifest)
    }

    /// The layers with what is in them.
    pub(super) fn contents(&self) -> impl Iterator<Item = (&Layer, Measure)> {
        self.layers.iter().map(|(layer, measure)| (layer, *measure))
    }

    /// Where files are looked for.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the cache forget the layers: one of them was not what it said.
    pub fn forget(&self, cache: &LayerCache) {
        self.layers.iter().filter_map(|(layer, _)| layer.content_key()).for_each(|key| cache.forget(key));
    }
}

/// Compares store paths with what Nix says of them; those that look as they did when they were compared last
/// are not read again.
///
/// # Errors
/// [`Error`] when one of them is not what Nix says it is.
pub(crate) fn check(paths: &[PathInfo], cache: &LayerCache, progress: &Progress) -> Result<(), Error> {
    let layer = |info: &PathInfo| Layer::Store { paths: vec![info.into()] };
    let layers: Vec<Layer> = paths.iter().map(layer).collect();
    measure(Purpose::Check, &layers, Path::new("/"), cache, progress).map(|_| ())
}

/// From how many bytes on the check of store paths is shown as a task: fewer take only a part of a second.
const WORTH_A_WORD: u64 = 64 << 20;

/// The measures of `layers`, in their order: from the cache where a layer's files look as they did when
/// they were read, else by reading them.
fn measure(
    purpose: Purpose,
    layers: &[Layer],
    root: &Path,
    cache: &LayerCache,
    progress: &Progress,
) -> Result<Vec<Measure>, Error> {
    let all = layers.iter().enumerate().collect();
    let looked = in_parallel(all, |layer| Appearance::of(layer, root, purpose))?;
    let (mut measures, mut unknown) = (BTreeMap::new(), Vec::new());
    for (at, appearance) in looked {
        let known = layers[at].content_key().and_then(|key| cache.get(key));
        match known.filter(|known| Some(known.appearance) == appearance) {
            Some(known) => drop(measures.insert(at, known.measure)),
            None => unknown.push((at, (&layers[at], appearance))),
        }
    }
    let total: u64 = unknown.iter().map(|(_, (layer, _))| layer.nar_size()).sum();
    let (label, least) = match purpose {
        Purpose::Image => (format!("reading {} of {} layers", unknown.len(), layers.len()), 1),
        Purpose::Check => (format!("checking {} store paths", unknown.len()), WORTH_A_WORD),
    };
    let task = if total >= least { progress.task(&label, total) } else { Progress::quiet().task(&label, 0) };
    // The biggest is taken first, so that the threads end at about the same time.
    unknown.sort_by_key(|(_, (layer, _))| layer.nar_size());
    let read = in_parallel(unknown, |(layer, appearance)| {
        let watch = |read| task.advance(read);
        let digester = packing::write_for(purpose, layer, root, Digester::default(), &watch)?;
        let (digest, size) = digester.finish();
        let measure = Measure { digest, size };
        if let (Some(key), Some(appearance)) = (layer.content_key(), appearance) {
            cache.put(key, Known { measure, appearance });
        }
        Ok(measure)
    })?;
    task.finish();
    measures.extend(read);
    Ok(measures.into_values().collect())
}

/// Does `work` on each of the numbered things, a few at a time, beginning with the last.
fn in_parallel<T: Send, R: Send>(
    things: Vec<(usize, T)>,
    work: impl Fn(T) -> Result<R, Error> + Sync,
) -> Result<Vec<(usize, R)>, Error> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(things.len()).min(4);
    let things = Mutex::new(things);
    let next = || things.lock().ok().and_then(|mut things| things.pop());
    let worker = || {
        let mut done = Vec::new();
        while let Some((at, thing)) = next() {
            done.push((at, work(thing)?));
        }
        Ok(done)
    };
    let results: Vec<Result<Vec<(usize, R)>, Error>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    Ok(results.into_iter().collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect())
}

fn image_config(plan: &Plan, base: Option<&Base>, layers: &[(Layer, Measure)]) -> ImageConfig {
    let history = |created_by| History { created: plan.created.clone(), created_by };
    let of_base = base.into_iter().flat_map(|base| {
        base.layers.iter().map(|layer| (layer.diff_id, history(format!("base image {}", base.name))))
    });
    let own = layers
        .iter()
        .map(|(layer, measure)| (measure.digest, history(format!("nix-docker: {}", layer.description()))));
    let (diff_ids, history) = of_base.chain(own).unzip();
    ImageConfig {
        created: plan.created.clone(),
        architecture: plan.architecture.clone(),
        os: plan.os.clone(),
        config: base.map_or_else(|| plan.config.clone(), |base| base.gives.merged(&plan.config)),
        rootfs: DiffIds { diff_ids },
        history,
    }
}

fn manifest(config: &[u8], base: &[BaseLayer], layers: &[(Layer, Measure)]) -> Manifest {
    let own = |measure: &Measure| Descriptor::new(MEDIA_TYPE_LAYER, measure.digest, measure.size);
    let layers = layers.iter().map(|(_, measure)| own(measure));
    Manifest {
        schema_version: 2,
        media_type: MEDIA_TYPE_MANIFEST.to_owned(),
        config: Descriptor::of(MEDIA_TYPE_CONFIG, config),
        layers: base.iter().map(|layer| layer.blob.clone()).chain(layers).collect(),
    }
}

/// Strings, numbers and maps with string keys can always be written as JSON.
fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
