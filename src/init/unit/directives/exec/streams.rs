//! Where standard input comes from, where output goes, and under which name it is logged: systemd.exec(5),
//! "Logging and Standard Input/Output".

use super::Row;
use crate::init::base64;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::quoting::{self, Unknown};
use crate::init::unit::written::{path, yes};
use crate::init::unit::{ExecContext, Seizure, StandardInput, StandardOutput, Verdict, values};

const NO_JOURNAL: &str = "there is no journal";
const NO_UTMP: &str = "there is no utmp";
const TERMINAL: &str = "the terminal is the container's";
const WITHOUT_TERMINAL: &str = "there is no terminal without `docker run -t`";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("StandardInput", "where it reads from", |it, line, scope| {
        if let Some(input) = input(&it.standard_input, line, scope) {
            it.standard_input = input;
        }
    })
    .but(WITHOUT_TERMINAL)
    .shown("StandardInput", shown_input),
    Row::honoured("StandardInputText", "a line of what it reads", |it, line, scope| {
        let text =
            quoting::unescaped(line.value, Unknown::Refuse).and_then(|text| String::from_utf8(text).ok());
        let text = text.ok_or_else(|| format!("`{}` has a backslash that is no escape", line.value));
        let text = text.and_then(|text| scope.resolve(&text)).map(|text| text + "\n");
        add_data(&mut it.standard_input, text.map(String::into_bytes), line, scope);
    }),
    Row::honoured("StandardInputData", "what it reads, in base64", |it, line, scope| {
        let data = base64::decode(line.value).ok_or_else(|| "that is not base64".to_owned());
        add_data(&mut it.standard_input, data, line, scope);
    }),
    Row::honoured(
        "StandardOutput",
        "where its output goes; `journal` is the container's log",
        |it, line, scope| {
            if let Some(output) = output(line, scope) {
                it.standard_output = output;
            }
        },
    )
    .but(WITHOUT_TERMINAL)
    .shown("StandardOutput", |it| {
        use StandardInput::{Named, Socket, Terminal};
        let inherits = matches!(it.standard_input, Socket | Named(_) | Terminal(_));
        shown_output(&it.standard_output, if inherits { "inherit" } else { "journal" })
    }),
    Row::honoured("StandardError", "where its errors go", |it, line, scope| {
        if let Some(output) = output(line, scope) {
            it.standard_error = output;
        }
    })
    .but(WITHOUT_TERMINAL)
    .shown("StandardError", |it| shown_output(&it.standard_error, "inherit")),
    Row::honoured("TTYPath", "the terminal that is meant", |it, line, scope| {
        line.set_some_or_none(&mut it.tty_path, scope, |text| values::absolute(text).map(Into::into));
    })
    .shown("TTYPath", |it| path(it.tty_path.as_deref())),
    Row::noted("TTYReset", TERMINAL, "the terminal is set up anew before and after"),
    Row::noted("TTYVHangup", TERMINAL, "who else has the terminal loses it"),
    Row::noted("TTYVTDisallocate", TERMINAL, "the screen is cleared before and after"),
    Row::noted("TTYColumns", TERMINAL, "the terminal's width"),
    Row::noted("TTYRows", TERMINAL, "the terminal's height"),
    Row::honoured("SyslogIdentifier", "what it is called in the log", |it, line, scope| {
        line.text(&mut it.logging.identifier, scope);
    })
    .shown("SyslogIdentifier", |it| it.logging.identifier.clone().unwrap_or_default()),
    Row::honoured("SyslogLevel", "the priority of lines that say none", |it, line, scope| {
        line.set(&mut it.logging.level, scope, values::level);
    })
    .shown("SyslogLevel", |it| it.logging.level.to_string()),
    Row::honoured("SyslogLevelPrefix", "`<3>` before a line is its priority", |it, line, scope| {
        line.flag(&mut it.logging.level_prefix, scope);
    })
    .shown("SyslogLevelPrefix", |it| yes(it.logging.level_prefix)),
    Row::noted("SyslogFacility", "the container's log has no facilities", "the facility of its lines"),
    Row::honoured("LogLevelMax", "lines of a lesser priority are dropped", |it, line, scope| {
        line.set_some(&mut it.logging.level_max, scope, values::level);
    })
    .shown("LogLevelMax", |it| {
        it.logging.level_max.map_or_else(|| "-1".to_owned(), |level| level.to_string())
    }),
    Row::noted("LogExtraFields", NO_JOURNAL, "fields of its entries"),
    Row::noted("LogRateLimitIntervalSec", NO_JOURNAL, "within which time its lines are counted"),
    Row::noted("LogRateLimitBurst", NO_JOURNAL, "how many are taken in that time"),
    Row::noted("LogFilterPatterns", NO_JOURNAL, "which of its lines are taken"),
    Row::noted("LogNamespace", NO_JOURNAL, "the journal that they are in"),
    Row::honoured("IgnoreSIGPIPE", "a write that nobody reads does not end it", |it, line, scope| {
        line.set(&mut it.default_sigpipe, scope, |text| values::boolean(text).map(|yes| !yes));
    })
    .shown("IgnoreSIGPIPE", |it| yes(!it.default_sigpipe)),
    Row::noted("UtmpIdentifier", NO_UTMP, "the terminal's name in utmp"),
    Row::noted("UtmpMode", NO_UTMP, "the kind of its entry in utmp"),
];

/// Adds to the data for standard input, and so makes standard input `data`; an empty line takes the data back.
fn add_data(input: &mut StandardInput, more: values::Parsed<Vec<u8>>, line: Line, scope: &mut Scope) {
    let Some(more) = line.understood(more, scope) else { return };
    match input {
        StandardInput::Data(data) if line.is_empty() => data.clear(),
        StandardInput::Data(data) => data.extend_from_slice(&more),
        _ if line.is_empty() => {}
        input => *input = StandardInput::Data(more),
    }
}

fn input(before: &StandardInput, line: Line, scope: &mut Scope) -> Option<StandardInput> {
    match line.value {
        "null" => Some(StandardInput::Null),
        "socket" => Some(StandardInput::Socket),
        "data" => match before {
            StandardInput::Data(data) => Some(StandardInput::Data(data.clone())),
            _ => Some(StandardInput::Data(Vec::new())),
        },
        "tty" => Some(StandardInput::Terminal(terminal(Seizure::Wait, line, scope))),
        "tty-force" => Some(StandardInput::Terminal(terminal(Seizure::Force, line, scope))),
        "tty-fail" => Some(StandardInput::Terminal(terminal(Seizure::Fail, line, scope))),
        text => match text.strip_prefix("file:") {
            Some(path) => line.understood(scope.path(path), scope).map(StandardInput::File),
            None => named(text, "stdin", line, scope).map(StandardInput::Named),
        },
    }
}

fn output(line: Line, scope: &mut Scope) -> Option<StandardOutput> {
    Some(match line.value {
        "inherit" => StandardOutput::Inherit,
        "null" => StandardOutput::Null,
        "socket" => StandardOutput::Socket,
        "tty" => terminal(StandardOutput::Terminal, line, scope),
        text @ ("journal" | "syslog" | "kmsg" | "journal+console" | "syslog+console" | "kmsg+console") => {
            if !text.starts_with("journal") {
                let reason = "it goes to the container's log";
                scope.find(Verdict::Note, format!("{}={text}", line.name), reason);
            }
            StandardOutput::Log
        }
        text => match text.split_once(':') {
            Some(("file", path)) => StandardOutput::File(line.understood(scope.path(path), scope)?),
            Some(("append", path)) => StandardOutput::Append(line.understood(scope.path(path), scope)?),
            Some(("truncate", path)) => StandardOutput::Truncate(line.understood(scope.path(path), scope)?),
            _ => {
                let usual = if line.name == "StandardError" { "stderr" } else { "stdout" };
                return named(text, usual, line, scope).map(StandardOutput::Named);
            }
        },
    })
}

/// A stream that is a terminal only where the container has one.
fn terminal<T>(stream: T, line: Line, scope: &mut Scope) -> T {
    scope.find(Verdict::Partly, format!("{}={}", line.name, line.value), WITHOUT_TERMINAL);
    stream
}

/// `fd:NAME`, or `fd` for the `usual` name.
fn named(text: &str, usual: &str, line: Line, scope: &mut Scope) -> Option<String> {
    match text.strip_prefix("fd:") {
        Some(name) => {
            let name = scope.resolve(name).and_then(|name| values::descriptor_name(&name));
            line.understood(name, scope)
        }
        None if text == "fd" => Some(usual.to_owned()),
        None => {
            scope.leave_out(line.name, &format!("`{text}` is unknown"));
            None
        }
    }
}

fn shown_input(context: &ExecContext) -> String {
    match context.standard_input {
        StandardInput::Null => "null",
        StandardInput::File(_) => "file",
        StandardInput::Data(_) => "data",
        StandardInput::Socket => "socket",
        StandardInput::Named(_) => "fd",
        StandardInput::Terminal(Seizure::Force) => "tty-force",
        StandardInput::Terminal(Seizure::Fail) => "tty-fail",
        StandardInput::Terminal(Seizure::Wait) | StandardInput::Container => "tty",
    }
    .to_owned()
}

/// How `systemctl show` names an output. The log is `journal`, as for systemd.
fn shown_output(output: &StandardOutput, inherited: &str) -> String {
    match output {
        StandardOutput::Inherit => inherited,
        StandardOutput::Null => "null",
        StandardOutput::Log => "journal",
        StandardOutput::File(_) => "file",
        StandardOutput::Append(_) => "append",
        StandardOutput::Truncate(_) => "truncate",
        StandardOutput::Socket => "socket",
        StandardOutput::Named(_) => "fd",
        StandardOutput::Terminal | StandardOutput::Container => "tty",
    }
    .to_owned()
}
