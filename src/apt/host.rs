//! The host's apt, run with a cache of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::control::{self, Stanza};
use super::{DebIndex, Error, OtherRelease, Package, UnknownPackage, VERSION, uris};
use crate::process::{self, Program};

/// apt with a cache of its own.
pub(super) struct Apt {
    cache: PathBuf,
}

impl Apt {
    /// Makes the cache in `directory`, which is for one state of apt.
    pub(super) fn new(directory: &Path) -> Result<Self, Error> {
        let cache = directory.join("cache");
        let partial = cache.join("archives/partial");
        fs::create_dir_all(&partial).map_err(Error::io(&partial))?;
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

    /// Every package that apt knows, without virtual ones.
    pub(super) fn names(&self) -> Result<BTreeSet<String>, Error> {
        let text = self.program("apt-cache").arg("pkgnames").text()?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// The closure of `roots`, chosen by apt.
    pub(super) fn index(
        &self,
        roots: &BTreeSet<String>,
        architecture: &str,
        known: &BTreeSet<String>,
        names_file: PathBuf,
    ) -> Result<DebIndex, Error> {
        let roots = self.choose(roots, known)?;
        let names: BTreeSet<&String> = roots.values().collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let (debs, elsewhere) = if names.is_empty() { (Vec::new(), None) } else { self.closure(&names)? };
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
        Ok(DebIndex { version: VERSION, architecture, roots, names: names_file, packages, elsewhere })
    }

    /// Chooses, for each root, the first of its alternatives that apt knows.
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
                unknown.push(UnknownPackage {
                    name: root.replace('|', " or "),
                    providers: self.providers(first),
                    versions: other_versions(first, known),
                    similar: similar(first, known),
                });
            }
        }
        if unknown.is_empty() { Ok(chosen) } else { Err(Error::UnknownPackages { packages: unknown }) }
    }

    /// The .debs of the closure of `names`. If only another release's archive has one of them, all are taken
    /// from that release, as packages of two releases do not fit together.
    fn closure(&self, names: &[String]) -> Result<(Vec<uris::Deb>, Option<OtherRelease>), Error> {
        let conflict = match self.closure_in(None, names) {
            Err(error @ Error::Conflict { .. }) => error,
            other => return Ok((other?, None)),
        };
        let releases = self.releases(names)?;
        let newest: BTreeSet<&String> = releases.values().filter_map(|places| places.first()).collect();
        let found = newest.into_iter().find_map(|release| {
            let debs = self.closure_in(Some(release), names).ok()?;
            let alone = releases.iter().filter(|(_, places)| places.iter().all(|place| place == release));
            let names = alone.map(|(name, _)| name.clone()).collect();
            Some((debs, Some(OtherRelease { release: release.clone(), names })))
        });
        found.ok_or(conflict)
    }

    /// The releases whose archives have each package, as `sources.list` names them, the one with the newest
    /// version first.
    fn releases(&self, names: &[String]) -> Result<BTreeMap<String, Vec<String>>, Error> {
        let lines = self.program("apt-cache").args(["madison", "--"]).args(names).text()?;
        let mut releases: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines.lines() {
            // `just | 1.40.0-1 | http://HOST/debian trixie/main amd64 Packages`
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            let &[name, _, place] = &fields[..] else { continue };
            let release = place.split_whitespace().nth(1).and_then(|place| Some(place.split_once('/')?.0));
            releases.entry(name.to_owned()).or_default().extend(release.map(str::to_owned));
        }
        Ok(releases)
    }

    fn closure_in(&self, release: Option<&str>, names: &[String]) -> Result<Vec<uris::Deb>, Error> {
        let default = release.map_or(String::new(), |release| format!("-oAPT::Default-Release={release}"));
        let install = ["--print-uris", "--yes", "--no-install-recommends", "install", "--"];
        let install =
            || Some(default.as_str()).filter(|option| !option.is_empty()).into_iter().chain(install);
        match self.program("apt-get").arg("-q=2").args(install()).args(names).text() {
            Ok(text) => uris::parse(&text),
            Err(process::Error::Failed { stderr, .. })
                if stderr.contains("has no installation candidate") =>
            {
                Err(self.without_candidate(&stderr))
            }
            Err(error @ process::Error::Failed { .. }) => {
                // apt explains conflicts on standard output: run it again with that sent to standard error.
                let again = Program::new("sh").args(["-c", r#"exec "$0" "$@" >&2"#, "apt-get"]);
                match self.with_options(again).args(install()).args(names).output() {
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
        let packages = refused.map(|name| UnknownPackage {
            name: name.to_owned(),
            providers: self.providers(name),
            versions: Vec::new(),
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
pub(super) fn similar(name: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut near: Vec<(f64, &str)> =
        known.iter().map(|other| (strsim::jaro_winkler(name, other), other.as_str())).collect();
    near.retain(|(score, _)| *score > 0.88);
    near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.cmp(other)));
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// The packages whose names differ from `name` only in the version.
fn other_versions(name: &str, known: &BTreeSet<String>) -> Vec<String> {
    let shape = unversioned(name);
    if shape == name {
        return Vec::new();
    }
    known.iter().filter(|other| unversioned(other) == shape).cloned().collect()
}

/// A package's name with `#` for each version in it: `php#-cli` for `php8.2-cli`.
fn unversioned(name: &str) -> String {
    let mut shape = String::new();
    let mut is_version = false;
    for c in name.chars() {
        if c.is_ascii_digit() {
            if !is_version {
                shape.push('#');
            }
            is_version = true;
        } else if !(is_version && c == '.') {
            shape.push(c);
            is_version = false;
        }
    }
    shape
}

/// The part of apt's message about a conflict that says what collides.
fn explanation(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.contains("unmet dependencies")).skip(1);
    lines.filter(|line| !line.starts_with("E: ")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::other_versions;

    #[test]
    fn a_version_that_is_not_there_has_others_beside_it() {
        let known = ["postgresql-15", "postgresql-15-cron", "postgresql-17", "postgresql", "php8.2-cli"];
        let known = known.map(String::from).into();
        assert_eq!(other_versions("postgresql-16", &known), ["postgresql-15", "postgresql-17"]);
        assert_eq!(other_versions("php8.4-cli", &known), ["php8.2-cli"]);
        assert!(other_versions("postgres", &known).is_empty());
    }
}
