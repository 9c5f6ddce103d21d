//! What `nix/default.nix` is told: one JSON object, passed as one string.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::PackageSource;
use super::message::unit_mistakes::Mistake;

/// The arguments of `nix/default.nix`, which documents each.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Arguments {
    configuration: Option<PathBuf>,
    flake: Option<Flake>,
    name: String,
    tag: Option<String>,
    program: PathBuf,
    program_system: String,
    version: &'static str,
    packages: &'static str,
    nixpkgs: Option<String>,
    known: Option<PathBuf>,
    debian_index: Option<PathBuf>,
    debian_names: bool,
    base: Option<String>,
    allow_unsupported: bool,
    unknown_option: Vec<String>,
    mistakes: Vec<Mistake>,
    /// A configuration's own text, which is an argument of its own so that its relative paths mean something.
    #[serde(skip)]
    text: Option<String>,
}

/// A flake, and which configuration of it; none when it is to be found out which there are.
#[derive(Debug, Clone, Serialize)]
struct Flake {
    url: String,
    set: Option<String>,
    name: Option<String>,
}

impl Arguments {
    /// Arguments for a configuration (an absolute path; `None` for the option reference) that becomes
    /// the image `name`, run by the binary at `program`.
    pub(crate) fn new(
        configuration: Option<&Path>,
        name: &str,
        program: &Path,
        source: &PackageSource,
    ) -> Self {
        let (packages, nixpkgs) = match source {
            PackageSource::Nixpkgs(place) => ("nixpkgs", Some(place.clone())),
            PackageSource::Flake => ("nixpkgs", None),
            PackageSource::Debian => ("debian", None),
            PackageSource::Hybrid(place) => ("debian", Some(place.clone())),
        };
        Self {
            configuration: configuration.map(Path::to_owned),
            flake: None,
            name: name.to_owned(),
            tag: None,
            program: program.to_owned(),
            program_system: own_system(),
            version: env!("CARGO_PKG_VERSION"),
            packages,
            nixpkgs,
            known: None,
            debian_index: None,
            debian_names: false,
            base: None,
            allow_unsupported: false,
            unknown_option: Vec::new(),
            mistakes: Vec::new(),
            text: None,
        }
    }

    /// Takes the configuration from the flake at `url`, by the set that it is in and its name.
    #[must_use]
    pub(crate) fn flake(mut self, url: &str, configuration: Option<(String, String)>) -> Self {
        let (set, name) = configuration.unzip();
        self.flake = Some(Flake { url: url.to_owned(), set, name });
        self
    }

    /// Sets the configuration's text, where it is in no file.
    #[must_use]
    pub(crate) fn text(mut self, text: Option<&str>) -> Self {
        self.text = text.map(str::to_owned);
        self
    }

    /// The words that hand the configuration's text to Nix.
    pub(super) fn of_text(&self) -> impl Iterator<Item = &str> {
        self.text.iter().flat_map(|text| ["--arg", "standardInput", text])
    }

    /// Sets the tag that the user gave.
    #[must_use]
    pub(crate) fn tag(mut self, tag: Option<String>) -> Self {
        self.tag = tag;
        self
    }

    /// Sets the image to build on.
    #[must_use]
    pub(crate) fn base(mut self, base: Option<String>) -> Self {
        self.base = base;
        self
    }

    /// Lets units use what the init can't honour.
    #[must_use]
    pub(crate) fn allow_unsupported(mut self, allow: bool) -> Self {
        self.allow_unsupported = allow;
        self
    }

    /// Whether the configuration is in a file, and not in a flake.
    pub(crate) fn has_file(&self) -> bool {
        self.configuration.is_some()
    }

    /// The same arguments without a configuration.
    #[must_use]
    pub(crate) fn without_configuration(&self) -> Self {
        Self { configuration: None, text: None, ..self.clone() }
    }

    /// Sets the file of what the nixpkgs' own modules have by themselves.
    pub(crate) fn set_known(&mut self, known: Option<PathBuf>) {
        self.known = known;
    }

    /// Sets the path of an option that does not exist, to ask which options may be meant.
    #[must_use]
    pub(crate) fn unknown_option(mut self, path: Vec<String>) -> Self {
        self.unknown_option = path;
        self
    }

    /// Sets the directives of units whose places in the user's files are wanted.
    #[must_use]
    pub(crate) fn mistakes(mut self, mistakes: Vec<Mistake>) -> Self {
        self.mistakes = mistakes;
        self
    }

    /// The configuration's file, where it is in one.
    pub(crate) fn configuration(&self) -> Option<&Path> {
        self.configuration.as_deref()
    }

    /// Whether the modules are our own.
    pub(crate) fn is_standalone(&self) -> bool {
        self.nixpkgs.is_none() && self.packages == "debian"
    }

    /// Path or URL of the nixpkgs, where there is one.
    pub(crate) fn nixpkgs(&self) -> Option<&str> {
        self.nixpkgs.as_deref()
    }

    /// The file of the index that apt resolved.
    pub(super) fn debian_index(&self) -> Option<&Path> {
        self.debian_index.as_deref()
    }

    /// Sets the file of the index that apt resolved.
    pub(crate) fn set_debian_index(&mut self, index: Option<PathBuf>) {
        self.debian_index = index;
    }

    /// Lets `pkgs` have every package of Debian's by its own name.
    pub(crate) fn set_debian_names(&mut self, names: bool) {
        self.debian_names = names;
    }
}

/// What this program is made for, in Nix's words.
fn own_system() -> String {
    let processor = match std::env::consts::ARCH {
        "arm" => "armv7l",
        "powerpc64" => "powerpc64le",
        "x86" => "i686",
        other => other,
    };
    format!("{processor}-linux")
}
