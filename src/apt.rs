//! The only caller of apt: which .deb files a set of packages needs.
//!
//! `apt-get --print-uris install ROOTS` with an empty status file prints a complete closure, with
//! addresses and hashes, downloads nothing and needs no rights. What depends on what inside that
//! closure is read from `apt-cache show`. Both work on a cache directory of their own, so the
//! host's apt is neither changed nor waited for.
//!
//! An [`Index`] is kept per state of apt (lists, sources, pins, options) and set of roots, under
//! `$XDG_CACHE_HOME/nix-docker/apt/`. Files appear there by renaming, so runs at the same time and
//! killed ones do no harm.

mod control;
mod demand;
mod error;
pub mod join;
mod state;
#[cfg(test)]
mod tests;
mod uris;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::process::{self, Program};
use control::Stanza;
use state::Config;

pub use demand::Demand;
pub use error::{Error, Unknown};

/// The version of the index format that this program writes and reads.
const VERSION: u32 = 1;

/// The closure that apt chose for a set of roots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The format's version.
    pub version: u32,
    /// Debian's name of the architecture.
    pub architecture: String,
    /// Each root as it was asked for (`eza|exa`), and the package that it became.
    pub roots: BTreeMap<String, String>,
    /// A JSON file whose object has every package name that apt knows as a key.
    pub names: PathBuf,
    /// All packages of the closure by name.
    pub packages: BTreeMap<String, Package>,
}

/// A .deb of the closure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its whole version, with epoch and revision.
    pub version: String,
    /// Its architecture, or `all`.
    pub architecture: String,
    /// Where Nix can fetch it.
    pub url: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The packages of the closure that it depends on.
    pub depends: BTreeSet<String>,
}

/// An index and the file that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    /// The JSON file, as `nix/standalone/packages` takes it.
    pub path: PathBuf,
    /// What is in it.
    pub index: Index,
}

/// Is there an apt on this host?
pub fn available() -> bool {
    which::which("apt-get").is_ok() && which::which("apt-cache").is_ok()
}

/// The index for `roots`: from the cache, or from apt, which takes one or two seconds.
///
/// # Errors
/// [`Error`], each kind with one message for the user.
pub fn index(roots: &BTreeSet<String>) -> Result<Indexed, Error> {
    index_in(&cache_directory(), roots)
}

/// Like [`index`], with the cache in `directory`.
///
/// # Errors
/// As [`index`].
pub fn index_in(directory: &Path, roots: &BTreeSet<String>) -> Result<Indexed, Error> {
    let config = Config::of_host()?;
    let state = config.hash()?;
    let mut hasher = Sha256::new();
    hasher.update(format!("{VERSION} {state}"));
    for root in roots {
        hasher.update(format!("\n{root}"));
    }
    let path = directory.join(format!("{}.json", &state::hex(&hasher.finalize())[..32]));
    // A file that can't be read or understood is made again.
    let kept = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Index>(&text).ok());
    if let Some(index) = kept.filter(|index| index.version == VERSION && index.names.exists()) {
        return Ok(Indexed { path, index });
    }
    let apt = Apt::new(directory, &state)?;
    let known = apt.names()?;
    let names = directory.join(format!("names-{}.json", &state[..16]));
    if !names.exists() {
        let object: serde_json::Map<_, _> =
            known.iter().map(|name| (name.clone(), serde_json::Value::Null)).collect();
        write(&names, &serde_json::to_vec(&object).unwrap_or_default())?;
    }
    let index = apt.index(roots, &config.architecture, &known, names)?;
    write(&path, &serde_json::to_vec_pretty(&index).unwrap_or_default())?;
    Ok(Indexed { path, index })
}

/// Where indexes are kept: `nix-docker/apt` in the user's cache directory.
fn cache_directory() -> PathBuf {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    from("XDG_CACHE_HOME")
        .or_else(|| Some(from("HOME")?.join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
        .join("nix-docker/apt")
}

/// Writes a file that is there whole or not at all.
fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(Error::io(directory))?;
    file.write_all(content).map_err(Error::io(path))?;
    file.persist(path).map_err(|error| Error::io(path)(error.error))?;
    Ok(())
}

/// apt with a cache of its own.
struct Apt {
    cache: PathBuf,
}

impl Apt {
    /// Makes the cache for this state of apt, and takes away those of former states.
    fn new(directory: &Path, state: &str) -> Result<Self, Error> {
        let name = format!("cache-{}", &state[..16]);
        let cache = directory.join(&name);
        let partial = cache.join("archives/partial");
        fs::create_dir_all(&partial).map_err(Error::io(&partial))?;
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let other = entry.file_name().to_string_lossy().into_owned();
            // Another run may be using or removing these; what is left goes next time.
            if other.starts_with("cache-") && other != name {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(Self { cache })
    }

    /// A program of apt's with this cache.
    fn program(&self, name: &str) -> Program {
        self.with_options(Program::new(name))
    }

    fn with_options(&self, program: Program) -> Program {
        let cache = format!("Dir::Cache={}", self.cache.display());
        let options = [
            "Dir::State::status=/dev/null",
            &cache,
            "Dir::Cache::pkgcache=pkgcache.bin",
            "Dir::Cache::srcpkgcache=",
            "Acquire::ForceHash=SHA256",
            "Debug::NoLocking=1",
        ];
        program.env("LC_ALL", "C").args(options.iter().flat_map(|option| ["-o", option]))
    }

    /// Every package that apt knows, virtual ones not.
    fn names(&self) -> Result<BTreeSet<String>, Error> {
        let text = self.program("apt-cache").arg("pkgnames").text()?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn index(
        &self,
        roots: &BTreeSet<String>,
        architecture: &str,
        known: &BTreeSet<String>,
        names_file: PathBuf,
    ) -> Result<Index, Error> {
        let roots = self.choose(roots, known)?;
        let names: BTreeSet<&String> = roots.values().collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let debs = if names.is_empty() { Vec::new() } else { self.closure(&names)? };
        let native = |deb: &uris::Deb| [architecture, "all"].contains(&deb.architecture.as_str());
        let debs: Vec<uris::Deb> = debs.into_iter().filter(native).collect();
        let mut edges = control::edges(&self.stanzas(&debs)?);
        let mut packages = BTreeMap::new();
        for deb in debs {
            let url = uris::fetchable(&deb, &|path| fs::read_to_string(path).ok())?;
            let depends = edges.remove(&deb.name).unwrap_or_default();
            let uris::Deb { name, version, architecture, size, sha256, .. } = deb;
            packages.insert(name, Package { version, architecture, url, sha256, size, depends });
        }
        let architecture = architecture.to_owned();
        Ok(Index { version: VERSION, architecture, roots, names: names_file, packages })
    }

    /// Chooses among each root's alternatives the first that apt knows.
    fn choose(
        &self,
        roots: &BTreeSet<String>,
        known: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, String>, Error> {
        let mut chosen = BTreeMap::new();
        let mut unknown = Vec::new();
        for root in roots {
            let names = || root.split('|');
            if let Some(name) = names().find(|name| known.contains(*name)) {
                chosen.insert(root.clone(), name.to_owned());
            } else {
                let first = names().next().unwrap_or_default();
                let (providers, similar) = (self.providers(first), similar(first, known));
                unknown.push(Unknown { name: root.replace('|', " or "), providers, similar });
            }
        }
        if unknown.is_empty() { Ok(chosen) } else { Err(Error::UnknownPackages { packages: unknown }) }
    }

    /// The .debs of the closure of `names`.
    fn closure(&self, names: &[String]) -> Result<Vec<uris::Deb>, Error> {
        let install = ["--print-uris", "--yes", "--no-install-recommends", "install", "--"];
        match self.program("apt-get").arg("-q=2").args(install).args(names).text() {
            Ok(text) => uris::parse(&text),
            Err(process::Error::Failed { stderr, .. })
                if stderr.contains("has no installation candidate") =>
            {
                Err(self.without_candidate(&stderr))
            }
            Err(error @ process::Error::Failed { .. }) => {
                // apt explains conflicts on standard output: ask once more, for that.
                let again = Program::new("sh").args(["-c", r#"exec "$0" "$@" >&2"#, "apt-get"]);
                match self.with_options(again).args(install).args(names).output() {
                    Err(process::Error::Failed { stderr, .. }) if stderr.contains("unmet dependencies") => {
                        Err(Error::Conflict { reason: explanation(&stderr), roots: names.to_vec() })
                    }
                    _ => Err(error.into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Says which virtual packages apt refused, with those that provide them.
    fn without_candidate(&self, stderr: &str) -> Error {
        let refused = stderr.lines().filter_map(|line| line.strip_prefix("E: Package '")?.split('\'').next());
        let packages = refused.map(|name| Unknown {
            name: name.to_owned(),
            providers: self.providers(name),
            similar: Vec::new(),
        });
        Error::UnknownPackages { packages: packages.collect() }
    }

    /// The packages that provide `name`; none when apt has never heard of it.
    fn providers(&self, name: &str) -> Vec<String> {
        let shown = self.program("apt-cache").args(["showpkg", "--", name]).text().unwrap_or_default();
        let providers = shown.lines().skip_while(|line| !line.starts_with("Reverse Provides:")).skip(1);
        let providers: BTreeSet<&str> = providers.filter_map(|line| line.split(' ').next()).collect();
        providers.into_iter().map(str::to_owned).collect()
    }

    /// The control stanzas of exactly these .debs.
    fn stanzas(&self, debs: &[uris::Deb]) -> Result<BTreeMap<String, Stanza>, Error> {
        if debs.is_empty() {
            return Ok(BTreeMap::new());
        }
        let wanted: BTreeMap<&str, &str> =
            debs.iter().map(|deb| (deb.sha256.as_str(), deb.name.as_str())).collect();
        let arguments = debs.iter().map(|deb| format!("{}={}", deb.name, deb.version));
        let text = self.program("apt-cache").args(["show", "--"]).args(arguments).text()?;
        let found = control::stanzas(&text).into_iter().filter_map(|stanza| {
            let name = wanted.get(stanza.get("sha256")?.as_str())?;
            Some(((*name).to_owned(), stanza))
        });
        Ok(found.collect())
    }
}

/// The names most like `name`, best first.
fn similar(name: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut near: Vec<(f64, &str)> =
        known.iter().map(|other| (strsim::jaro_winkler(name, other), other.as_str())).collect();
    near.retain(|(score, _)| *score > 0.88);
    near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.cmp(other)));
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// The part of apt's words on a conflict that says what collides.
fn explanation(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.contains("unmet dependencies")).skip(1);
    lines.filter(|line| !line.starts_with("E: ")).collect::<Vec<_>>().join("\n")
}
