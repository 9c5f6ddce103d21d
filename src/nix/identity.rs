//! What the values of a nixpkgs depend on besides that nixpkgs (the Nix, its settings, our files), and where a
//! nixpkgs from a URL is in the store.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Error, Nix};
use crate::process::Program;

impl Nix {
    /// The tree of Nix files that is evaluated.
    pub(crate) fn tree(&self) -> &Path {
        &self.tree
    }

    /// The Nix and its settings, as text; none if the user gives arguments to modules, since NixOS' own modules
    /// get them as well.
    pub(crate) fn evaluator(&self) -> Option<String> {
        if !self.flags.arguments.is_empty() {
            return None;
        }
        let program = fs::canonicalize(which::which("nix-instantiate").ok()?).ok()?;
        let metadata = fs::metadata(&program).ok()?;
        let explanation = (&self.flags.settings, &self.flags.search_path, self.flags.impure);
        Some(format!("{} {} {} {explanation:?}", program.display(), metadata.size(), metadata.mtime()))
    }

    /// Where the tree of an archive is in the store, fetched if it is not there or too old.
    ///
    /// # Errors
    /// [`Error`] when it can't be fetched.
    pub(crate) fn fetched(&self, url: &str) -> Result<PathBuf, Error> {
        let program = self
            .with_settings(Program::new("nix-instantiate"))
            .args(["--eval", "--json", "--argstr", "url", url])
            .args(["--expr", "{ url }: builtins.fetchTarball url"]);
        serde_json::from_slice(&program.output()?).map_err(Error::Value)
    }
}
