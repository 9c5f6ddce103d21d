//! What a build will read: those store paths that exist and are inputs of the derivations to be built.
//!
//! Nix does not compare an input with its hash before a builder reads it. What is made of a damaged input counts as
//! valid, and still does when the input has been repaired. So inputs are checked before a build.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Nix;
use super::store::{self, PathInfo};
use crate::process::{self, Program};
use crate::store_path::StorePath;

impl Nix {
    /// The store paths that builders may read when `derivation` is built; none when it has been built.
    ///
    /// # Errors
    /// [`store::Error`] when Nix does not answer.
    pub(crate) fn inputs(&self, derivation: &str) -> Result<Vec<PathInfo>, store::Error> {
        let text = fs::read_to_string(derivation).unwrap_or_default();
        if first_output(&text).is_some_and(|output| Path::new(output).symlink_metadata().is_ok()) {
            return Ok(Vec::new());
        }
        let mut unbuilt = Vec::new();
        let plan = self.with_settings(Program::new("nix-store")).args(["--realise", "--dry-run", derivation]);
        plan.output_watched(|line| unbuilt.extend(to_be_built(line)))?;
        let (derivations, mut inputs): (BTreeSet<_>, BTreeSet<_>) =
            query(&["--references"], &unbuilt)?.into_iter().partition(|path| is_derivation(path));
        let unbuilt: BTreeSet<_> = unbuilt.into_iter().collect();
        let built: Vec<_> = derivations.difference(&unbuilt).cloned().collect();
        let outputs = query(&["--outputs"], &built)?;
        inputs.extend(outputs.into_iter().filter(|path| Path::new(path).symlink_metadata().is_ok()));
        let closure = query(&["--requisites"], &inputs.into_iter().collect::<Vec<_>>())?;
        let closure = closure.iter().filter(|path| !is_derivation(path)).map(|path| path.parse());
        store::describe(&closure.collect::<Result<Vec<StorePath>, _>>()?)
    }
}

/// What `nix-store --query` says of paths, each line once.
fn query(what: &[&str], paths: &[String]) -> Result<BTreeSet<String>, process::Error> {
    if paths.is_empty() {
        return Ok(BTreeSet::new());
    }
    let said = Program::new("nix-store").arg("--query").args(what).args(paths).text()?;
    Ok(said.lines().map(str::to_owned).collect())
}

fn is_derivation(path: &str) -> bool {
    path.strip_suffix(".drv").is_some()
}

/// A derivation in a line of what `--dry-run` prints.
fn to_be_built(line: &str) -> Option<String> {
    line.strip_prefix("  ").filter(|path| path.starts_with('/') && is_derivation(path)).map(str::to_owned)
}

/// The first output's path in a derivation's text: `Derive([("out","/nix/store/…`.
fn first_output(derivation: &str) -> Option<&str> {
    derivation.strip_prefix("Derive([(")?.split('"').nth(3).filter(|path| path.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derivation_tells_its_first_output() {
        let text = r#"Derive([("out","/nix/store/0-x","",""),("dev","/nix/store/1-x","","")],[],[]"#;
        assert_eq!(first_output(text), Some("/nix/store/0-x"));
        // The path of content-addressed outputs is not known before they are built.
        assert_eq!(first_output(r#"Derive([("out","","r:sha256","")],[]"#), None);
    }

    #[test]
    fn of_a_dry_run_what_is_built_is_seen_and_not_what_is_fetched() {
        let printed = "these 2 derivations will be built:\n  /nix/store/0-x.drv\n  /nix/store/1-y.drv\n\
            these 1 paths will be fetched (0.1 MiB download):\n  /nix/store/2-z\n";
        let built: Vec<String> = printed.lines().filter_map(to_be_built).collect();
        assert_eq!(built, ["/nix/store/0-x.drv", "/nix/store/1-y.drv"]);
    }
}
