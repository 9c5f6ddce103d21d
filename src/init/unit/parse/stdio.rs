//! Where standard input comes from, where output goes, and what it is called in the log.

use super::super::{ExecContext, Seizure, StandardInput, StandardOutput, Verdict};
use super::directive::{Directive, Scope};
use super::{values, words};
use crate::init::base64;

/// Takes a directive; false if it is none of these.
pub(super) fn apply(context: &mut ExecContext, d: Directive, scope: &mut Scope) -> bool {
    let logging = &mut context.logging;
    match d.name {
        "StandardInput" => {
            if let Some(input) = input(&context.standard_input, d, scope) {
                context.standard_input = input;
            }
        }
        "StandardInputText" => {
            let text = words::unescaped(d.value, words::Unknown::Refuse)
                .and_then(|text| String::from_utf8(text).ok());
            let text = text.ok_or_else(|| format!("`{}` has a backslash that is no escape", d.value));
            let line = text.and_then(|text| scope.resolve(&text)).map(|text| text + "\n");
            add_data(&mut context.standard_input, line.map(String::into_bytes), d, scope);
        }
        "StandardInputData" => {
            let data = base64::decode(d.value).ok_or_else(|| "that is not base64".to_owned());
            add_data(&mut context.standard_input, data, d, scope);
        }
        "StandardOutput" => {
            if let Some(output) = output(d, scope) {
                context.standard_output = output;
            }
        }
        "StandardError" => {
            if let Some(output) = output(d, scope) {
                context.standard_error = output;
            }
        }
        "TTYPath" => d.set_or(&mut context.tty_path, None, scope, |text| {
            values::absolute(text).map(|path| Some(path.into()))
        }),
        "SyslogIdentifier" => d.text(&mut logging.identifier, scope),
        "SyslogLevel" => d.set(&mut logging.level, scope, values::level),
        "SyslogLevelPrefix" => d.flag(&mut logging.level_prefix, scope),
        "LogLevelMax" => d.set_some(&mut logging.level_max, scope, values::level),
        _ => return false,
    }
    true
}

/// Adds to the data that is the standard input where that is `data`, which is what any data make of it; an empty
/// line takes it back.
fn add_data(input: &mut StandardInput, more: values::Parsed<Vec<u8>>, d: Directive, scope: &mut Scope) {
    match (more, input) {
        (Err(mistake), _) => scope.leave_out(d.name, &mistake),
        (Ok(_), StandardInput::Data(data)) if d.is_empty() => data.clear(),
        (Ok(_), _) if d.is_empty() => {}
        (Ok(more), StandardInput::Data(data)) => data.extend_from_slice(&more),
        (Ok(more), input) => *input = StandardInput::Data(more),
    }
}

fn input(before: &StandardInput, d: Directive, scope: &mut Scope) -> Option<StandardInput> {
    match d.value {
        "null" => Some(StandardInput::Null),
        "socket" => Some(StandardInput::Socket),
        "data" => match before {
            StandardInput::Data(data) => Some(StandardInput::Data(data.clone())),
            _ => Some(StandardInput::Data(Vec::new())),
        },
        "tty" => Some(StandardInput::Terminal(terminal(Seizure::Wait, d, scope))),
        "tty-force" => Some(StandardInput::Terminal(terminal(Seizure::Force, d, scope))),
        "tty-fail" => Some(StandardInput::Terminal(terminal(Seizure::Fail, d, scope))),
        text => match text.strip_prefix("file:") {
            Some(path) => file(path, d, scope).map(|path| StandardInput::File(path.into())),
            None => named(text, "stdin", d, scope).map(StandardInput::Named),
        },
    }
}

fn output(d: Directive, scope: &mut Scope) -> Option<StandardOutput> {
    Some(match d.value {
        "inherit" => StandardOutput::Inherit,
        "null" => StandardOutput::Null,
        "socket" => StandardOutput::Socket,
        "tty" => terminal(StandardOutput::Terminal, d, scope),
        text @ ("journal" | "syslog" | "kmsg" | "journal+console" | "syslog+console" | "kmsg+console") => {
            if !text.starts_with("journal") {
                let reason = "it goes to the container's log";
                scope.find(Verdict::Note, format!("{}={text}", d.name), reason);
            }
            StandardOutput::Log
        }
        text => match text.split_once(':') {
            Some(("file", path)) => StandardOutput::File(file(path, d, scope)?.into()),
            Some(("append", path)) => StandardOutput::Append(file(path, d, scope)?.into()),
            Some(("truncate", path)) => StandardOutput::Truncate(file(path, d, scope)?.into()),
            _ => {
                let usual = if d.name == "StandardError" { "stderr" } else { "stdout" };
                return named(text, usual, d, scope).map(StandardOutput::Named);
            }
        },
    })
}

fn file(path: &str, d: Directive, scope: &mut Scope) -> Option<String> {
    let path = scope.resolve(path).and_then(|path| values::absolute(&path));
    path.map_err(|mistake| scope.leave_out(d.name, &mistake)).ok()
}

/// What is a terminal only where the container has one.
fn terminal<T>(stream: T, d: Directive, scope: &mut Scope) -> T {
    let what = format!("{}={}", d.name, d.value);
    scope.find(Verdict::Partly, what, "there is no terminal without `docker run -t`");
    stream
}

/// `fd:NAME`, or `fd` for the `usual` name.
fn named(text: &str, usual: &str, d: Directive, scope: &mut Scope) -> Option<String> {
    match text.strip_prefix("fd:") {
        Some(name) => {
            let name = scope.resolve(name).and_then(|name| values::descriptor_name(&name));
            name.map_err(|mistake| scope.leave_out(d.name, &mistake)).ok()
        }
        None if text == "fd" => Some(usual.to_owned()),
        None => {
            scope.leave_out(d.name, &format!("`{text}` is unknown"));
            None
        }
    }
}
