//! A syslog message on its way to the log, for the fuzz target of that name.

use super::lines::Piece;
use super::render::{Format, Renderer, Stream};
use super::syslog::parse;

/// Takes `data` apart as a datagram and writes it in both formats: one line each, and JSON that is JSON.
pub fn syslog(data: &[u8]) {
    let message = parse(data);
    for format in [Format::Text, Format::Json] {
        let renderer = Renderer::new(format, false);
        let tag = message.tag_for("unit.service");
        let label = renderer.label("unit.service", tag, Some(7), Stream::Syslog);
        for line in message.text.split(|byte| *byte == b'\n') {
            let mut out = Vec::new();
            renderer.line(
                &label,
                message.priority,
                Piece { bytes: line, continued: false, continues: false },
                &mut out,
            );
            let newlines = out.iter().filter(|byte| **byte == b'\n').count();
            assert!(newlines == 1 && out.ends_with(b"\n"), "not one line: {out:?}");
            if format == Format::Json {
                serde_json::from_slice::<serde_json::Value>(&out).expect("a line of JSON");
            }
        }
    }
}
