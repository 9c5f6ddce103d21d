//! The text of a unit file: systemd.syntax(7).

use serde_json::{Map, Value, json};

/// The content of a unit file.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// Its sections in the form of `units.json`: the directives with their values, in order.
    pub sections: Map<String, Value>,
    /// Invalid lines, which are left out as by systemd, each with its number.
    pub warnings: Vec<String>,
    /// Why nothing more is read: an invalid section header. systemd takes no unit from such a file.
    pub error: Option<String>,
}

/// Reads a unit file.
pub(super) fn parse(bytes: &[u8]) -> Text {
    let mut text = Text::default();
    let mut section = None;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut lines = lines(bytes).zip(1_u32..).filter(|(line, _)| !is_comment(line));
    while let Some((first, number)) = lines.next() {
        let mut line = first.to_vec();
        while goes_on(&line) {
            line.pop();
            line.push(b' ');
            line.extend(lines.next().map_or(&b""[..], |(line, _)| line));
        }
        let Ok(line) = std::str::from_utf8(&line) else {
            text.warnings.push(format!("line {number}: it is not UTF-8"));
            continue;
        };
        let line = line.trim_matches(BLANK);
        if let Some(name) = line.strip_prefix('[') {
            let Some(name) = name.strip_suffix(']').filter(|name| !name.contains(char::is_control)) else {
                text.error = Some(format!("line {number}: `{line}` is no [Section]"));
                return text;
            };
            section = Some(name.to_owned());
        } else if let Some((directive, value)) = line.split_once('=').filter(|(name, _)| !name.is_empty()) {
            match &section {
                Some(section) => {
                    let directive = directive.trim_end_matches(BLANK);
                    add(&mut text.sections, section, directive, value.trim_matches(BLANK));
                }
                None => {
                    text.warnings.push(format!("line {number}: `{line}` stands before the first [Section]"));
                }
            }
        } else if !line.is_empty() {
            text.warnings.push(format!("line {number}: `{line}` is neither [Section] nor Directive=value"));
        }
    }
    text
}

/// White space by systemd.syntax(7).
const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// Adds one more line of a directive.
pub(super) fn add(unit: &mut Map<String, Value>, section: &str, directive: &str, value: &str) {
    let lines = unit.entry(section).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(lines) = lines.as_array_mut() {
        lines.push(json!([directive, value]));
    }
}

/// The lines of a file. A NUL and a carriage return end a line, too; two different line ends in a row count as one.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let text = rest.take().filter(|text| !text.is_empty())?;
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0);
        let Some(end) = text.iter().position(is_end) else { return Some(text) };
        let pair = text.get(end + 1).filter(|next| is_end(next) && **next != text[end]);
        rest = Some(&text[end + if pair.is_some() { 2 } else { 1 }..]);
        Some(&text[..end])
    })
}

fn is_comment(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start().first(), Some(b'#' | b';'))
}

/// Whether a line ends with a backslash that is not itself escaped.
fn goes_on(line: &[u8]) -> bool {
    line.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Text {
        parse(text.as_bytes())
    }

    /// The values of a directive of [Service].
    fn values(text: &str, directive: &str) -> Vec<String> {
        let text = read(text);
        let lines = text.sections["Service"].as_array().unwrap().iter();
        let named = lines.filter(|line| line[0] == directive);
        named.map(|line| line[1].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn sections_have_directives_with_their_values_in_order() {
        let text = "# comment\n[Unit]\n After = a.service b.service\nAfter=c.service\n; another\n\
                    [Service]\nExecStart=\nExecStart=/bin/a -x = y  \n[Unit]\nBefore=d.service\n";
        let expected = json!({
            "Unit": [["After", "a.service b.service"], ["After", "c.service"], ["Before", "d.service"]],
            "Service": [["ExecStart", ""], ["ExecStart", "/bin/a -x = y"]],
        });
        assert_eq!(Value::from(read(text).sections), expected);
    }

    #[test]
    fn lines_go_on_after_a_backslash_and_comments_between_them() {
        let command = |text: &str| values(text, "ExecStart");
        assert_eq!(command("[Service]\nExecStart=/bin/a \\\n  b\\\n# no word\n  c\n"), ["/bin/a    b   c"]);
        assert_eq!(command("[Service]\nExecStart=/bin/a \\\\\nRestart=no\n"), ["/bin/a \\\\"]);
        assert_eq!(command("[Service]\nExecStart=/bin/a \\\n\nRestart=no\n"), ["/bin/a"]);
        assert_eq!(command("[Service]\nExecStart=/bin/a \\"), ["/bin/a"]);
        assert_eq!(command("\u{feff}[Service]\r\nExecStart=/bin/a\r\nNice=1\r\n"), ["/bin/a"]);
    }

    #[test]
    fn what_means_nothing_is_left_out_as_by_systemd_and_said() {
        let text = read("After=a\n[Unit]\n\njunk\n=x\nAfter=b\n[X\nAfter=c\n");
        assert_eq!(Value::from(text.sections), json!({ "Unit": [["After", "b"]] }));
        assert_eq!(
            text.warnings,
            [
                "line 1: `After=a` stands before the first [Section]",
                "line 4: `junk` is neither [Section] nor Directive=value",
                "line 5: `=x` is neither [Section] nor Directive=value",
            ]
        );
        assert_eq!(text.error.as_deref(), Some("line 7: `[X` is no [Section]"));
        let text = parse(b"[Service]\nExecStart=/bin/\xff\nNice=1\n");
        assert_eq!(text.warnings, ["line 2: it is not UTF-8"]);
        assert_eq!(Value::from(text.sections), json!({ "Service": [["Nice", "1"]] }));
    }
}
