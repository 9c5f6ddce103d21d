//! Builds: calls of nix-store, with what goes on meanwhile and why one failed.

use std::path::Path;

use super::activity::{Activities, Sizes};
use super::{Error, Nix, failure, link_target, message};
use crate::process::{self, Program};

impl Nix {
    /// Builds a derivation. `out_link`, where given, points to the result afterwards and roots it. `watch` is
    /// told what goes on; `sizes` are those of downloads that are known.
    ///
    /// # Errors
    /// [`Error::Failed`] with the message and the last lines of the failed builder.
    pub(crate) fn build(
        &self,
        derivation: &str,
        out_link: &Path,
        sizes: &Sizes,
        mut watch: impl FnMut(String),
    ) -> Result<String, Error> {
        let program = || {
            let program = self.with_settings(Program::new("nix-store"));
            program.args(["--realise", derivation, "--add-root"]).arg(out_link).arg("--indirect")
        };
        let mut activities = Activities::new(sizes.clone());
        let mut printed = Vec::new();
        let account = program().args(["--log-format", "internal-json"]);
        let built = account.output_watched(|line| {
            printed.extend(activities.see(line));
            if let Some(now) = activities.says() {
                watch(now);
            }
        });
        let built = match built {
            // A Nix that gives no account of itself.
            Err(process::Error::Failed { stderr, .. }) if stderr.contains("--log-format") => {
                program().output()
            }
            Err(process::Error::Failed { command, ended, .. }) => {
                Err(process::Error::Failed { command, ended, stderr: printed.join("\n") })
            }
            Err(process::Error::Silent { command, silence, .. }) => {
                Err(process::Error::Silent { command, silence, stderr: printed.join("\n") })
            }
            built => built,
        };
        built.map_err(|error| failure(error, Self::build_failure))?;
        link_target(out_link)
    }

    /// All paths that a derivation's build needs, derivations among them.
    ///
    /// # Errors
    /// [`Error::Process`].
    pub(crate) fn requisites(derivation: &str) -> Result<Vec<String>, Error> {
        let output = Program::new("nix-store").args(["-qR", derivation]).text()?;
        Ok(output.lines().map(str::to_owned).collect())
    }

    /// A failed build in words: the last lines of the builder's log where one failed, else Nix's message.
    fn build_failure(stderr: &str) -> String {
        let Some(derivation) = message::failed_builder(stderr) else {
            return message::first_build_error(stderr);
        };
        let log = Program::new("nix-store").args(["--read-log", derivation]).text().unwrap_or_default();
        let name = derivation.split_once('-').map_or(derivation, |(_, name)| name.trim_end_matches(".drv"));
        message::of_builder(name, &log, message::end_of_builder(stderr, derivation))
    }
}
