//! Bytes that may be anything, made harmless: as the inside of a JSON string, or as text for people.

use std::io::Write;

/// Whether a character would affect what is around it on a terminal: control characters, those that change the
/// direction of text (Unicode's UAX 9, section 2), and those that end a line (UAX 14). A tab is harmless.
pub(in crate::init) fn acts(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\t') || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

/// How such a character is shown.
pub(in crate::init) fn shown(c: char) -> String {
    match u32::from(c) {
        byte @ ..0x100 => format!("\\x{byte:02x}"),
        other => format!("\\u{{{other:x}}}"),
    }
}

/// Appends `bytes` as the inside of a JSON string. What is not UTF-8 becomes the four
/// characters `\xNN`, as systemd's tools show such bytes.
pub(super) fn escape(mut bytes: &[u8], out: &mut Vec<u8>) {
    while !bytes.is_empty() {
        let (valid, invalid) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes.len(), 0),
            Err(error) => {
                let valid = error.valid_up_to();
                (valid, error.error_len().unwrap_or(bytes.len() - valid))
            }
        };
        escape_valid(&bytes[..valid], out);
        for byte in &bytes[valid..valid + invalid] {
            let _ = write!(out, "\\\\x{byte:02x}");
        }
        bytes = &bytes[valid + invalid..];
    }
}

/// Appends `bytes` as text that can't move a terminal's cursor, colour it, turn its text, or pass for another line:
/// what [`acts`] becomes `\xNN` or `\u{NNNN}`. One carriage return at the end is dropped with the newline.
pub(super) fn escape_controls(bytes: &[u8], out: &mut Vec<u8>) {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let (blocks, _) = bytes.as_chunks();
    let plain = blocks.iter().take_while(|block| !has_odd(**block)).count() * 8;
    out.extend_from_slice(&bytes[..plain]);
    for chunk in bytes[plain..].utf8_chunks() {
        let text = chunk.valid().as_bytes();
        let mut done = 0;
        for (at, control) in chunk.valid().char_indices().filter(|(_, c)| acts(*c)) {
            out.extend_from_slice(&text[done..at]);
            out.extend_from_slice(shown(control).as_bytes());
            done = at + control.len_utf8();
        }
        out.extend_from_slice(&text[done..]);
        for byte in chunk.invalid() {
            match byte {
                // Control characters to a terminal with eight-bit characters.
                0x80..=0x9f => drop(write!(out, "\\x{byte:02x}")),
                _ => out.push(*byte),
            }
        }
    }
}

/// Whether any of eight bytes is a control character or not ASCII.
fn has_odd(block: [u8; 8]) -> bool {
    let word = u64::from_ne_bytes(block);
    (word & (ONES << 7)) | less(word, 0x20) | equal(word, 0x7f) != 0
}

/// The place of the first byte that has to be escaped in a JSON string (RFC 8259, section 7).
fn first_special(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks();
    let skipped = blocks.iter().take_while(|block| !has_special(**block)).count() * 8;
    let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    bytes[skipped..].iter().position(is_special).map(|position| skipped + position)
}

/// Tests eight bytes at once, as in Anderson's Bit Twiddling Hacks, "Determine if a word has a byte less
/// than n": a byte's highest bit comes out set when the byte is less, and was not set before.
fn has_special(block: [u8; 8]) -> bool {
    let word = u64::from_ne_bytes(block);
    less(word, 0x20) | equal(word, b'"') | equal(word, b'\\') != 0
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);

fn less(word: u64, than: u64) -> u64 {
    word.wrapping_sub(ONES * than) & !word & (ONES << 7)
}

fn equal(word: u64, byte: u8) -> u64 {
    less(word ^ (ONES * u64::from(byte)), 1)
}

fn escape_valid(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some(position) = first_special(rest) {
        out.extend_from_slice(&rest[..position]);
        match rest[position] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => out.extend_from_slice(b"\\r"),
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &rest[position + 1..];
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(bytes: &[u8]) -> String {
        let mut json = b"\"".to_vec();
        escape(bytes, &mut json);
        json.push(b'"');
        serde_json::from_slice(&json).unwrap()
    }

    #[test]
    fn what_is_text_comes_back_as_it_was_wherever_it_stands() {
        for byte in 0..128 {
            for before in 0..20 {
                let text = format!("{}{}{}", "x".repeat(before), char::from(byte), "ü".repeat(9));
                assert_eq!(read_back(text.as_bytes()), text);
            }
        }
    }

    #[test]
    fn text_for_people_does_not_control_a_terminal_wherever_it_stands() {
        for before in 0..20 {
            let before = "x".repeat(before);
            for (bytes, shown) in [
                (&b"plain\ttext"[..], "plain\ttext"),
                (b"10%\r20%", "10%\\x0d20%"),
                (b"dos\r", "dos"),
                (b"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
                (b"\x7f\x08\0", "\\x7f\\x08\\x00"),
                ("\u{9b}2J ü€".as_bytes(), "\\x9b2J ü€"),
                (b"\x9b2J", "\\x9b2J"),
                ("a\u{202e}b\u{2028}\u{2066}\u{200d}".as_bytes(), "a\\u{202e}b\\u{2028}\\u{2066}\u{200d}"),
            ] {
                let mut out = Vec::new();
                escape_controls(&[before.as_bytes(), bytes].concat(), &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), format!("{before}{shown}"));
            }
        }
        let mut out = Vec::new();
        escape_controls(b"a \xff b", &mut out);
        assert_eq!(out, b"a \xff b");
    }

    #[test]
    fn what_is_no_text_is_shown_in_hexadecimal() {
        assert_eq!(read_back(b"a\x80b\xffc\xe2\x82"), "a\\x80b\\xffc\\xe2\\x82");
    }
}
