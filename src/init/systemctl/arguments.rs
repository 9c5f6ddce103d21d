//! systemctl's command line: options before, between and after the words.

use std::str::FromStr;

use super::super::unit::Signal;
use crate::glob;

/// The options that have an effect here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one of systemctl's switches")]
pub(super) struct SystemctlOptions {
    pub(super) quiet: bool,
    pub(super) no_block: bool,
    pub(super) wait: bool,
    pub(super) all: bool,
    pub(super) plain: bool,
    pub(super) no_legend: bool,
    pub(super) now: bool,
    pub(super) direction: Direction,
    pub(super) value: bool,
    pub(super) types: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) properties: Vec<String>,
    pub(super) signal: i32,
    pub(super) kill_whom: Option<String>,
    pub(super) lines: usize,
}

impl Default for SystemctlOptions {
    fn default() -> Self {
        Self {
            quiet: false,
            no_block: false,
            wait: false,
            all: false,
            plain: false,
            no_legend: false,
            now: false,
            direction: Direction::default(),
            value: false,
            types: Vec::new(),
            states: Vec::new(),
            properties: Vec::new(),
            signal: Signal::TERM.number(),
            kill_whom: None,
            lines: 10,
        }
    }
}

/// Which way `list-dependencies` goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Direction {
    /// What a unit pulls in.
    #[default]
    Forward,
    /// `--reverse`: what pulls the unit in.
    Reverse,
    /// What it is ordered after.
    After,
    /// What it is ordered before.
    Before,
}

/// A command with its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SystemctlArguments {
    pub(super) verb: String,
    pub(super) names: Vec<String>,
    pub(super) options: SystemctlOptions,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum CommandLine {
    Call(SystemctlArguments),
    Help,
    Version,
    /// A list of words that an option takes.
    Words(String),
}

/// Switches without effect here.
const WITHOUT_MEANING: [&str; 18] = [
    "--system",
    "--no-pager",
    "--full",
    "-l",
    "--no-ask-password",
    "--no-wall",
    "--force",
    "-f",
    "--runtime",
    "--no-reload",
    "--no-warn",
    "--show-types",
    "--recursive",
    "-r",
    "--with-dependencies",
    "--show-transaction",
    "-i",
    "--ignore-inhibitors",
];

/// Options with a value that have no effect here.
const VALUE_WITHOUT_MEANING: [&str; 8] = [
    "--job-mode",
    "--output",
    "-o",
    "--timestamp",
    "--root",
    "--preset-mode",
    "--check-inhibitors",
    "--what",
];

/// Options of one letter that take a value.
const SHORT_WITH_VALUE: [char; 6] = ['p', 'P', 't', 's', 'n', 'o'];

pub(super) fn parse(arguments: &[String]) -> Result<CommandLine, String> {
    let mut options = SystemctlOptions::default();
    let mut words = Vec::new();
    let mut rest = split_letters(arguments).into_iter();
    let mut only_words = false;
    while let Some(argument) = rest.next() {
        if only_words || !argument.starts_with('-') || argument == "-" {
            words.push(argument);
            continue;
        }
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (argument, None),
        };
        match name.as_str() {
            "--" => only_words = true,
            "-h" | "--help" => return Ok(CommandLine::Help),
            "--version" => return Ok(CommandLine::Version),
            "-t" | "--type"
                if value.as_deref() == Some("help")
                    || rest.as_slice().first().is_some_and(|it| value.is_none() && it == "help") =>
            {
                return Ok(CommandLine::Words(format!("Available unit types:\n{}\n", SUFFIXES.join("\n"))));
            }
            _ if options.switch(&name, value.as_deref()) || WITHOUT_MEANING.contains(&name.as_str()) => {}
            _ => {
                let mut take = || value.clone().or_else(|| rest.next());
                let value = take().ok_or_else(|| format!("systemctl: option '{name}' needs a value"))?;
                options.set(&name, &value)?;
            }
        }
    }
    let mut words = words.into_iter();
    let verb = words.next().unwrap_or_else(|| "list-units".to_owned());
    Ok(CommandLine::Call(SystemctlArguments { verb, names: words.collect(), options }))
}

/// `-ql` is `-q -l`, and `-n5` is `-n 5`.
fn split_letters(arguments: &[String]) -> Vec<String> {
    let mut split = Vec::new();
    for argument in arguments {
        let letters = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-') && !rest.is_empty());
        let Some(letters) = letters else {
            split.push(argument.clone());
            continue;
        };
        for (position, letter) in letters.char_indices() {
            split.push(format!("-{letter}"));
            let value = &letters[position + letter.len_utf8()..];
            if SHORT_WITH_VALUE.contains(&letter) {
                if !value.is_empty() {
                    split.push(value.to_owned());
                }
                break;
            }
        }
    }
    split
}

impl SystemctlOptions {
    /// Sets a switch; returns false if `name` is not one.
    fn switch(&mut self, name: &str, value: Option<&str>) -> bool {
        match (name, value) {
            ("-q" | "--quiet", None) => self.quiet = true,
            ("--no-block", None) => self.no_block = true,
            ("--wait", None) => self.wait = true,
            ("-a" | "--all", None) => self.all = true,
            ("--plain", None) => self.plain = true,
            ("--no-legend", None) => self.no_legend = true,
            ("--legend", Some(value)) => self.no_legend = matches!(value, "no" | "false" | "0"),
            ("--now", None) => self.now = true,
            ("--reverse", None) => self.direction = Direction::Reverse,
            ("--after", None) => self.direction = Direction::After,
            ("--before", None) => self.direction = Direction::Before,
            ("--value", None) => self.value = true,
            ("--failed", None) => self.states.push("failed".into()),
            _ => return false,
        }
        true
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let list = || value.split(',').filter(|item| !item.is_empty()).map(str::to_owned);
        match name {
            "-p" | "--property" => self.properties.extend(list()),
            "-P" => {
                self.properties.extend(list());
                self.value = true;
            }
            "-t" | "--type" => {
                for word in list() {
                    if SUFFIXES.contains(&word.as_str()) {
                        self.types.push(word);
                    } else if LOAD_STATES.contains(&word.as_str()) {
                        self.states.push(word);
                    } else {
                        return Err(format!(
                            "Unknown unit type or load state '{word}'.\nUse -t help to see a list of allowed values."
                        ));
                    }
                }
            }
            "--state" => self.states.extend(list()),
            "-s" | "--signal" => {
                let unknown = |_| format!("Failed to parse signal string \"{value}\".");
                let signal = Signal::from_str(value).map_err(unknown)?;
                self.signal = signal.number();
            }
            "--kill-whom" | "--kill-who" => self.kill_whom = Some(value.to_owned()),
            "-n" | "--lines" => {
                self.lines = value.parse().map_err(|_| format!("Failed to parse lines '{value}'"))?;
            }
            _ if VALUE_WITHOUT_MEANING.contains(&name) => {}
            _ => return Err(format!("systemctl: unrecognized option '{name}'")),
        }
        Ok(())
    }
}

/// The kinds of units that systemd has, in the order of its `--type=help`.
const SUFFIXES: [&str; 11] = [
    "service",
    "mount",
    "swap",
    "socket",
    "target",
    "device",
    "automount",
    "timer",
    "path",
    "slice",
    "scope",
];

/// The load states that systemd has; `--type=` takes them, too.
const LOAD_STATES: [&str; 7] = ["stub", "loaded", "not-found", "bad-setting", "error", "merged", "masked"];

/// A unit's full name: `redis` is `redis.service`. A pattern matches units of all kinds.
pub(super) fn with_suffix(name: &str) -> String {
    let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix);
    if glob::is_pattern(name) || suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix)) {
        name.to_owned()
    } else {
        format!("{name}.service")
    }
}

#[cfg(test)]
mod tests;
