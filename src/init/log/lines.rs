//! Cuts a stream of bytes into lines, keeping the unfinished last one.
//!
//! A line that came within one read is never copied: it is handed on as a slice of the input.
//! Lines up to a length, [`LINE_MAX`] for most, stay whole; a longer one is handed on in pieces of that length, each
//! but the last marked as continuing, so that one endless line can't eat the memory of PID 1.

use memchr::memchr;

/// The longest line that stays in one piece, in bytes without its newline.
pub(crate) const LINE_MAX: usize = 1024 * 1024;

/// Up to this size the buffer of an unfinished line is kept for the next one.
const KEPT: usize = 4096;

/// A line, or a piece of a giant one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Its bytes, without the newline.
    pub bytes: &'a [u8],
    /// It continues the piece before it.
    pub continued: bool,
    /// The next piece continues it.
    pub continues: bool,
}

/// The cutter of one stream.
#[derive(Debug)]
pub(super) struct Lines {
    partial: Vec<u8>,
    continued: bool,
    longest: usize,
}

impl Default for Lines {
    fn default() -> Self {
        Self::up_to(LINE_MAX)
    }
}

impl Lines {
    /// A cutter whose lines stay in one piece up to this length.
    pub(super) fn up_to(longest: usize) -> Self {
        Self { partial: Vec::new(), continued: false, longest }
    }

    /// Hands the lines of `input` to `emit` until that returns false; returns how much of
    /// `input` is dealt with (the rest is to be fed again, first).
    pub(super) fn feed(&mut self, input: &[u8], mut emit: impl FnMut(Piece<'_>) -> bool) -> usize {
        let mut taken = 0;
        while taken < input.len() {
            let space = self.longest - self.partial.len();
            let rest = &input[taken..];
            let end = memchr(b'\n', rest);
            let bytes = &rest[..end.unwrap_or(rest.len())];
            if bytes.len() > space {
                taken += space;
                if !self.emit_with(&bytes[..space], true, &mut emit) {
                    return taken;
                }
            } else if end.is_some() {
                taken += bytes.len() + 1;
                if !self.emit_with(bytes, false, &mut emit) {
                    return taken;
                }
            } else {
                taken += bytes.len();
                self.partial.extend_from_slice(bytes);
            }
        }
        taken
    }

    /// The beginning of the unfinished line.
    pub(super) fn unfinished(&self) -> &[u8] {
        &self.partial
    }

    /// Hands on what has no newline: the stream is at its end.
    pub(super) fn finish(&mut self, mut emit: impl FnMut(Piece<'_>) -> bool) {
        if !self.partial.is_empty() {
            self.emit_with(&[], false, &mut emit);
        }
    }

    fn emit_with(&mut self, bytes: &[u8], continues: bool, emit: &mut impl FnMut(Piece<'_>) -> bool) -> bool {
        let begun = std::mem::replace(&mut self.continued, continues);
        if self.partial.is_empty() {
            return emit(Piece { bytes, continued: begun, continues });
        }
        self.partial.extend_from_slice(bytes);
        let more = emit(Piece { bytes: &self.partial, continued: begun, continues });
        self.partial.clear();
        self.partial.shrink_to(KEPT);
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&[u8]]) -> Vec<(Vec<u8>, bool, bool)> {
        let (mut lines, mut out) = (Lines::default(), Vec::new());
        let mut emit = |piece: Piece<'_>| {
            out.push((piece.bytes.to_vec(), piece.continued, piece.continues));
            true
        };
        for chunk in chunks {
            assert_eq!(lines.feed(chunk, &mut emit), chunk.len());
        }
        lines.finish(emit);
        out
    }

    fn whole(line: &[u8]) -> (Vec<u8>, bool, bool) {
        (line.to_vec(), false, false)
    }

    #[test]
    fn lines_are_put_together_over_reads() {
        assert_eq!(
            cut(&[b"a\nb", b"", b"c", b"\n\nd"]),
            [whole(b"a"), whole(b"bc"), whole(b""), whole(b"d")]
        );
    }

    #[test]
    fn a_line_of_the_longest_length_stays_whole() {
        let line = vec![b'x'; LINE_MAX];
        assert_eq!(cut(&[&line, b"\ny\n"]), [whole(&line), whole(b"y")]);
    }

    #[test]
    fn a_longer_line_comes_in_marked_pieces() {
        let input = [vec![b'x'; 2 * LINE_MAX + 3], b"\ny\n".to_vec()].concat();
        for size in [7 * 1024, input.len()] {
            let pieces = cut(&input.chunks(size).collect::<Vec<_>>());
            let shape: Vec<_> = pieces.iter().map(|(bytes, c, n)| (bytes.len(), *c, *n)).collect();
            let expected =
                [(LINE_MAX, false, true), (LINE_MAX, true, true), (3, true, false), (1, false, false)];
            assert_eq!(shape, expected);
        }
    }

    #[test]
    fn the_receiver_can_stop_and_loses_nothing() {
        let (mut lines, mut seen) = (Lines::default(), Vec::new());
        let mut input: &[u8] = b"a\nb\nc\nd";
        while !input.is_empty() {
            let done = lines.feed(input, |piece| {
                seen.push(piece.bytes.to_vec());
                false
            });
            input = &input[done..];
        }
        lines.finish(|piece| {
            seen.push(piece.bytes.to_vec());
            true
        });
        assert_eq!(seen, [b"a", b"b", b"c", b"d"]);
    }
}
