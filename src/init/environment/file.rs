//! Files of variables: `EnvironmentFile=` in systemd.exec(5).
//!
//! Not a shell script: lines of `NAME=value`; comments begin with `#` or `;`; a backslash at a
//! line's end joins it to the next; single quotes keep everything, in double quotes a backslash
//! escapes `"`, `\`, `` ` `` and `$`; quoted and unquoted parts may follow one another; white space
//! around an unquoted value is dropped. Nothing is expanded.

/// The assignments in order, and the lines that are none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ParsedVariables {
    /// Name and value.
    pub assignments: Vec<(String, String)>,
    /// Invalid names of variables, for a warning.
    pub invalid: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expecting {
    BeforeName,
    Name,
    BeforeValue,
    Value,
    ValueEscape,
    Single,
    Double,
    DoubleEscape,
    Comment,
    CommentEscape,
}

/// Parses the content of a file.
pub(crate) fn parse(text: &str) -> ParsedVariables {
    let mut parser = Parser::default();
    let mut state = Expecting::BeforeName;
    for c in text.chars() {
        state = parser.step(state, c);
    }
    match state {
        Expecting::BeforeName | Expecting::Name | Expecting::Comment | Expecting::CommentEscape => {}
        _ => parser.end_value(),
    }
    parser.parsed
}

#[derive(Default)]
struct Parser {
    name: String,
    value: String,
    /// How much of `value` stays when white space at its end is dropped.
    kept: usize,
    parsed: ParsedVariables,
}

impl Parser {
    fn step(&mut self, state: Expecting, c: char) -> Expecting {
        let newline = matches!(c, '\n' | '\r');
        let space = newline || matches!(c, ' ' | '\t');
        match state {
            Expecting::BeforeName if matches!(c, '#' | ';') => Expecting::Comment,
            Expecting::BeforeName if space => Expecting::BeforeName,
            Expecting::BeforeName => {
                self.name = c.to_string();
                Expecting::Name
            }
            Expecting::Name if newline => {
                self.parsed.invalid.push(self.name.trim_end().to_owned());
                Expecting::BeforeName
            }
            Expecting::Name if c == '=' => {
                self.value.clear();
                self.kept = 0;
                Expecting::BeforeValue
            }
            Expecting::Name => {
                self.name.push(c);
                Expecting::Name
            }
            Expecting::BeforeValue | Expecting::Value if newline => {
                self.end_value();
                Expecting::BeforeName
            }
            Expecting::BeforeValue if c == '\'' => Expecting::Single,
            Expecting::BeforeValue if c == '"' => Expecting::Double,
            Expecting::BeforeValue | Expecting::Value if c == '\\' => Expecting::ValueEscape,
            Expecting::BeforeValue if space => Expecting::BeforeValue,
            Expecting::BeforeValue | Expecting::Value => {
                self.value.push(c);
                if !space {
                    self.kept = self.value.len();
                }
                Expecting::Value
            }
            Expecting::ValueEscape => {
                if !newline {
                    self.keep(c);
                }
                Expecting::Value
            }
            Expecting::Single if c == '\'' => Expecting::BeforeValue,
            Expecting::Double if c == '"' => Expecting::BeforeValue,
            Expecting::Double if c == '\\' => Expecting::DoubleEscape,
            Expecting::Single | Expecting::Double => {
                self.keep(c);
                state
            }
            Expecting::DoubleEscape => {
                if !matches!(c, '"' | '\\' | '`' | '$' | '\n') {
                    self.keep('\\');
                }
                if c != '\n' {
                    self.keep(c);
                }
                Expecting::Double
            }
            Expecting::Comment if c == '\\' => Expecting::CommentEscape,
            Expecting::Comment | Expecting::CommentEscape if newline => Expecting::BeforeName,
            Expecting::Comment | Expecting::CommentEscape => Expecting::Comment,
        }
    }

    fn keep(&mut self, c: char) {
        self.value.push(c);
        self.kept = self.value.len();
    }

    fn end_value(&mut self) {
        self.value.truncate(self.kept);
        let name = self.name.trim_end().to_owned();
        let value = std::mem::take(&mut self.value);
        if is_name(&name) {
            self.parsed.assignments.push((name, value));
        } else {
            self.parsed.invalid.push(name);
        }
    }
}

/// Whether it is a valid name of a variable.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, String)> {
        let parsed = parse(text);
        assert_eq!(parsed.invalid, [""; 0]);
        parsed.assignments
    }

    fn one(text: &str) -> String {
        let values = values(text);
        assert_eq!(values.len(), 1, "{values:?}");
        values.into_iter().next().unwrap().1
    }

    #[test]
    fn white_space_around_a_plain_value_goes() {
        assert_eq!(one("A=  b  c \t\r\n"), "b  c");
        assert_eq!(one("A="), "");
        assert_eq!(one("  A =x"), "x");
        assert_eq!(one("A=b\\  \n"), "b ");
    }

    #[test]
    fn quotes_keep_and_follow_one_another() {
        assert_eq!(one("A=' b\n\\c '"), " b\n\\c ");
        assert_eq!(one(r#"A="a\"b\\c\$d\`e\nf""#), "a\"b\\c$d`e\\nf");
        assert_eq!(one("A=\"x\\\ny\""), "xy");
        assert_eq!(one("A='a' \"b\"c"), "abc");
        assert_eq!(one("A=it's"), "it's");
        assert_eq!(one("A='never ends"), "never ends");
    }

    #[test]
    fn a_backslash_goes_on_with_the_next_line() {
        assert_eq!(one("A=a\\\nb\\c\\\\"), "abc\\");
        assert_eq!(one("A=$B ${C}"), "$B ${C}");
    }

    #[test]
    fn comments_and_empty_lines_are_left_out() {
        let text = "# A=1\n\n; B=2\n  #C=3\\\nD=4 # no comment\n";
        assert_eq!(values(text), [("D".into(), "4 # no comment".into())]);
    }

    #[test]
    fn what_is_no_assignment_is_told() {
        let parsed = parse("export A=1\nB\n1C=2\nD=3");
        assert_eq!(parsed.assignments, [("D".into(), "3".into())]);
        assert_eq!(parsed.invalid, ["export A", "B", "1C"]);
    }
}
