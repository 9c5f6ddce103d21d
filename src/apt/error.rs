//! What can go wrong when apt is asked for packages, in the user's words.

use std::io;
use std::path::PathBuf;

use crate::process;

/// Why apt gave no index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The host has no apt.
    #[error(
        "{program}: command not found; the standalone package set is made of Debian packages and needs apt \
         (give a nixpkgs with --nixpkgs instead)"
    )]
    NoApt {
        /// The program that is missing.
        program: String,
    },
    /// apt has never fetched its package lists.
    #[error("apt has no package lists in {}: run `apt-get update` first", .lists.display())]
    NoLists {
        /// Where they were looked for.
        lists: PathBuf,
    },
    /// Packages that apt does not know, or that no package provides.
    #[error("{}", unknown(.packages))]
    UnknownPackages {
        /// Each package with what can be said about it.
        packages: Vec<UnknownPackage>,
    },
    /// The packages can't be installed together.
    #[error(
        "apt can't provide these packages together:{}\n\
         the configuration asks for: {}", indented(.reason), .roots.join(", ")
    )]
    Conflict {
        /// apt's explanation.
        reason: String,
        /// All packages that were asked for.
        roots: Vec<String>,
    },
    /// A package comes from a place that Nix can't fetch from.
    #[error(
        "{package} comes from {uri}, and Nix can't fetch that; configure an http, https or file source for it"
    )]
    UnsupportedUri {
        /// The package's name.
        package: String,
        /// Its address as apt prints it.
        uri: String,
    },
    /// A package without a SHA-256 in apt's lists.
    #[error("apt knows no SHA-256 of {file}: its repository is too old to be used")]
    NoSha256 {
        /// The name of the .deb.
        file: String,
    },
    /// apt printed something that is not understood.
    #[error("can't understand what apt printed: {line}")]
    Unexpected {
        /// The line that is not understood.
        line: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The path of the file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// apt ended with an error of another kind.
    #[error(transparent)]
    Process(process::Error),
}

/// A package that is not available, with similar ones that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPackage {
    /// The name that was asked for.
    pub name: String,
    /// Packages that provide it, when it is a virtual one.
    pub providers: Vec<String>,
    /// Known packages whose names have another version in them.
    pub versions: Vec<String>,
    /// Known packages with a similar name.
    pub similar: Vec<String>,
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        match error {
            process::Error::NotFound { program } => Self::NoApt { program },
            error => Self::Process(error),
        }
    }
}

impl Error {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

fn unknown(packages: &[UnknownPackage]) -> String {
    let lines: Vec<String> = packages.iter().map(UnknownPackage::sentence).collect();
    lines.join("\n")
}

impl UnknownPackage {
    fn sentence(&self) -> String {
        let Self { name, providers, versions, similar } = self;
        if !providers.is_empty() {
            return format!("{name} is a virtual package: choose one of {}", providers.join(", "));
        }
        if !versions.is_empty() {
            return format!(
                "apt knows no package {name}; it knows {} (with the archive of another release among apt's \
                 sources, that one's are taken)",
                versions.join(", ")
            );
        }
        match similar.as_slice() {
            [] => format!("apt knows no package {name}"),
            similar => format!("apt knows no package {name}; near names: {}", similar.join(", ")),
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |text, line| text + "\n  " + line.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_packages_are_one_line_each_with_a_remedy() {
        let packages = vec![
            UnknownPackage {
                name: "apache3".into(),
                providers: vec![],
                versions: vec![],
                similar: vec!["apache2".into()],
            },
            UnknownPackage {
                name: "awk".into(),
                providers: vec!["gawk".into(), "mawk".into()],
                versions: vec![],
                similar: vec![],
            },
            UnknownPackage {
                name: "lua9.1".into(),
                providers: vec![],
                versions: vec!["lua5.4".into()],
                similar: vec!["lua5.4".into()],
            },
        ];
        assert_eq!(
            Error::UnknownPackages { packages }.to_string(),
            "apt knows no package apache3; near names: apache2\n\
             awk is a virtual package: choose one of gawk, mawk\n\
             apt knows no package lua9.1; it knows lua5.4 (with the archive of another release among apt's sources, \
             that one's are taken)"
        );
    }

    #[test]
    fn a_missing_apt_says_what_else_there_is() {
        let error = Error::from(process::Error::NotFound { program: "apt-get".into() });
        assert!(error.to_string().starts_with("apt-get: command not found; "));
        assert!(error.to_string().contains("--nixpkgs"));
    }
}
