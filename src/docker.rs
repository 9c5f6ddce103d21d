//! The only user of bollard: what the Docker daemon has, and loading an image into it.
//!
//! The daemon is the one that the `docker` command would use without contexts: `DOCKER_HOST`, else
//! the system's socket, else the user's own (rootless) one. Podman's service for Docker's API
//! serves too.

mod base;
mod connection;
mod load;
mod scripts;
mod upload;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::errors::Error as ApiError;
use bollard::models::ImageInspect;

use crate::image::cache::LayerCache;
use crate::image::oci::Digest;
use crate::image::{ImageReference, plan, tar};

pub use load::Loaded;
pub use scripts::DONE as BUILD_SCRIPTS_DONE;

/// How long the daemon may take for an answer. A load is answered when all of it is unpacked.
const PATIENCE: Duration = Duration::from_hours(4);

/// How the daemon keeps images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageStore {
    /// Docker's own graph driver: layers by chain id.
    Classic,
    /// containerd's content store and snapshots.
    Containerd,
    /// Podman's, behind Docker's API.
    Podman,
}

/// A connection to a daemon that has answered.
#[derive(Debug, Clone)]
pub struct Docker {
    api: bollard::Docker,
    store: ImageStore,
    version: String,
    cache: LayerCache,
}

/// Why something that the daemon was asked for can't be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing answers there.
    #[error(
        "there is no Docker daemon at {address} ({reason}): start it (`sudo systemctl start docker`, \
         or scripts/install-docker.sh where there is none), or set DOCKER_HOST to another one"
    )]
    NoDaemon {
        /// Where it was looked for.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// It is there, and not for this user.
    #[error(
        "no permission to use the Docker daemon's socket {socket}: run this with sudo, or join the group \
         that owns it (`sudo usermod -aG {group} \"$USER\"`, then log in again)"
    )]
    Permission {
        /// The socket.
        socket: PathBuf,
        /// The group whose members may use it.
        group: String,
    },
    /// An address of a kind that is not spoken here.
    #[error(
        "DOCKER_HOST is {address:?}: this program speaks to unix:// and tcp:// without TLS only; a daemon \
         behind ssh:// or TLS is reached through a forwarded socket (`ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST`)"
    )]
    Address {
        /// The address.
        address: String,
    },
    /// The daemon answered a request with an error.
    #[error("the Docker daemon can't {action}: {}", message(source))]
    Api {
        /// What it was asked to do.
        action: String,
        /// What it said.
        source: ApiError,
    },
    /// There is no such base image, or it can't be built upon.
    #[error("can't use the base image {name}: {reason}")]
    Base {
        /// Its name.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A build script ended with another status than 0.
    #[error("the build script {script} ended with status {status}{output}")]
    Script {
        /// Its path.
        script: String,
        /// Its exit status.
        status: i64,
        /// The last lines it wrote, each on an indented line of its own.
        output: String,
    },
    /// The daemon took the image and does not have it.
    #[error("the Docker daemon did not load the image: {0}")]
    NotLoaded(String),
    /// A layer can't be made.
    #[error(transparent)]
    Layer(#[from] tar::Error),
    /// The plan can't be carried out.
    #[error(transparent)]
    Plan(#[from] plan::Error),
}

/// What the daemon said, without bollard's words around it.
fn message(error: &ApiError) -> String {
    match error {
        ApiError::DockerResponseServerError { message, .. } => message.clone(),
        ApiError::DockerStreamError { error } => error.clone(),
        other => other.to_string(),
    }
}

impl Docker {
    /// Connects to the daemon and asks what it is. `cache` is the program's cache directory.
    ///
    /// # Errors
    /// [`Error::NoDaemon`], [`Error::Permission`], [`Error::Address`].
    pub async fn connect(cache: &Path) -> Result<Self, Error> {
        let address = connection::address(std::env::var("DOCKER_HOST").ok());
        Self::connect_to(&address, LayerCache::new(cache.join("layers"))).await
    }

    /// Connects to the daemon at `address`, with another cache of layers.
    ///
    /// # Errors
    /// As [`Docker::connect`].
    pub async fn connect_to(address: &str, cache: LayerCache) -> Result<Self, Error> {
        let mut api = connection::open(address).await?;
        let version = api.version().await.map_err(api_error("tell its version"))?;
        let info = api.info().await.map_err(api_error("describe itself"))?;
        let podman = version.components.iter().flatten().any(|part| part.name.contains("Podman"));
        let containerd = info.driver_status.iter().flatten().any(|pair| {
            matches!(pair.as_slice(), [name, value]
                if name == "driver-type" && value.starts_with("io.containerd.snapshotter"))
        });
        let store = match (podman, containerd) {
            (true, _) => ImageStore::Podman,
            (false, true) => ImageStore::Containerd,
            (false, false) => ImageStore::Classic,
        };
        api.set_timeout(PATIENCE);
        Ok(Self { api, store, version: version.version.unwrap_or_default(), cache })
    }

    /// How it keeps images.
    pub fn image_store(&self) -> ImageStore {
        self.store
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The id of the image with this name, if there is one.
    ///
    /// # Errors
    /// [`Error::Api`].
    pub async fn image_id(&self, reference: &ImageReference) -> Result<Option<String>, Error> {
        Ok(self.inspect(&reference.to_string()).await?.and_then(|image| image.id))
    }

    /// What the daemon knows of an image, by name or id; none if it has no such image.
    async fn inspect(&self, name: &str) -> Result<Option<ImageInspect>, Error> {
        match self.api.inspect_image(name).await {
            Ok(image) => Ok(Some(image)),
            Err(ApiError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(source) => Err(Error::Api { action: format!("look up the image {name}"), source }),
        }
    }
}

/// The diff ids of an image, from the bottom to the top, as far as they are digests.
fn diff_ids(image: &ImageInspect) -> Vec<Digest> {
    let layers = image.root_fs.as_ref().and_then(|root| root.layers.as_ref());
    layers.into_iter().flatten().map_while(|layer| layer.parse().ok()).collect()
}

/// The error of a failed request to do `action`.
fn api_error(action: impl fmt::Display) -> impl FnOnce(ApiError) -> Error {
    move |source| Error::Api { action: action.to_string(), source }
}

#[cfg(test)]
mod tests;
