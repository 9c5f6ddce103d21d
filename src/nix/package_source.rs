//! Where modules and packages come from.

/// Where lib and packages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PackageSource {
    /// The nixpkgs at this path or URL.
    Nixpkgs(String),
    /// The nixpkgs of the flake that the configuration is in.
    Flake,
    /// The Debian archive, through apt.
    Debian,
    /// The modules of the nixpkgs at this path or URL, with the packages of the Debian archive where it has them.
    Hybrid(String),
}

impl PackageSource {
    /// Whether apt is asked for packages.
    pub(crate) fn has_debian(&self) -> bool {
        matches!(self, Self::Debian | Self::Hybrid(_))
    }
}
