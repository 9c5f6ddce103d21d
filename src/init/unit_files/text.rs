//! The text of a unit file: systemd.syntax(7).

use serde_json::{Map, Value};

/// The sections of a unit file as `units.json` has them: every directive with the list of its lines. A line
/// that systemd would skip with a warning is a mistake here: no author wants what has no effect.
///
/// # Errors
/// The line that is neither a section's head, a directive nor a comment.
pub fn parse(text: &str) -> Result<Map<String, Value>, String> {
    let mut unit = Map::new();
    let mut section = None;
    let mut lines = text.lines().zip(1_u32..).filter(|(line, _)| !is_comment(line));
    while let Some((first, number)) = lines.next() {
        let mut line = first.trim_start().to_owned();
        while goes_on(&line) {
            line.pop();
            line.push(' ');
            line += lines.next().map_or("", |(line, _)| line.trim_start());
        }
        let line = line.trim_end();
        if let Some(name) = line.strip_prefix('[') {
            let name = name.strip_suffix(']').ok_or_else(|| format!("line {number}: `{line}` lacks a ]"))?;
            section = Some(name.to_owned());
        } else if let Some((directive, value)) = line.split_once('=') {
            let section = section
                .as_deref()
                .ok_or_else(|| format!("line {number}: `{line}` stands before the first [Section]"))?;
            add(&mut unit, section, directive.trim_end(), Value::from(value.trim_start()));
        } else if !line.is_empty() {
            return Err(format!("line {number}: `{line}` is neither [Section] nor Directive=value"));
        }
    }
    Ok(unit)
}

/// Adds one more line of a directive.
pub fn add(unit: &mut Map<String, Value>, section: &str, directive: &str, line: Value) {
    let section = unit.entry(section).or_insert_with(|| Map::new().into());
    let Some(section) = section.as_object_mut() else { return };
    let lines = section.entry(directive).or_insert_with(|| Value::Array(Vec::new()));
    match (lines, line) {
        (Value::Array(lines), Value::Array(more)) => lines.extend(more),
        (Value::Array(lines), line) => lines.push(line),
        (single, line) => *single = Value::Array(vec![single.take(), line]),
    }
}

/// Adds what `more` says to `unit`, as a drop-in file does: its lines come after those that are there.
pub fn extend(unit: &mut Map<String, Value>, more: &Map<String, Value>) {
    for (section, directives) in more {
        for (directive, lines) in directives.as_object().into_iter().flatten() {
            add(unit, section, directive, lines.clone());
        }
    }
}

/// Comments don't end a directive that goes on after them; empty lines do.
fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', ';'])
}

/// An odd number of backslashes at the very end: two are one backslash of the value.
fn goes_on(line: &str) -> bool {
    (line.len() - line.trim_end_matches('\\').len()) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sections(text: &str) -> Value {
        parse(text).unwrap().into()
    }

    #[test]
    fn sections_have_directives_and_these_have_lines() {
        let text = "# a comment\n[Unit]\nAfter=a.service\n After = b.service \n\n;another\n[Service]\nExecStart=\n\
                    ExecStart=/bin/a -x = y\n[Unit]\nAfter=c.service\n";
        let expected = json!({
            "Unit": { "After": ["a.service", "b.service", "c.service"] },
            "Service": { "ExecStart": ["", "/bin/a -x = y"] },
        });
        assert_eq!(sections(text), expected);
    }

    #[test]
    fn lines_go_on_after_a_backslash_and_comments_between_them() {
        let lines = |text| sections(text)["Service"]["ExecStart"].clone();
        assert_eq!(lines("[Service]\nExecStart=/bin/a \\\n  b\\\n# no word\n  c\n"), json!(["/bin/a  b c"]));
        assert_eq!(lines("[Service]\nExecStart=/bin/a \\\\\nRestart=no\n"), json!(["/bin/a \\\\"]));
        assert_eq!(lines("[Service]\nExecStart=/bin/a \\\n\nRestart=no\n"), json!(["/bin/a"]));
        assert_eq!(lines("[Service]\nExecStart=/bin/a \\"), json!(["/bin/a"]));
    }

    #[test]
    fn a_line_that_means_nothing_is_named() {
        let error = |text| parse(text).unwrap_err();
        assert_eq!(error("[Unit]\n\nAfter"), "line 3: `After` is neither [Section] nor Directive=value");
        assert_eq!(error("After=a"), "line 1: `After=a` stands before the first [Section]");
        assert_eq!(error("[Unit\n"), "line 1: `[Unit` lacks a ]");
    }

    #[test]
    fn a_drop_in_adds_lines() {
        let mut unit = parse("[Service]\nExecStart=/bin/a\n").unwrap();
        unit["Service"]["Nice"] = json!(5);
        let more = json!({ "Service": { "ExecStart": ["", "/bin/b"], "Nice": 6 }, "Unit": { "After": "b" } });
        extend(&mut unit, more.as_object().unwrap());
        let expected = json!({
            "Service": { "ExecStart": ["/bin/a", "", "/bin/b"], "Nice": [5, 6] },
            "Unit": { "After": ["b"] },
        });
        assert_eq!(Value::from(unit), expected);
    }
}
