//! Words of a value: systemd.syntax(7), "Quoting".
//!
//! Words are parted by white space; `"…"` and `'…'` keep it, anywhere in a word; C's escapes hold in and
//! outside of quotes; an escape that C doesn't have stays as it is.

/// Why a value can't be cut into words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// A quote is opened and not closed.
    #[error("unbalanced quotes in `{0}`")]
    Unbalanced(String),
    /// Escapes such as `\xff` make bytes that are not UTF-8, or NUL.
    #[error("escapes in `{0}` make bytes that are not text")]
    NotText(String),
}

/// One word, and whether it was written without any quote or escape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Written as it is.
    pub plain: bool,
}

/// What becomes of a backslash before what C has no escape for.
#[derive(Clone, Copy)]
pub enum Unknown {
    /// Both stay, as in unit files.
    Keep,
    /// The value is wrong, as in tmpfiles.d(5).
    Refuse,
}

/// The words of a value.
pub fn split(value: &str) -> Result<Vec<Word>, WordError> {
    let mut words = Vec::new();
    let mut rest = value;
    while let Some((bytes, plain, after)) =
        first(rest, Unknown::Keep).ok_or_else(|| WordError::Unbalanced(value.to_owned()))?
    {
        words.push(finish(bytes, plain, value)?);
        rest = after;
    }
    Ok(words)
}

/// The bytes of a first word, whether it was written plainly, and what follows it.
type First<'a> = Option<(Vec<u8>, bool, &'a str)>;

/// Cuts the first word off a value; an error is a quote that isn't closed, or an escape that isn't one.
pub fn first(value: &str, unknown: Unknown) -> Option<First<'_>> {
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
            // A continuation that wasn't joined yet.
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
pub fn unescaped(value: &str, unknown: Unknown) -> Option<Vec<u8>> {
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

fn finish(bytes: Vec<u8>, plain: bool, value: &str) -> Result<Word, WordError> {
    let not_text = || WordError::NotText(value.to_owned());
    let text = String::from_utf8(bytes).map_err(|_| not_text())?;
    if text.contains('\0') { Err(not_text()) } else { Ok(Word { text, plain }) }
}

fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Undoes the escape whose backslash stands before `text`; returns what follows it.
fn unescape<'a>(text: &'a str, bytes: &mut Vec<u8>, unknown: Unknown) -> Option<&'a str> {
    match (known_escape(text, bytes), unknown) {
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
        split(value).unwrap().into_iter().map(|word| word.text).collect()
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
        assert_eq!(split("a 'b"), Err(WordError::Unbalanced("a 'b".into())));
        assert!(matches!(split(r"\xff"), Err(WordError::NotText(_))));
        assert!(matches!(split(r"\x00"), Err(WordError::NotText(_))));
    }

    #[test]
    fn plain_words_know_it() {
        let plain: Vec<bool> = split(r"; \; ';'").unwrap().into_iter().map(|word| word.plain).collect();
        assert_eq!(plain, [true, false, false]);
    }
}
