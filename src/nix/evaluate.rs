//! Evaluations: calls of nix-instantiate, whose failures are told in the user's terms.

use std::path::Path;

use super::arguments::Arguments;
use super::message::quoted_lines;
use super::message::unit_mistakes::{self, Mistake, Places};
use super::{Error, Nix, failure, link_target, message};
use crate::process::Program;

impl Nix {
    /// Evaluates `attribute` of the entry point to a derivation, and returns its path.
    ///
    /// `root` (a path that does not exist) protects the derivation from garbage collection while
    /// it exists. `watch` sees each line that Nix prints on standard error meanwhile.
    ///
    /// # Errors
    /// [`Error::Failed`] with Nix's message when the configuration is wrong.
    pub(crate) fn instantiate(
        &self,
        attribute: &str,
        arguments: &Arguments,
        root: &Path,
        watch: impl FnMut(&str),
    ) -> Result<String, Error> {
        let program =
            || self.evaluation(arguments).args(["-A", attribute, "--add-root"]).arg(root).arg("--indirect");
        self.evaluated(arguments, program, watch)?;
        link_target(root)
    }

    /// Evaluates `attribute` of the entry point to a value, as JSON.
    ///
    /// # Errors
    /// As [`Nix::instantiate`].
    pub(crate) fn value(
        &self,
        attribute: &str,
        arguments: &Arguments,
        watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        let program = || self.evaluation(arguments).args(["--eval", "--strict", "--json", "-A", attribute]);
        self.evaluated(arguments, program, watch)
    }

    /// A message with the places in the user's files added: of mistakes in units, which takes another
    /// evaluation, and of lines that it quotes.
    pub(crate) fn placed(&self, message: &str, arguments: &Arguments) -> String {
        let message = unit_mistakes::placed(message, &self.places(unit_mistakes::named(message), arguments));
        quoted_lines::placed(&message, arguments.configuration())
    }

    /// The places in the user's files of mistakes in units. If there are any mistakes, this takes another
    /// evaluation.
    pub(crate) fn places(&self, mut mistakes: Vec<Mistake>, arguments: &Arguments) -> Places {
        mistakes.sort();
        mistakes.dedup();
        if mistakes.is_empty() {
            return Places::new();
        }
        let arguments = arguments.clone().mistakes(mistakes.clone());
        let json = self.value("places", &arguments, |_| ()).ok();
        let places: Vec<Option<String>> =
            json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        let found = mistakes.into_iter().zip(places);
        found.filter_map(|(mistake, place)| Some((mistake, place?))).collect()
    }

    /// As [`Nix::value`]. The derivations that the value names exist afterwards, but nothing protects them.
    ///
    /// # Errors
    /// As [`Nix::instantiate`].
    pub(crate) fn value_with_derivations(
        &self,
        attribute: &str,
        arguments: &Arguments,
        watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        let program = || {
            let program = self.evaluation(arguments).arg("--read-write-mode");
            program.args(["--eval", "--strict", "--json", "-A", attribute])
        };
        self.evaluated(arguments, program, watch)
    }

    fn evaluated(
        &self,
        arguments: &Arguments,
        program: impl Fn() -> Program,
        mut watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        // Who asks for traces wants all of them, however long they are.
        let mut traces = Vec::new();
        let output = program().output_watched(|line| {
            watch(line);
            if self.shows_traces() {
                traces.push(line.to_owned());
            }
        });
        let explained = |stderr: &str| {
            let explanation = self.explained(stderr, arguments, &program);
            // Nix's name for text without a file; newer ones quote it differently.
            let text = arguments.of_text().next().map(|_| "standard input:");
            text.map_or_else(
                || explanation.clone(),
                |name| explanation.replace("(string):", name).replace("«string»:", name),
            )
        };
        output.map_err(|error| {
            failure(error, |stderr| {
                if traces.is_empty() {
                    return explained(stderr);
                }
                let all = traces.join("\n");
                format!("{}\n\nwhat Nix says:\n{all}", explained(&message::without_traces(&all)))
            })
        })
    }

    pub(super) fn evaluation(&self, arguments: &Arguments) -> Program {
        let program = self
            .with_settings(Program::new("nix-instantiate"))
            .arg(self.tree.join("default.nix"))
            .args(["--argstr", "arguments"])
            .arg(serde_json::to_string(arguments).unwrap_or_default())
            .args(self.flags.evaluation())
            .args(arguments.of_text());
        if self.shows_traces() { program.arg("--show-trace") } else { program }
    }
}
