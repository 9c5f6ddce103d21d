//! Where standard input comes from, where output goes, and what it is called in the log.

use super::super::{ExecContext, Input, Output, Seizure, Verdict};
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
fn add_data(input: &mut Input, more: values::Parsed<Vec<u8>>, d: Directive, scope: &mut Scope) {
    match (more, input) {
        (Err(mistake), _) => scope.leave_out(d.name, &mistake),
        (Ok(_), Input::Data(data)) if d.is_empty() => data.clear(),
        (Ok(_), _) if d.is_empty() => {}
        (Ok(more), Input::Data(data)) => data.extend_from_slice(&more),
        (Ok(more), input) => *input = Input::Data(more),
    }
}

fn input(before: &Input, d: Directive, scope: &mut Scope) -> Option<Input> {
    match d.value {
        "null" => Some(Input::Null),
        "socket" => Some(Input::Socket),
        "data" => match before {
            Input::Data(data) => Some(Input::Data(data.clone())),
            _ => Some(Input::Data(Vec::new())),
        },
        "tty" => Some(Input::Terminal(terminal(Seizure::Wait, d, scope))),
        "tty-force" => Some(Input::Terminal(terminal(Seizure::Force, d, scope))),
        "tty-fail" => Some(Input::Terminal(terminal(Seizure::Fail, d, scope))),
        text => match text.strip_prefix("file:") {
            Some(path) => file(path, d, scope).map(|path| Input::File(path.into())),
            None => named(text, "stdin", d, scope).map(Input::Named),
        },
    }
}

fn output(d: Directive, scope: &mut Scope) -> Option<Output> {
    Some(match d.value {
        "inherit" => Output::Inherit,
        "null" => Output::Null,
        "socket" => Output::Socket,
        "tty" => terminal(Output::Terminal, d, scope),
        text @ ("journal" | "syslog" | "kmsg" | "journal+console" | "syslog+console" | "kmsg+console") => {
            if !text.starts_with("journal") {
                let reason = "it goes to the container's log";
                scope.find(Verdict::Note, format!("{}={text}", d.name), reason);
            }
            Output::Log
        }
        text => match text.split_once(':') {
            Some(("file", path)) => Output::File(file(path, d, scope)?.into()),
            Some(("append", path)) => Output::Append(file(path, d, scope)?.into()),
            Some(("truncate", path)) => Output::Truncate(file(path, d, scope)?.into()),
            _ => {
                let usual = if d.name == "StandardError" { "stderr" } else { "stdout" };
                return named(text, usual, d, scope).map(Output::Named);
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
