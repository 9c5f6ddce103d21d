//! Writes messages that come whole, with a priority and a name that the sender gives itself, under the unit that its
//! process belongs to.

use super::journal::entry;
use super::lane::HIGH;
use super::lines::{LINE_MAX, Piece};
use super::message::{LogMessage, Sender, UnitOf};
use super::priority::Priority;
use super::render::{LineOrigin, Renderer, Stream};
use super::sink::Sink;
use super::tail::Tails;
use crate::init::datagram::Passed;

/// A message of more lines has the rest on its last one, newlines escaped: each line costs a label.
const LINES: usize = 1024;

/// How much is taken in one turn, so that others have theirs.
const TURN: usize = 256 * 1024;

/// Where messages of one turn go.
pub(super) struct MessageWriter<'a> {
    renderer: &'a Renderer,
    sink: &'a mut Sink,
    tails: &'a mut Tails,
    unit_of: UnitOf<'a>,
    /// The sender that was looked for last: a flood has one.
    last: Option<(i32, Option<Sender>)>,
    /// How much was taken.
    taken: usize,
}

impl<'a> MessageWriter<'a> {
    pub(super) fn new(
        renderer: &'a Renderer,
        sink: &'a mut Sink,
        tails: &'a mut Tails,
        unit_of: UnitOf<'a>,
    ) -> Self {
        Self { renderer, sink, tails, unit_of, last: None, taken: 0 }
    }

    /// Whether there is room for more, and the turn not over.
    pub(super) fn goes_on(&self) -> bool {
        self.sink.waiting() < HIGH && self.taken < TURN
    }

    /// Writes a message of a process, unless its unit drops messages of that priority.
    pub(super) fn write(&mut self, pid: i32, message: &LogMessage<'_>, stream: Stream) {
        self.taken += message.text.len();
        if self.last.as_ref().is_none_or(|(last, _)| *last != pid) {
            self.last = Some((pid, (self.unit_of)(pid)));
        }
        let sender = self.last.as_ref().and_then(|(_, sender)| sender.as_ref());
        if sender.is_some_and(|sender| message.priority > sender.level_max) {
            return;
        }
        let unit = sender.map(|sender| sender.unit.as_str());
        let origin = LineOrigin {
            unit,
            identifier: None,
            tag: message.tag,
            pid: Some(pid),
            facility: message.facility,
        };
        let label = self.renderer.label(origin, stream);
        for line in message.text.splitn(LINES, |byte| *byte == b'\n') {
            let mut pieces = line.chunks(LINE_MAX).peekable();
            let (mut continued, mut begun) = (false, false);
            while let Some(bytes) = pieces.next().or_else(|| (!begun).then_some(&[])) {
                let piece = Piece { bytes, continued, continues: pieces.peek().is_some() };
                self.renderer.line(&label, message.priority, piece, self.sink.buffer());
                (continued, begun) = (true, true);
            }
        }
        if let Some(unit) = unit {
            self.tails.note(unit, message.text, b"\n");
        }
    }

    /// Writes the entries of a datagram to the journal, or of the file that came with it.
    pub(super) fn write_entries(&mut self, pid: i32, bytes: &[u8], passed: &Passed) {
        let file = passed.only().filter(|_| bytes.is_empty()).map(entry::content);
        let content = match &file {
            Some(Ok(content)) => content,
            Some(Err(problem)) => {
                let text = format!("an entry for the journal that came as a file is not read: {problem}");
                let message = LogMessage {
                    priority: Priority::Warning,
                    facility: None,
                    tag: None,
                    text: text.as_bytes(),
                };
                return self.write(pid, &message, Stream::Journal);
            }
            None => bytes,
        };
        self.taken += content.len();
        for entry in entry::entries(content) {
            let Some(text) = entry.message else { continue };
            let message = LogMessage {
                priority: entry.priority,
                facility: entry.facility,
                tag: entry.identifier,
                text,
            };
            self.write(pid, &message, Stream::Journal);
        }
    }
}
