//! How a line looks: `unit[pid]: line` for people, one JSON object a line for programs.
//!
//! What is the same for every line of a source is put together once, in its [`Label`]; a line
//! then costs two copies into the output buffer and no allocation.

use std::io::Write;
use std::ops::Range;

use super::escape::escape;
use super::lines::Piece;
use super::priority::Priority;
use super::time::{Clock, LENGTH};

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `unit[pid]: line`.
    #[default]
    Text,
    /// One JSON object a line: time, unit, pid, priority, stream, message.
    Json,
}

/// Where a line came from, as the JSON says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// A unit's standard output.
    Stdout,
    /// A unit's standard error.
    Stderr,
    /// The socket /dev/log.
    Syslog,
    /// A message of the init itself.
    Init,
}

impl Stream {
    fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::Syslog => "syslog",
            Self::Init => "init",
        }
    }
}

/// All of a source's lines before the message.
#[derive(Debug, Default)]
pub struct Label {
    text: Vec<u8>,
    /// JSON: where the priority's digit goes. (The time goes to [`TIME`].)
    priority: usize,
}

/// JSON: where a line's time goes.
const TIME: Range<usize> = 9..9 + LENGTH;

/// Prefix colours by unit: the readable ones that don't look like an alarm.
const COLOURS: [&str; 6] = ["36", "32", "34", "35", "96", "94"];
const CONTINUED: &[u8] = b"[continued] ";
const CONTINUES: &[u8] = b" [line continues]";

/// Writes lines in one format.
#[derive(Debug, Default)]
pub struct Renderer {
    format: Format,
    colour: bool,
    clock: Clock,
}

impl Renderer {
    /// One for `format`; `colour` is for text that goes to a terminal.
    pub fn new(format: Format, colour: bool) -> Self {
        Self { format, colour, ..Self::default() }
    }

    /// How lines are written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The fixed parts for lines of `unit` (its full name), process `pid`, shown as
    /// `identifier` when that is given (`SyslogIdentifier=`, or a syslog tag).
    pub fn label(&self, unit: &str, identifier: Option<&str>, pid: Option<i32>, stream: Stream) -> Label {
        let name = identifier.unwrap_or_else(|| unit.strip_suffix(".service").unwrap_or(unit));
        let mut label = Label::default();
        let text = &mut label.text;
        // Writing to a vector can't fail.
        match self.format {
            Format::Text => {
                let pid = pid.map_or_else(String::new, |pid| format!("[{pid}]"));
                let hash =
                    unit.bytes().fold(5381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
                let _ = if self.colour {
                    write!(text, "\x1b[{}m{name}{pid}:\x1b[0m ", COLOURS[hash % COLOURS.len()])
                } else {
                    write!(text, "{name}{pid}: ")
                };
            }
            Format::Json => {
                text.extend_from_slice(b"{\"time\":\"");
                text.extend_from_slice(self.clock.text());
                text.extend_from_slice(b"\",\"unit\":\"");
                escape(unit.as_bytes(), text);
                if let Some(identifier) = identifier {
                    text.extend_from_slice(b"\",\"identifier\":\"");
                    escape(identifier.as_bytes(), text);
                }
                text.push(b'"');
                if let Some(pid) = pid {
                    let _ = write!(text, ",\"pid\":{pid}");
                }
                text.extend_from_slice(b",\"priority\":");
                label.priority = text.len();
                let _ = write!(text, "0,\"stream\":\"{}\",\"message\":\"", stream.name());
            }
        }
        label
    }

    /// Takes the time for the lines to come; once for all lines of one read.
    pub fn tick(&mut self) {
        if self.format == Format::Json {
            self.clock.set_now();
        }
    }

    /// Appends one line, with its newline.
    pub fn line(&self, label: &Label, priority: Priority, piece: Piece<'_>, out: &mut Vec<u8>) {
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
        out.extend_from_slice(piece.bytes);
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
mod tests {
    use super::*;

    fn rendered(renderer: &mut Renderer, priority: Priority, bytes: &[u8]) -> Vec<u8> {
        let label = renderer.label("httpd.service", None, Some(12), Stream::Stdout);
        let mut out = Vec::new();
        renderer.tick();
        renderer.line(&label, priority, Piece { bytes, continued: false, continues: false }, &mut out);
        out
    }

    #[test]
    fn text_is_unit_pid_and_the_bytes_as_they_are() {
        let mut renderer = Renderer::new(Format::Text, false);
        assert_eq!(rendered(&mut renderer, Priority::Error, b"a \xff b"), b"httpd[12]: a \xff b\n");
    }

    #[test]
    fn a_terminal_gets_colours() {
        let mut renderer = Renderer::new(Format::Text, true);
        let line = String::from_utf8(rendered(&mut renderer, Priority::Error, b"no")).unwrap();
        assert!(line.starts_with("\x1b["), "{line:?}");
        assert!(line.ends_with("mhttpd[12]:\x1b[0m \x1b[1;31mno\x1b[0m\n"), "{line:?}");
    }

    #[test]
    fn json_is_valid_whatever_the_bytes() {
        let mut renderer = Renderer::new(Format::Json, true);
        let all: Vec<u8> = (0..=255).chain("ü€😀".bytes()).chain([0xe2, 0x82]).collect();
        let line = rendered(&mut renderer, Priority::Warning, &all);
        assert_eq!(line.split(|byte| *byte == b'\n').count(), 2);
        let object: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(object["unit"], "httpd.service");
        assert_eq!(object["pid"], 12);
        assert_eq!(object["priority"], 4);
        assert_eq!(object["stream"], "stdout");
        assert_eq!(object["time"].as_str().unwrap().len(), "2026-11-22T16:02:17.123456Z".len());
        let message = object["message"].as_str().unwrap();
        assert!(message.contains("\\x80") && message.contains("\\xff"), "{message}");
        assert!(message.contains("\u{0}\u{1}") && message.contains("~\u{7f}"), "{message}");
        assert!(message.ends_with("ü€😀\\xe2\\x82"), "{message}");
    }

    #[test]
    fn pieces_of_a_giant_line_are_marked() {
        let piece = Piece { bytes: b"x", continued: true, continues: true };
        let text = Renderer::new(Format::Text, false);
        let mut out = Vec::new();
        text.line(&text.label("a.service", Some("b"), None, Stream::Stdout), Priority::Info, piece, &mut out);
        assert_eq!(out, b"b: [continued] x [line continues]\n");
        let json = Renderer::new(Format::Json, false);
        out.clear();
        json.line(&json.label("a.service", Some("b"), None, Stream::Stdout), Priority::Info, piece, &mut out);
        let object: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&object["continued"], &object["identifier"]), (&true.into(), &"b".into()));
        assert_eq!(object.get("pid"), None);
    }
}
