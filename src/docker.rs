//! The only user of bollard: what the Docker daemon has, and loading an image into it.
//!
//! The daemon is the one that the `docker` command would use without contexts: `DOCKER_HOST`, else
//! the system's socket, else the user's own (rootless) one. Podman's service for Docker's API
//! serves too.

mod api_errors;
mod base;
mod connection;
#[cfg(test)]
mod fake;
mod flow;
mod layer_limit;
mod load;
mod loaded;
mod patience;
mod record;
mod runtime;
mod scripts;
mod send;
mod upload;

use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::errors::Error as ApiError;
use bollard::models::ImageInspect;

use crate::image::cache::LayerCache;
use crate::image::oci::Digest;
use crate::image::{plan, tar};
use crate::progress::Progress;

pub(crate) use connection::found;
pub use loaded::Loaded;
pub(crate) use patience::Patience;
pub(crate) use runtime::with_runtime;

/// How the daemon keeps images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageStore {
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
    /// What distinguishes it from other daemons.
    id: String,
    cache: LayerCache,
    loading: PathBuf,
    patience: Patience,
    progress: Progress,
}

/// What a connection needs besides the daemon's address.
#[derive(Debug, Clone)]
pub struct DaemonSetup {
    /// Where digests of layers are remembered.
    pub layers: LayerCache,
    /// The directory of the records of what runs make in daemons.
    pub loading: PathBuf,
    /// How long each kind of wait may take.
    pub patience: Patience,
    /// Where waits are shown.
    pub progress: Progress,
}

impl DaemonSetup {
    /// The usual one, with everything in the program's cache directory.
    pub fn new(cache: &Path, progress: Progress) -> Self {
        let layers = LayerCache::new(cache.join("layers"));
        Self { layers, loading: cache.join("loading"), patience: Patience::default(), progress }
    }
}

/// Why something could not be done with the daemon.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing answers at the address.
    #[error(
        "there is no Docker daemon at {address} ({reason}): start it (`sudo systemctl start docker`, \
         or scripts/install-docker.sh where there is none), or set DOCKER_HOST to another one"
    )]
    NoDaemon {
        /// The address that was tried.
        address: String,
        /// The system's reason.
        reason: String,
    },
    /// This user may not use the daemon.
    #[error(
        "no permission to use the Docker daemon's socket {socket}: run this with sudo, or join the group \
         that owns it (`sudo usermod -aG {group} \"$USER\"`, then log in again)"
    )]
    Permission {
        /// The path of the daemon's socket.
        socket: PathBuf,
        /// The group whose members may use it.
        group: String,
    },
    /// `DOCKER_HOST` is an address of a kind that this program does not support.
    #[error(
        "DOCKER_HOST is {address:?}: this program speaks to unix:// and tcp:// without TLS only; a daemon \
         behind ssh:// or TLS is reached through a forwarded socket (`ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST`)"
    )]
    Address {
        /// The value of `DOCKER_HOST`.
        address: String,
    },
    /// The daemon answered a request with an error.
    #[error("the Docker daemon can't {action}: {}{}", api_errors::message(cause), api_errors::remedy(cause))]
    Api {
        /// What it was asked to do.
        action: String,
        /// Its answer, or why there is none.
        cause: ApiError,
    },
    /// The daemon makes no progress.
    #[error(
        "the Docker daemon can't {action}: it {does} for {} s; see how it is (`docker info`, its log, the disk \
         that it uses), restart it if it does not go on, and run this again",
        waited.as_secs()
    )]
    Stuck {
        /// What it was asked to do.
        action: String,
        /// What it is seen to do, or not to do.
        does: &'static str,
        /// How long the program has waited.
        waited: Duration,
    },
    /// Reading the store's files makes no progress.
    #[error(
        "nothing could be read from the Nix store for {} s: see how the disk is that it is on",
        waited.as_secs()
    )]
    StoreStuck {
        /// How long the program has waited.
        waited: Duration,
    },
    /// There is no such base image, or it can't be built upon.
    #[error("can't use the base image {name}: {reason}")]
    Base {
        /// The name that was asked for.
        name: String,
        /// Why it can't be used.
        reason: String,
    },
    /// The image would have more layers than the daemon takes.
    #[error(
        "there is no room for the image's layers: {0}; take a base image with fewer, or make one layer of it \
         (`docker export CONTAINER | docker import - NAME`)"
    )]
    NoRoom(String),
    /// A build script neither ends nor writes anything.
    #[error("the build script {script} has neither ended nor written anything for {} s: it was ended{output}",
        waited.as_secs())]
    SilentScript {
        /// The script's path.
        script: String,
        /// How long the program has waited.
        waited: Duration,
        /// The last lines it wrote, each on an indented line of its own.
        output: String,
    },
    /// A build script ended with another status than 0.
    #[error("the build script {script} ended with status {status}{output}")]
    Script {
        /// The script's path.
        script: String,
        /// The status that it ended with.
        status: i64,
        /// The last lines it wrote, each on an indented line of its own.
        output: String,
    },
    /// The daemon took the image and does not have it afterwards.
    #[error("the Docker daemon did not load the image: {0}")]
    NotLoaded(String),
    /// A layer can't be made.
    #[error(transparent)]
    Layer(#[from] tar::Error),
    /// The plan can't be carried out.
    #[error(transparent)]
    Plan(#[from] plan::Error),
}

impl Docker {
    /// Connects to the daemon and asks what it is. `cache` is the program's cache directory.
    ///
    /// # Errors
    /// [`Error::NoDaemon`], [`Error::Permission`], [`Error::Address`].
    pub async fn connect(cache: &Path, progress: &Progress) -> Result<Self, Error> {
        let address = connection::address(std::env::var("DOCKER_HOST").ok());
        Self::connect_to(&address, DaemonSetup::new(cache, progress.clone())).await
    }

    /// Connects to the daemon at `address`, with another setup, and removes what killed runs have left there.
    ///
    /// # Errors
    /// As [`Docker::connect`].
    pub async fn connect_to(address: &str, setup: DaemonSetup) -> Result<Self, Error> {
        let DaemonSetup { layers, loading, patience, progress } = setup;
        let greeted = progress.wait("waiting for the Docker daemon to answer");
        let api = connection::open(address, patience.greeting).await?;
        // Until the daemon has said what it is, its answers have the time of a greeting.
        let greeting = Patience { answer: patience.greeting, ..patience };
        let mut daemon = Self {
            api,
            store: ImageStore::Classic,
            id: String::new(),
            cache: layers,
            loading,
            patience: greeting,
            progress,
        };
        let version = daemon.ask("tell its version", daemon.api.version()).await?;
        let info = daemon.ask("describe itself", daemon.api.info()).await?;
        let podman = version.components.iter().flatten().any(|part| part.name.contains("Podman"));
        let containerd = info.driver_status.iter().flatten().any(|pair| {
            matches!(pair.as_slice(), [name, value]
                if name == "driver-type" && value.starts_with("io.containerd.snapshotter"))
        });
        daemon.store = match (podman, containerd) {
            (true, _) => ImageStore::Podman,
            (false, true) => ImageStore::Containerd,
            (false, false) => ImageStore::Classic,
        };
        daemon.id = info.id.filter(|id| !id.is_empty()).unwrap_or_else(|| address.to_owned());
        daemon.patience = patience;
        daemon.remove_leftovers().await;
        greeted.finish();
        Ok(daemon)
    }

    /// What the daemon knows of an image, by name or id; none if it has no such image.
    async fn inspect(&self, name: &str) -> Result<Option<ImageInspect>, Error> {
        let action = format!("look up the image {name}");
        match self.ask(&action, self.api.inspect_image(name)).await {
            Ok(image) => Ok(Some(image)),
            Err(Error::Api {
                cause: ApiError::DockerResponseServerError { status_code: 404, .. }, ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The diff ids of an image, from the bottom to the top, as far as they are digests.
fn diff_ids(image: &ImageInspect) -> Vec<Digest> {
    let layers = image.root_fs.as_ref().and_then(|root| root.layers.as_ref());
    layers.into_iter().flatten().map_while(|layer| layer.parse().ok()).collect()
}

/// The error of a failed request to do `action`.
fn api_error(action: &str) -> impl FnOnce(ApiError) -> Error {
    move |cause| Error::Api { action: action.to_owned(), cause }
}

#[cfg(test)]
mod tests;
