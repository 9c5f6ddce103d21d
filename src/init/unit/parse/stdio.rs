//! Where standard input comes from, where output goes, and what it is called in the log.

use super::super::{ExecContext, Input, Output, Verdict};
use super::directive::{Directive, Scope};
use super::{values, words};
use crate::init::base64;

/// syslog(3)'s levels by number.
const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// Takes a directive; false if it is none of these.
pub fn apply(context: &mut ExecContext, d: Directive, scope: &mut Scope) -> bool {
    let logging = &mut context.logging;
    match d.name {
        "StandardInput" => input(&mut context.standard_input, d, scope),
        "StandardInputText" => {
            for line in d.list() {
                let mut text =
                    words::unescaped(&scope.expand(line), words::Unknown::Keep).unwrap_or_default();
                text.push(b'\n');
                add_data(&mut context.standard_input, &text);
            }
        }
        "StandardInputData" => {
            for line in d.list() {
                match base64::decode(line) {
                    Some(data) => add_data(&mut context.standard_input, &data),
                    None => scope.problem(d.name, "that is not base64"),
                }
            }
        }
        "StandardOutput" => output(&mut context.standard_output, d, scope),
        "StandardError" => output(&mut context.standard_error, d, scope),
        "SyslogIdentifier" => d.text(&mut logging.identifier, scope),
        "SyslogLevel" => d.set(&mut logging.level, scope, level),
        "SyslogLevelPrefix" => d.flag(&mut logging.level_prefix, scope),
        "LogLevelMax" => d.set_some(&mut logging.level_max, scope, level),
        _ => return false,
    }
    true
}

fn level(text: &str) -> values::Parsed<u8> {
    let index = LEVELS.iter().position(|name| *name == text).and_then(|index| u8::try_from(index).ok());
    index.ok_or_else(|| format!("`{text}` is no level of syslog"))
}

fn add_data(input: &mut Input, more: &[u8]) {
    match input {
        Input::Data(data) => data.extend_from_slice(more),
        _ => *input = Input::Data(more.to_vec()),
    }
}

fn input(target: &mut Input, d: Directive, scope: &mut Scope) {
    let Some(text) = d.last() else { return };
    match text {
        "null" => *target = Input::Null,
        "socket" => *target = Input::Socket,
        "data" => {
            if !matches!(target, Input::Data(_)) {
                *target = Input::Data(Vec::new());
            }
        }
        _ => match text.strip_prefix("file:") {
            Some(path) => *target = Input::File(scope.expand(path).into()),
            None => unsupported(text, d, scope),
        },
    }
}

fn output(target: &mut Output, d: Directive, scope: &mut Scope) {
    let Some(text) = d.last() else { return };
    let path = |path: &str, scope: &mut Scope| scope.expand(path).into();
    *target = match text {
        "inherit" => Output::Inherit,
        "null" => Output::Null,
        "socket" => Output::Socket,
        "journal" | "syslog" | "kmsg" | "journal+console" | "syslog+console" | "kmsg+console" => {
            if !text.starts_with("journal") {
                let reason = "it goes to the container's log";
                scope.find(Verdict::Note, format!("{}={text}", d.name), reason);
            }
            Output::Log
        }
        _ => match text.split_once(':') {
            Some(("file", rest)) => Output::File(path(rest, scope)),
            Some(("append", rest)) => Output::Append(path(rest, scope)),
            Some(("truncate", rest)) => Output::Truncate(path(rest, scope)),
            _ => {
                unsupported(text, d, scope);
                Output::Inherit
            }
        },
    };
}

fn unsupported(text: &str, d: Directive, scope: &mut Scope) {
    let name = d.name;
    if text.starts_with("tty") {
        scope.find(Verdict::Refuse, format!("{name}={text}"), "services in a container have no terminal");
    } else if text == "fd" || text.starts_with("fd:") {
        scope.find(Verdict::Refuse, format!("{name}={text}"), "named file descriptors are not supported");
    } else {
        scope.problem(name, format!("`{text}` is unknown"));
    }
}
