//! The options that go on to Nix.

#![allow(clippy::doc_markdown)] // these comments are the help text, as the terminal shows it

use anyhow::{Context, Result};
use clap::{ArgAction, Args};

use crate::nix::flags::{Argument, ArgumentValue, NixFlags};

#[derive(Debug, Args)]
#[command(next_help_heading = "Options for Nix")]
pub(super) struct NixOptions {
    /// Look <names> up here before NIX_PATH, as in -I nixpkgs=PATH
    #[arg(short = 'I', value_name = "PATH")]
    search_path: Vec<String>,
    /// Give the configuration's modules the argument NAME, the value of a Nix expression
    #[arg(long, num_args = 2, value_names = ["NAME", "EXPR"], action = ArgAction::Append, allow_hyphen_values = true)]
    arg: Vec<String>,
    /// Give the configuration's modules the argument NAME, a text
    #[arg(long, num_args = 2, value_names = ["NAME", "TEXT"], action = ArgAction::Append, allow_hyphen_values = true)]
    argstr: Vec<String>,
    /// Set an option of nix.conf
    #[arg(long, num_args = 2, value_names = ["NAME", "VALUE"], action = ArgAction::Append, allow_hyphen_values = true)]
    option: Vec<String>,
    /// Build on these machines
    #[arg(long, value_name = "MACHINES")]
    builders: Option<String>,
    /// Build so much at the same time: a number, or auto
    #[arg(short = 'j', long, value_name = "N", value_parser = jobs)]
    max_jobs: Option<String>,
    /// Let each build use so many cores; 0: all
    #[arg(long, value_name = "N", value_parser = number)]
    cores: Option<String>,
    /// The system to evaluate for, as x86_64-linux
    #[arg(long, value_parser = system)]
    system: Option<String>,
    /// Show traces of evaluation errors
    #[arg(long)]
    show_trace: bool,
    /// Let the evaluation see what is not the configuration's: the environment, any file
    #[arg(long)]
    impure: bool,
}

impl NixOptions {
    pub(super) fn validate(self) -> Result<NixFlags> {
        let mut arguments = Vec::new();
        for (name, value) in pairs(self.arg) {
            let value = ArgumentValue::Expression(value);
            arguments.push(Argument::new(name.clone(), value).with_context(|| format!("--arg {name}"))?);
        }
        for (name, value) in pairs(self.argstr) {
            let value = ArgumentValue::Text(value);
            arguments.push(Argument::new(name.clone(), value).with_context(|| format!("--argstr {name}"))?);
        }
        let named = [
            ("builders", self.builders),
            ("cores", self.cores),
            ("max-jobs", self.max_jobs),
            ("system", self.system),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Ok(NixFlags {
            search_path: self.search_path,
            arguments,
            settings: pairs(self.option).chain(named).collect(),
            show_trace: self.show_trace,
            impure: self.impure,
        })
    }
}

fn number(text: &str) -> Result<String, &'static str> {
    text.parse::<u32>().map(|_| text.to_owned()).map_err(|_| "it takes a number")
}

fn jobs(text: &str) -> Result<String, &'static str> {
    if text == "auto" { Ok(text.to_owned()) } else { number(text).map_err(|_| "it takes a number, or auto") }
}

fn system(text: &str) -> Result<String, &'static str> {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_system =
        text.split_once('-').is_some_and(|(processor, kernel)| is_name(processor) && is_name(kernel));
    if is_system { Ok(text.to_owned()) } else { Err("it takes a processor and a kernel, as x86_64-linux") }
}

/// The values of an option that takes two, in pairs.
fn pairs(values: Vec<String>) -> impl Iterator<Item = (String, String)> {
    let mut values = values.into_iter();
    std::iter::from_fn(move || Some((values.next()?, values.next()?)))
}
