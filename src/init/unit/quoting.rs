//! Words of a value: systemd.syntax(7), "Quoting".
//!
//! White space ends a word, but not within `"…"` or `'…'`, which may begin anywhere in a word. C's escapes are
//! undone within quotes and outside of them. An escape that C doesn't have, or that makes a NUL, stays as it is or
//! is a mistake: see [`Unknown`].

/// Why a value can't be cut into words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WordError {
    /// A quote is not closed, or a backslash is followed by something that it can't escape.
    #[error("a quote is not closed, or a backslash is no escape, in `{0}`")]
    Malformed(String),
    /// Escapes such as `\xff` make bytes that are not UTF-8.
    #[error("escapes in `{0}` make bytes that are not text")]
    NotText(String),
}

/// One word, and whether it was written without any quote or escape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueWord {
    /// The word, with quotes and escapes undone.
    pub text: String,
    /// It was written without quotes and escapes.
    pub plain: bool,
}

/// What becomes of a backslash that begins none of C's escapes.
#[derive(Clone, Copy)]
pub(crate) enum Unknown {
    /// It stays, with what follows it, as in unit files.
    Keep,
    /// The value is wrong, as in tmpfiles.d(5).
    Refuse,
    /// The same, but NUL may be written, as in `SetCredential=`.
    RefuseButNul,
}

/// The words of a value up to the first invalid one, and why that one is invalid.
pub(crate) fn as_far_as_possible(value: &str, unknown: Unknown) -> (Vec<ValueWord>, Option<WordError>) {
    let mut words = Vec::new();
    let mut rest = value;
    loop {
        match first_text(rest, unknown) {
            Ok(Some((word, after))) => {
                words.push(word);
                rest = after;
            }
            Ok(None) => return (words, None),
            Err(error) => return (words, Some(error)),
        }
    }
}

/// The first word of a value as text, and what follows it.
pub(crate) fn first_text(value: &str, unknown: Unknown) -> Result<Option<(ValueWord, &str)>, WordError> {
    match first(value, unknown) {
        None => Err(WordError::Malformed(value.to_owned())),
        Some(None) => Ok(None),
        Some(Some((bytes, plain, rest))) => {
            let text = String::from_utf8(bytes).map_err(|_| WordError::NotText(value.to_owned()))?;
            Ok(Some((ValueWord { text, plain }, rest)))
        }
    }
}

/// The bytes of a first word, whether it was written plainly, and what follows it.
type First<'a> = Option<(Vec<u8>, bool, &'a str)>;

/// Cuts the first word off a value; an error is a quote that isn't closed, or an escape that isn't one.
pub(crate) fn first(value: &str, unknown: Unknown) -> Option<First<'_>> {
    let mut current: Option<(Vec<u8>, bool)> = None;
    let mut quote = None;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                current.get_or_insert((Vec::new(), false)).1 = false;
            }
            (None, c) if c.is_ascii_whitespace() => {
                if let Some((bytes, plain)) = current {
                    return Some(Some((bytes, plain, after)));
                }
            }
            // A line continuation that wasn't joined yet.
            (_, '\\') if after.starts_with('\n') => rest = &after[1..],
            (_, '\\') => {
                let word = current.get_or_insert((Vec::new(), true));
                word.1 = false;
                rest = unescape(after, &mut word.0, unknown)?;
            }
            (_, c) => push(&mut current.get_or_insert((Vec::new(), true)).0, c),
        }
    }
    quote.is_none().then(|| current.map(|(bytes, plain)| (bytes, plain, "")))
}

/// A whole value with its escapes undone, white space and quotes kept (`SetCredential=`, `StandardInputText=`).
pub(crate) fn unescaped(value: &str, unknown: Unknown) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            rest = unescape(rest, &mut bytes, unknown)?;
        } else {
            push(&mut bytes, c);
        }
    }
    Some(bytes)
}

fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Undoes the escape whose backslash came just before `text`; returns what follows it.
fn unescape<'a>(text: &'a str, bytes: &mut Vec<u8>, unknown: Unknown) -> Option<&'a str> {
    let with_nul = matches!(unknown, Unknown::RefuseButNul);
    let length = bytes.len();
    let known = known_escape(text, bytes).filter(|_| with_nul || !bytes[length..].contains(&0));
    if known.is_none() {
        bytes.truncate(length);
    }
    match (known, unknown) {
        (None, Unknown::Keep) => {
            bytes.push(b'\\');
            let end = text.chars().next().map_or(0, char::len_utf8);
            bytes.extend_from_slice(&text.as_bytes()[..end]);
            Some(&text[end..])
        }
        (after, _) => after,
    }
}

fn known_escape<'a>(text: &'a str, bytes: &mut Vec<u8>) -> Option<&'a str> {
    let c = text.chars().next()?;
    let simple = match c {
        'a' => Some(7),
        'b' => Some(8),
        'f' => Some(12),
        'n' => Some(b'\n'),
        'r' => Some(b'\r'),
        't' => Some(b'\t'),
        'v' => Some(11),
        's' => Some(b' '),
        '\\' | '"' | '\'' => u8::try_from(c).ok(),
        _ => None,
    };
    if let Some(byte) = simple {
        bytes.push(byte);
        return Some(&text[1..]);
    }
    let digits = |from: usize, count: usize, radix: u32| {
        let digits = text.get(from..from + count)?;
        digits.chars().all(|c| c.is_digit(radix)).then(|| u32::from_str_radix(digits, radix).ok())?
    };
    match c {
        'x' => {
            if let Some(byte) = digits(1, 2, 16).and_then(|number| u8::try_from(number).ok()) {
                bytes.push(byte);
                return Some(&text[3..]);
            }
        }
        'u' | 'U' => {
            let count = if c == 'u' { 4 } else { 8 };
            if let Some(character) = digits(1, count, 16).and_then(char::from_u32) {
                push(bytes, character);
                return Some(&text[1 + count..]);
            }
        }
        '0'..='7' => {
            if let Some(byte) = digits(0, 3, 8).and_then(|number| u8::try_from(number).ok()) {
                bytes.push(byte);
                return Some(&text[3..]);
            }
        }
        _ => {}
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(value: &str) -> Vec<String> {
        let (words, mistake) = as_far_as_possible(value, Unknown::Keep);
        assert_eq!(mistake, None);
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_keep_white_space() {
        assert_eq!(words(r#"a "b c"  'd "e"' f"g h"i "" "#), ["a", "b c", "d \"e\"", "fg hi", ""]);
    }

    #[test]
    fn escapes_are_cs() {
        assert_eq!(words(r"\x41\102\u00e4\s\t\\ \'"), ["AB\u{e4} \t\\", "'"]);
        assert_eq!(words(r#""a\"b" 'c\nd'"#), ["a\"b", "c\nd"]);
    }

    #[test]
    fn unknown_escapes_stay() {
        assert_eq!(words(r"^\d+\. \x4 \9 \"), [r"^\d+\.", r"\x4", r"\9", r"\"]);
    }

    #[test]
    fn lines_go_on_after_a_backslash() {
        assert_eq!(words("a \\\n b"), ["a", "b"]);
    }

    #[test]
    fn what_makes_no_text_is_an_error() {
        let mistake = |text| as_far_as_possible(text, Unknown::Keep).1;
        assert_eq!(mistake("a 'b"), Some(WordError::Malformed("'b".into())));
        assert!(matches!(mistake(r"\xff"), Some(WordError::NotText(_))));
        assert_eq!(words(r"\x00 \000"), [r"\x00", r"\000"]);
        let (words, mistake) = as_far_as_possible(r"a b\d c", Unknown::Refuse);
        assert_eq!((words.len(), mistake.is_some()), (1, true));
        assert_eq!(unescaped(r"a\x00", Unknown::RefuseButNul).unwrap(), b"a\0");
        assert_eq!(unescaped(r"a\x00", Unknown::Refuse), None);
    }

    #[test]
    fn plain_words_know_it() {
        let (words, _) = as_far_as_possible(r"; \; ';'", Unknown::Keep);
        assert_eq!(words.iter().map(|word| word.plain).collect::<Vec<_>>(), [true, false, false]);
    }
}
