//! The text of a line: fields, quotes, escapes, specifiers.

use super::super::unit::Host;

/// Cuts the first field off a line: up to white space, quotes and escapes undone.
pub(super) fn field(line: &str) -> Result<Option<(String, &str)>, String> {
    let mut rest = line.trim_start();
    if rest.is_empty() {
        return Ok(None);
    }
    let (mut bytes, mut quote) = (Vec::new(), None);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match (quote, c) {
            (None, c) if c.is_ascii_whitespace() => break,
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (_, '\\') => {
                rest = escape(after, &mut bytes);
                continue;
            }
            (_, c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after;
    }
    if quote.is_some() {
        return Err("a quote is not closed".into());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    Ok(Some((text, rest)))
}

/// An argument with its escapes undone.
pub(super) fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            rest = escape(rest, &mut bytes);
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    bytes
}

/// Undoes C's escape whose backslash stands before `text`; returns what follows it. One that C
/// does not have stays as it is.
fn escape<'a>(text: &'a str, bytes: &mut Vec<u8>) -> &'a str {
    let simple = match text.chars().next() {
        Some('a') => 7,
        Some('b') => 8,
        Some('f') => 12,
        Some('n') => b'\n',
        Some('r') => b'\r',
        Some('t') => b'\t',
        Some('v') => 11,
        Some('s') => b' ',
        Some('\\') => b'\\',
        Some('"') => b'"',
        Some('\'') => b'\'',
        _ => 0,
    };
    if simple != 0 {
        bytes.push(simple);
        return &text[1..];
    }
    let number =
        |digits: Option<&str>, radix| digits.and_then(|digits| u8::from_str_radix(digits, radix).ok());
    if let Some(hex) = text.strip_prefix('x')
        && let Some(byte) = number(hex.get(..2), 16)
    {
        bytes.push(byte);
        return &hex[2..];
    }
    if let Some(byte) = number(text.get(..3), 8) {
        bytes.push(byte);
        return &text[3..];
    }
    bytes.push(b'\\');
    text
}

/// Resolves specifiers; one that there is not is an error, as for systemd.
pub(super) fn expand(text: &str, host: &Host) -> Result<String, String> {
    let (mut result, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(percent) = rest.find('%') {
        result.push_str(&rest[..percent]);
        let mut after = rest[percent + 1..].chars();
        match after.next() {
            Some('%') => result.push('%'),
            Some(letter) => {
                let value =
                    specifier(letter, host).ok_or_else(|| format!("there is no specifier %{letter}"))?;
                result.push_str(&value);
            }
            None => return Err("a % at the end is no specifier (write %%)".into()),
        }
        rest = after.as_str();
    }
    Ok(result + rest)
}

fn specifier(letter: char, host: &Host) -> Option<String> {
    let fixed = match letter {
        't' => "/run",
        'S' => "/var/lib",
        'C' => "/var/cache",
        'L' => "/var/log",
        'T' => "/tmp",
        'V' => "/var/tmp",
        'u' | 'g' => "root",
        'U' | 'G' => "0",
        'h' => "/root",
        'H' => &host.hostname,
        'l' => host.hostname.split('.').next().unwrap_or_default(),
        'm' => &host.machine_id,
        'b' => &host.boot_id,
        'v' => &host.kernel,
        'a' if cfg!(target_arch = "x86_64") => "x86-64",
        'a' if cfg!(target_arch = "aarch64") => "arm64",
        _ => return None,
    };
    Some(fixed.to_owned())
}
