//! The image plan: everything that an image is, as one value.
//!
//! Pure, ordered, and written the same way each time. Loading into a daemon, writing to disk and
//! describing are readers of it. It says which store paths and which root make each layer, not
//! what their bytes or digests are: those are a function of the plan.

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::layering;
use super::oci::Digest;
use super::rootfs::{self, Rootfs};
use super::spec::ImageSpec;
use crate::nix::store::{Closure, PathInfo};
use crate::store_path::{STORE_DIR, StorePath};

/// The version of the written form of a plan.
const VERSION: u64 = 1;

/// The version of how a layer is written. A change of [`super::tar`] or [`super::packing`] that changes any byte
/// needs a new number here.
const LAYER_FORMAT: u64 = 1;

/// A whole image, before its bytes are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    version: u64,
    /// The name that Nix gave it.
    pub name: String,
    /// As OCI names it: `amd64`, `arm64`.
    pub architecture: String,
    /// As OCI names it: `linux`.
    pub os: String,
    /// When it was made, as RFC 3339 writes it.
    pub created: String,
    /// The image to put the layers on; none is `scratch`.
    pub base: Option<String>,
    /// Programs to run in the image while it is built, in order.
    pub build_scripts: Vec<String>,
    /// The OCI image configuration's `config`.
    pub config: Map<String, Value>,
    /// The layers, from the bottom to the top.
    pub layers: Vec<Layer>,
}

/// What is in a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Layer {
    /// Store paths, ordered.
    Store {
        /// The paths, in byte order.
        paths: Vec<Member>,
    },
    /// The image's root.
    Root {
        /// Its entries, in the order of a walk.
        entries: Rootfs,
    },
}

/// A store path in a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The store path.
    pub path: StorePath,
    /// SHA-256 of its NAR, hexadecimal.
    pub nar_hash: String,
    /// Size of its NAR in bytes.
    pub nar_size: u64,
}

impl From<&PathInfo> for Member {
    fn from(info: &PathInfo) -> Self {
        Self { path: info.path.clone(), nar_hash: info.nar_hash.clone(), nar_size: info.nar_size }
    }
}

/// Why there is no plan for a spec.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The root has an entry where the Nix store goes.
    #[error("the image's root must not have {0}: /nix/store holds the image's packages and nothing else")]
    InStore(String),
    /// The root can't hold the mount point of the store.
    #[error(transparent)]
    Rootfs(#[from] rootfs::Error),
}

impl Plan {
    /// The plan of a stand-alone image: the closure of the spec, without what only describes the
    /// image, and the root on top.
    ///
    /// # Errors
    /// [`Error`] when the root gets in the way of the store.
    pub fn new(spec: &ImageSpec, closure: &Closure) -> Result<Self, Error> {
        let describing: Vec<StorePath> = [&spec.directory, &spec.rootfs_path]
            .into_iter()
            .filter_map(|path| path.to_str()?.parse().ok())
            .collect();
        let content = closure.without(&describing.iter().collect::<Vec<_>>());
        let member = |path: StorePath| content.get(&path).map(Member::from);
        let stores = layering::spread(&content, spec.max_layers - 1)
            .into_iter()
            .map(|paths| Layer::Store { paths: paths.into_iter().filter_map(member).collect() });
        Self::with_layers(spec, stores.collect(), spec.rootfs.clone())
    }

    /// The plan of an image that finds the store at run time: the root alone, with an empty
    /// directory where the host's store is mounted.
    ///
    /// # Errors
    /// [`Error`] when the root gets in the way of the store.
    pub fn metadata(spec: &ImageSpec) -> Result<Self, Error> {
        Self::with_layers(spec, Vec::new(), spec.rootfs.with_directories(&["/nix", STORE_DIR])?)
    }

    /// The plan with at most `most` layers, which must be 2 or more. As long as there are more, the two
    /// neighbours that are smallest together become one.
    #[must_use]
    pub fn with_at_most(&self, most: usize) -> Self {
        let mut plan = self.clone();
        while plan.layers.len() > most {
            let pairs = plan.layers.windows(2).enumerate().filter_map(|(at, pair)| match pair {
                [Layer::Store { .. }, Layer::Store { .. }] => {
                    Some((pair[0].nar_size() + pair[1].nar_size(), at))
                }
                _ => None,
            });
            let Some((_, at)) = pairs.min() else { break };
            if let Layer::Store { paths: upper } = plan.layers.remove(at + 1)
                && let Layer::Store { paths } = &mut plan.layers[at]
            {
                paths.extend(upper);
                paths.sort_by(|one, other| one.path.cmp(&other.path));
            }
        }
        plan
    }

    fn with_layers(spec: &ImageSpec, mut layers: Vec<Layer>, root: Rootfs) -> Result<Self, Error> {
        let inside = |path: &str| path.strip_prefix(STORE_DIR).is_some_and(|rest| rest.starts_with('/'));
        if let Some(entry) = root.entries().iter().find(|entry| inside(&entry.path)) {
            return Err(Error::InStore(entry.path.clone()));
        }
        layers.push(Layer::Root { entries: root });
        Ok(Self {
            version: VERSION,
            name: spec.name.clone(),
            architecture: spec.architecture.clone(),
            os: spec.os.clone(),
            created: spec.created.clone(),
            base: spec.base.clone(),
            build_scripts: spec.build_scripts.clone(),
            config: spec.config.clone(),
            layers,
        })
    }
}

impl Layer {
    /// About how many bytes of files it has, for showing how far its reading has come.
    pub fn nar_size(&self) -> u64 {
        match self {
            Self::Store { paths } => paths.iter().map(|member| member.nar_size).sum(),
            Self::Root { .. } => 0,
        }
    }

    /// What the layer's bytes are a function of; `None` for the root, of which that is not known, as it copies
    /// what it finds.
    pub fn content_key(&self) -> Option<Digest> {
        let Self::Store { paths } = self else { return None };
        let mut hash = Sha256::new();
        hash.update(format!("layer format {LAYER_FORMAT}\n"));
        for member in paths {
            hash.update(format!("{} {}\n", member.path, member.nar_hash));
        }
        Some(Digest::from(hash))
    }

    /// The layer in a few words, for the image's history.
    pub fn description(&self) -> String {
        match self {
            Self::Root { .. } => "the image's root".to_owned(),
            Self::Store { paths } => match paths.as_slice() {
                [] => "nothing".to_owned(),
                [only] => only.path.name().to_owned(),
                [first, second] => format!("{} and {}", first.path.name(), second.path.name()),
                [first, second, rest @ ..] => {
                    format!("{}, {} and {} more", first.path.name(), second.path.name(), rest.len())
                }
            },
        }
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::example;
