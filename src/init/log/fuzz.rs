//! A message on its way to the log, for the fuzz target `syslog`.

use super::journal::entry::entries;
use super::lines::Piece;
use super::render::{Format, LineOrigin, Renderer, Stream};
use super::syslog::parse;

/// Takes `data` apart as a datagram to /dev/log, and as one to the journal.
pub(crate) fn syslog(data: &[u8]) {
    let message = parse(data);
    one_line_each(message.tag, message.text, Stream::Syslog);
    for entry in entries(data) {
        one_line_each(entry.identifier, entry.message.unwrap_or_default(), Stream::Journal);
    }
}

/// Writes a message in both formats: one line each, and JSON that is JSON.
fn one_line_each(tag: Option<&str>, text: &[u8], stream: Stream) {
    for format in [Format::Text, Format::Json] {
        let renderer = Renderer::new(format, false);
        let origin = LineOrigin { unit: Some("unit.service"), tag, pid: Some(7), ..LineOrigin::default() };
        let label = renderer.label(origin, stream);
        for bytes in text.split(|byte| *byte == b'\n') {
            let mut out = Vec::new();
            let piece = Piece { bytes, continued: false, continues: false };
            renderer.line(&label, super::Priority::Info, piece, &mut out);
            let line = out.strip_suffix(b"\n").expect("a line");
            assert!(!line.iter().any(|byte| *byte < b' ' && *byte != b'\t'), "a control character: {line:?}");
            if format == Format::Json {
                serde_json::from_slice::<serde_json::Value>(line).expect("a line of JSON");
            }
        }
    }
}
