//! The image spec: the directory with `image.json`, `rootfs.json` and `units.json` that Nix
//! wrote.
//!
//! `image.json` says what the image is called and how it is run, `rootfs.json` what its root
//! holds besides the Nix store (see [`super::rootfs`]). `units.json` is for PID 1 alone and is
//! not looked at here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::reference::{ImageReference, InvalidReference};
use super::rootfs::{self, Rootfs};
use crate::store_path::StorePath;

/// The version of `image.json` that this program reads.
const VERSION: u64 = 1;

/// What the number of layers may be: one for the store and one for the root, up to what overlayfs
/// and the daemon take. The option `docker.maxLayers` has the same bounds.
const LAYERS: std::ops::RangeInclusive<usize> = 2..=125;

/// What Nix says an image is.
#[derive(Debug, Clone)]
pub struct ImageSpec {
    /// The directory it was read from.
    pub directory: PathBuf,
    /// The image's name, without a tag.
    pub name: String,
    /// Part of the hash of everything in the image: the tag of a host-mounted image.
    pub hash: String,
    /// As OCI names it: `amd64`, `arm64`.
    pub architecture: String,
    /// As OCI names it: `linux`.
    pub os: String,
    /// When the image was made, as RFC 3339 writes it.
    pub created: String,
    /// The OCI image configuration's `config`: Env, Entrypoint, Cmd and so on.
    pub config: Map<String, Value>,
    /// How many layers the image may have at most, the one of the root included.
    pub max_layers: usize,
    /// The image to put the layers on; none is `scratch`.
    pub base: Option<String>,
    /// Programs to run in the image while it is built, in order.
    pub build_scripts: Vec<String>,
    /// Options of `docker run` that the container needs besides ports and volumes, each a word or two.
    pub run_options: Vec<String>,
    /// Where `rootfs.json` was read from.
    pub rootfs_path: PathBuf,
    /// What the image's root holds.
    pub rootfs: Rootfs,
}

/// Why a spec can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One of its files can't be read.
    #[error("can't read {path}: {source}")]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// One of its files is not what it should be.
    #[error("{path}: {message}")]
    Malformed {
        /// The path of the file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// One of its files is of a version that this program does not know.
    #[error(
        "{path} is of version {found}, this nix-docker reads version {known}: use the nix-docker that wrote it"
    )]
    Version {
        /// The path of the file.
        path: PathBuf,
        /// The version that is written in it.
        found: String,
        /// The version that this program reads.
        known: u64,
    },
}

/// `image.json` as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImageJson {
    name: String,
    hash: String,
    architecture: String,
    os: String,
    created: String,
    config: Map<String, Value>,
    #[serde(default = "default_layers")]
    max_layers: usize,
    rootfs: PathBuf,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    build_scripts: Vec<String>,
    #[serde(default)]
    run_options: Vec<String>,
}

fn default_layers() -> usize {
    16
}

impl ImageSpec {
    /// Reads the spec in `directory`.
    ///
    /// # Errors
    /// [`Error`] when a file is missing, malformed or of an unknown version.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join("image.json");
        let mut json: ImageJson = read_versioned(&path, VERSION)?;
        let malformed = |message: String| Error::Malformed { path: path.clone(), message };
        if !LAYERS.contains(&json.max_layers) {
            let (least, most) = LAYERS.into_inner();
            let message = format!("maxLayers is {}; it must be between {least} and {most}", json.max_layers);
            return Err(malformed(message));
        }
        json.config.retain(|_, value| !value.is_null());
        let rootfs_path = directory.join(&json.rootfs);
        let rootfs = read_versioned::<rootfs::RootfsJson>(&rootfs_path, rootfs::VERSION)?;
        let rootfs = Rootfs::new(rootfs)
            .map_err(|error| Error::Malformed { path: rootfs_path.clone(), message: error.to_string() })?;
        Ok(Self {
            directory: directory.to_owned(),
            name: json.name,
            hash: json.hash,
            architecture: json.architecture,
            os: json.os,
            created: json.created,
            config: json.config,
            max_layers: json.max_layers,
            base: json.base,
            build_scripts: json.build_scripts,
            run_options: json.run_options,
            rootfs_path,
            rootfs,
        })
    }

    /// The name of the host-mounted image: its tag is the hash of what it runs.
    ///
    /// # Errors
    /// [`InvalidReference`] when no image can be called so.
    pub fn name_by_hash(&self) -> Result<ImageReference, InvalidReference> {
        format!("{}:{}", self.name, self.hash).parse()
    }

    /// The store paths that make the spec in `directory`: itself, and what its links lead to.
    ///
    /// # Errors
    /// [`Error::Read`] when it is no directory that can be read.
    pub fn store_paths(directory: &Path) -> Result<Vec<StorePath>, Error> {
        let failed = |source| Error::Read { path: directory.to_owned(), source };
        let entries = fs::read_dir(directory).map_err(failed)?;
        let links = entries.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
        let all = std::iter::once(directory.to_owned()).chain(links);
        Ok(all.filter_map(|path| StorePath::containing(path.to_str()?).ok()).collect())
    }

    /// The ports that the image says it listens on, as `80/tcp`.
    pub fn ports(&self) -> impl Iterator<Item = &str> {
        self.keys("ExposedPorts")
    }

    /// The directories that are volumes.
    pub fn volumes(&self) -> impl Iterator<Item = &str> {
        self.keys("Volumes")
    }

    /// The names in an object of the configuration.
    fn keys(&self, object: &str) -> impl Iterator<Item = &str> + use<'_> {
        let object = self.config.get(object).and_then(Value::as_object);
        object.into_iter().flat_map(|object| object.keys().map(String::as_str))
    }
}

/// Reads the JSON file `path`, which must be of the version `known`.
fn read_versioned<T: for<'a> Deserialize<'a>>(path: &Path, known: u64) -> Result<T, Error> {
    let text = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let malformed =
        |error: serde_json::Error| Error::Malformed { path: path.to_owned(), message: error.to_string() };
    let value: Value = serde_json::from_slice(&text).map_err(malformed)?;
    match value.get("version") {
        Some(version) if version.as_u64() == Some(known) => serde_json::from_value(value).map_err(malformed),
        version => {
            let found = version.map_or_else(|| "none".to_owned(), Value::to_string);
            Err(Error::Version { path: path.to_owned(), found, known })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = r#"{"version": 1, "name": "app", "hash": "abcdefgh", "architecture": "amd64",
        "os": "linux", "created": "1970-01-01T00:00:01Z", "rootfs": "rootfs.json",
        "config": {"Entrypoint": ["/init"], "User": null}, "base": null}"#;

    fn read(image: &str, rootfs: &str) -> Result<ImageSpec, String> {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("image.json"), image).unwrap();
        fs::write(directory.path().join("rootfs.json"), rootfs).unwrap();
        let prefix = format!("{}/", directory.path().display());
        ImageSpec::read(directory.path()).map_err(|error| error.to_string().replace(&prefix, ""))
    }

    const ROOTFS: &str = r#"{"version": 1, "entries": []}"#;

    #[test]
    fn a_spec_is_read_with_its_defaults() {
        let spec = read(IMAGE, ROOTFS).unwrap();
        assert_eq!((spec.name.as_str(), spec.max_layers, spec.base), ("app", 16, None));
        assert_eq!(Value::from(spec.config), serde_json::json!({"Entrypoint": ["/init"]}));
    }

    #[test]
    fn an_unknown_version_is_refused() {
        let remedy = "this nix-docker reads version 1: use the nix-docker that wrote it";
        let newer = IMAGE.replace("\"version\": 1", "\"version\": 2");
        assert_eq!(read(&newer, ROOTFS).unwrap_err(), format!("image.json is of version 2, {remedy}"));
        assert_eq!(read(IMAGE, "{}").unwrap_err(), format!("rootfs.json is of version none, {remedy}"));
    }

    #[test]
    fn the_option_takes_as_many_layers_as_the_program() {
        let (least, most) = LAYERS.into_inner();
        let option = include_str!("../../nix/container/docker.nix");
        assert!(option.contains(&format!("types.ints.between {least} {most};")));
    }

    #[test]
    fn a_spec_that_is_wrong_says_where() {
        let few = IMAGE.replace("\"base\": null", "\"maxLayers\": 1");
        let message = "image.json: maxLayers is 1; it must be between 2 and 125";
        assert_eq!(read(&few, ROOTFS).unwrap_err(), message);
        let unnamed = IMAGE.replace("\"name\"", "\"game\"");
        assert_eq!(read(&unnamed, ROOTFS).unwrap_err(), "image.json: missing field `name`");
        assert!(read("{", ROOTFS).unwrap_err().starts_with("image.json: EOF"));
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(ImageSpec::read(directory.path()), Err(Error::Read { .. })));
    }
}
