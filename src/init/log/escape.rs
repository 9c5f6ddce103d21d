//! The inside of a JSON string, made of bytes that may be anything.

use std::io::Write;

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

/// Where the first byte is that can't stand in a JSON string as it is (RFC 8259, section 7).
fn first_special(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks();
    let skipped = blocks.iter().take_while(|block| !has_special(**block)).count() * 8;
    let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    bytes[skipped..].iter().position(is_special).map(|position| skipped + position)
}

/// Tests eight bytes at once, as in Anderson's Bit Twiddling Hacks, "Determine if a word has a byte less
/// than n": a byte's highest bit comes out set when the byte is less, and was not set before.
fn has_special(block: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let word = u64::from_ne_bytes(block);
    let less = |word: u64, than: u64| word.wrapping_sub(ONES * than) & !word & (ONES << 7);
    let equal = |byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    less(word, 0x20) | equal(b'"') | equal(b'\\') != 0
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
    fn what_is_no_text_is_shown_in_hexadecimal() {
        assert_eq!(read_back(b"a\x80b\xffc\xe2\x82"), "a\\x80b\\xffc\\xe2\\x82");
    }
}
