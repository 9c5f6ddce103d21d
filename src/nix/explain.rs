//! A failed evaluation in the user's terms: what is wrong, where in the user's files, and what to do.
//!
//! Nix's message is often about the inside of nixpkgs. So where it names no file of the user's, the evaluation
//! runs once more for its trace, and where an option does not exist, for the names of those that do.

use std::path::Path;

use super::arguments::Arguments;
use super::message::quoted_lines;
use super::message::trace::Trace;
use super::message::unknown_option::{self, OptionSet, UnknownOption};
use super::message::{
    self, missing_file, module_arguments, positions, read_service, recursion, refused_package, unfetchable,
};
use super::{Error, Nix};
use crate::apt;
use crate::process::Program;

/// Beginnings of messages that need no further explanation.
const COMPLETE: &[&str] =
    &["Failed assertions", "the nixpkgs at ", "the image would be for ", "syntax error"];

impl Nix {
    /// The message of an evaluation that has failed; `program` gives the evaluation again.
    pub(super) fn explained(
        &self,
        stderr: &str,
        arguments: &Arguments,
        program: &dyn Fn() -> Program,
    ) -> String {
        let message = message::error(stderr);
        let traced = || {
            let mut trace = String::new();
            let _ = program().arg("--show-trace").output_watched(|line| trace = format!("{trace}{line}\n"));
            trace
        };
        if message.ends_with("infinite recursion encountered") {
            let trace = traced();
            let nixpkgs = Trace::read(&trace).nixpkgs().map(str::to_owned);
            return recursion::explanation(&trace, |file| self.is_users(file, nixpkgs.as_deref(), arguments));
        }
        if let Some(explanation) = self.argument_of_command_line(&message) {
            return explanation;
        }
        if let Some(explanation) =
            module_arguments::explanation(&message, |file| std::fs::read_to_string(file).ok())
        {
            return explanation;
        }
        if let Some(explanation) =
            arguments.nixpkgs().and_then(|nixpkgs| unfetchable::explanation(&message, nixpkgs))
        {
            return explanation;
        }
        if let Some(explanation) = missing_file::explanation(&message, arguments.configuration()) {
            return explanation;
        }
        // What follows needs the options, which are not known here for a flake.
        if arguments.nixpkgs().is_none() && !arguments.is_standalone() {
            return message;
        }
        if let Some(named) = unknown_option::named(&message) {
            let set = if arguments.is_standalone() { OptionSet::Own } else { OptionSet::Nixos };
            let unknown = self.unknown_options(arguments, &named);
            return unknown.map_or(message, |unknown| {
                unknown_option::explanation(set, &named, &unknown, |name| {
                    arguments.debian_index().is_some_and(|index| apt::is_package(index, name))
                })
            });
        }
        if arguments.is_standalone()
            && let Some(explanation) = read_service::explanation(&message)
        {
            return explanation;
        }
        if let Some(explanation) = refused_package::explanation(&message) {
            let by = refused_package::name(&message).and_then(|name| named_at(arguments, name));
            return explanation + &by.map(|place| format!("\n  named at {place}")).unwrap_or_default();
        }
        let message = quoted_lines::placed(&positions::in_files(&message), arguments.configuration());
        if COMPLETE.iter().any(|beginning| message.starts_with(beginning))
            || names_own_file(&message, arguments)
        {
            return message;
        }
        self.with_trace(&message, &traced(), arguments)
    }

    /// What is wrong with an expression of the command line's, if a message is about one.
    fn argument_of_command_line(&self, message: &str) -> Option<String> {
        let place = ["«string»:", "(string):"].iter().find_map(|place| message.strip_prefix(place))?;
        let mistake = place.splitn(3, ':').nth(2)?.trim();
        let is_wrong =
            |text: &str| Program::new("nix-instantiate").args(["--parse", "--expr", text]).output().is_err();
        let (name, text) = self.flags.expressions().find(|(_, text)| is_wrong(text))?;
        Some(format!("--arg {name} '{text}': {mistake}"))
    }

    /// The message with what the trace says about the user's own files: an option, a place.
    fn with_trace(&self, message: &str, text: &str, arguments: &Arguments) -> String {
        let trace = Trace::read(text);
        let place = trace.place(|file| self.is_users(file, trace.nixpkgs(), arguments));
        if let Some(argument) = trace.argument()
            && message.ends_with(&format!("attribute '{}' missing", argument.name))
        {
            let name = argument.name;
            return format!(
                "{} asks for the argument `{name}', which nobody gives: give it with --arg {name} EXPRESSION, \
                 in a flake with specialArgs, in a module with _module.args.{name}, or take it out",
                argument.file
            );
        }
        let mut message = message.to_owned();
        if let Some(option) = trace.options().first()
            && !message.contains(option)
        {
            message = format!("{message}\n  in the option `{option}'");
        }
        if let Some(place) = place
            && !message.contains(place)
        {
            message = format!("{message}\n  needed at {place}");
        }
        message
    }

    /// The options that do not exist, by a second evaluation; where that meets other mistakes, by a third that
    /// looks less deep.
    fn unknown_options(
        &self,
        arguments: &Arguments,
        named: &unknown_option::NamedOption,
    ) -> Result<Vec<UnknownOption>, Error> {
        let arguments = arguments.clone().unknown_option(named.path.clone());
        let ask = |attribute: &str| {
            let program = self.evaluation(&arguments).args(["--eval", "--strict", "--json", "-A", attribute]);
            serde_json::from_slice(&program.output()?).map_err(Error::Value)
        };
        ask("unknown").or_else(|_| ask("unknownAtTop"))
    }

    /// Whether a place is in a file of the user's, not in one of nixpkgs' or of ours.
    fn is_users(&self, file: &str, nixpkgs: Option<&str>, arguments: &Arguments) -> bool {
        let below = |directory: &str| {
            file.strip_prefix(directory).is_some_and(|rest| directory.ends_with('/') || rest.starts_with('/'))
        };
        file.starts_with('/')
            && !Path::new(file).starts_with(&self.tree)
            && !nixpkgs.is_some_and(below)
            && !arguments.nixpkgs().is_some_and(below)
            && !file.contains("derivation-internal.nix")
    }
}

/// Whether a message has a path below the configuration's own directory in it.
fn names_own_file(message: &str, arguments: &Arguments) -> bool {
    let directory = arguments.configuration().and_then(Path::parent).map(Path::to_string_lossy);
    directory.is_some_and(|directory| directory.len() > 1 && message.contains(&format!("{directory}/")))
}

/// `FILE:LINE` where the configuration has a word.
fn named_at(arguments: &Arguments, word: &str) -> Option<String> {
    let configuration = arguments.configuration()?;
    let text = std::fs::read_to_string(configuration).ok()?;
    let is_word = |character: char| !(character.is_alphanumeric() || matches!(character, '_' | '-'));
    let has_it = |line: &str| line.split(is_word).any(|part| part == word);
    let line = text.lines().position(|line| has_it(line) && !line.trim_start().starts_with('#'))?;
    Some(format!("{}:{}", configuration.display(), line + 1))
}
