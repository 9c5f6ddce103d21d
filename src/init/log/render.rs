//! How a line looks: `unit[pid]: line` for people, one JSON object a line for programs.
//!
//! What is the same for every line of a source is put together once, in its [`Label`]; a line
//! then costs two copies into the output buffer and no allocation.

use std::io::Write;
use std::ops::Range;

use super::escape::{escape, escape_controls};
use super::forward::{self, Forward};
use super::lines::Piece;
use super::priority::Priority;
use super::timestamp::{Clock, LENGTH};

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `unit[pid]: line`.
    #[default]
    Text,
    /// One JSON object a line: time, unit, pid, priority, stream, message.
    Json,
}

/// Where a line came from, as named in the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// A unit's standard output.
    Stdout,
    /// A unit's standard error.
    Stderr,
    /// The socket /dev/log.
    Syslog,
    /// The sockets of the journal.
    Journal,
    /// A message of the init itself.
    Init,
}

impl Stream {
    fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::Syslog => "syslog",
            Self::Journal => "journal",
            Self::Init => "init",
        }
    }
}

/// Whose lines they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LineOrigin<'a> {
    /// The unit's full name; none where nobody can tell.
    pub unit: Option<&'a str>,
    /// `SyslogIdentifier=`: shown instead of the unit's name.
    pub identifier: Option<&'a str>,
    /// What the sender calls itself, which may be anything: shown as part of the line.
    pub tag: Option<&'a str>,
    /// The process that wrote it, if it is known.
    pub pid: Option<i32>,
    /// syslog's facility, where the sender says it.
    pub facility: Option<u8>,
}

impl<'a> LineOrigin<'a> {
    /// The name shown before a line; where the unit is unknown, one that no unit and not the init can have.
    fn name(self) -> &'a str {
        let unit = self.unit.map(|unit| unit.strip_suffix(".service").unwrap_or(unit));
        self.identifier.or(unit).unwrap_or(UNKNOWN)
    }
}

/// Stands in for the unit where it is unknown: no unit can have this name.
const UNKNOWN: &str = "(unknown)";

/// The part before the message, the same for all lines of a source.
#[derive(Debug, Default)]
pub(super) struct Label {
    text: Vec<u8>,
    /// JSON: where the priority's digit goes. (The time goes to [`TIME`].)
    priority: usize,
    /// The unit, the sender's name for a syslog daemon, and the facility.
    unit: String,
    name: String,
    facility: u8,
}

/// JSON: where a line's time goes.
const TIME: Range<usize> = 9..9 + LENGTH;

/// Prefix colours by unit: readable ones that don't look like an alarm.
const COLOURS: [&str; 6] = ["36", "32", "34", "35", "96", "94"];
const CONTINUED: &[u8] = b"[continued] ";
const CONTINUES: &[u8] = b" [line continues]";

/// Writes lines in one format.
#[derive(Debug, Default)]
pub(super) struct Renderer {
    format: Format,
    colour: bool,
    clock: Clock,
    forward: Option<Forward>,
}

impl Renderer {
    /// A renderer for `format`; `colour` is for text that goes to a terminal.
    pub(super) fn new(format: Format, colour: bool) -> Self {
        Self { format, colour, ..Self::default() }
    }

    /// The fixed parts of the lines of `origin`.
    pub(super) fn label(&self, origin: LineOrigin<'_>, stream: Stream) -> Label {
        let mut label = Label {
            unit: origin.unit.unwrap_or_default().to_owned(),
            name: forward::name(origin.tag.unwrap_or(origin.name()), origin.pid),
            facility: origin.facility.unwrap_or(forward::DAEMON),
            ..Label::default()
        };
        match self.format {
            Format::Text => self.text_label(origin, &mut label.text),
            Format::Json => self.json_label(origin, stream, &mut label),
        }
        label
    }

    // Writing to a vector can't fail.
    fn text_label(&self, origin: LineOrigin<'_>, text: &mut Vec<u8>) {
        let name = origin.name();
        if self.colour {
            let bytes = origin.unit.unwrap_or(name).bytes();
            let hash = bytes.fold(5381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
            let _ = write!(text, "\x1b[{}m", COLOURS[hash % COLOURS.len()]);
        }
        escape_controls(name.as_bytes(), text);
        if let Some(pid) = origin.pid {
            let _ = write!(text, "[{pid}]");
        }
        text.extend_from_slice(if self.colour { b":\x1b[0m " } else { b": " });
        if let Some(tag) = origin.tag.filter(|tag| *tag != name) {
            escape_controls(tag.as_bytes(), text);
            text.extend_from_slice(b": ");
        }
    }

    fn json_label(&self, origin: LineOrigin<'_>, stream: Stream, label: &mut Label) {
        let text = &mut label.text;
        text.extend_from_slice(b"{\"time\":\"");
        text.extend_from_slice(self.clock.text());
        text.extend_from_slice(b"\",\"unit\":");
        match origin.unit {
            Some(unit) => {
                text.push(b'"');
                escape(unit.as_bytes(), text);
                text.push(b'"');
            }
            None => text.extend_from_slice(b"null"),
        }
        if let Some(identifier) = origin.identifier.or(origin.tag.filter(|tag| *tag != origin.name())) {
            text.extend_from_slice(b",\"identifier\":\"");
            escape(identifier.as_bytes(), text);
            text.push(b'"');
        }
        if let Some(pid) = origin.pid {
            let _ = write!(text, ",\"pid\":{pid}");
        }
        text.extend_from_slice(b",\"priority\":");
        label.priority = text.len();
        let _ = write!(text, "0,\"stream\":\"{}\",\"message\":\"", stream.name());
    }

    /// Passes lines on to a syslog daemon from now on, or no longer.
    pub(super) fn pass_on(&mut self, forward: Option<Forward>) {
        self.forward = forward;
    }

    /// Sets the time of the lines to come; once for all lines of one read.
    pub(super) fn tick(&mut self) {
        if self.format == Format::Json {
            self.clock.set_now();
        }
    }

    /// Appends one line, with its newline.
    pub(super) fn line(&self, label: &Label, priority: Priority, piece: Piece<'_>, out: &mut Vec<u8>) {
        if let Some(forward) = &self.forward {
            forward.line(&label.unit, &label.name, label.facility, priority, piece.bytes);
        }
        match self.format {
            Format::Text => self.text_line(label, priority, piece, out),
            Format::Json => self.json_line(label, priority, piece, out),
        }
    }

    fn json_line(&self, label: &Label, priority: Priority, piece: Piece<'_>, out: &mut Vec<u8>) {
        out.reserve(label.text.len() + piece.bytes.len() + 3);
        let begin = out.len();
        out.extend_from_slice(&label.text);
        let line = &mut out[begin..];
        line[TIME].copy_from_slice(self.clock.text());
        line[label.priority] += priority.number();
        escape(piece.bytes, out);
        out.push(b'"');
        if piece.continued {
            out.extend_from_slice(b",\"continued\":true");
        }
        if piece.continues {
            out.extend_from_slice(b",\"continues\":true");
        }
        out.extend_from_slice(b"}\n");
    }

    fn text_line(&self, label: &Label, priority: Priority, piece: Piece<'_>, out: &mut Vec<u8>) {
        let alarm: &[u8] = match priority {
            _ if !self.colour => b"",
            Priority::Emergency | Priority::Alert | Priority::Critical | Priority::Error => b"\x1b[1;31m",
            Priority::Warning => b"\x1b[1;33m",
            _ => b"",
        };
        out.reserve(label.text.len() + piece.bytes.len() + 1);
        out.extend_from_slice(&label.text);
        out.extend_from_slice(alarm);
        if piece.continued {
            out.extend_from_slice(CONTINUED);
        }
        escape_controls(piece.bytes, out);
        if piece.continues {
            out.extend_from_slice(CONTINUES);
        }
        if !alarm.is_empty() {
            out.extend_from_slice(b"\x1b[0m");
        }
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests;
