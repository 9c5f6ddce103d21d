//! Writes values as systemd does: in `systemctl show`, and in messages.

use std::path::Path;
use std::time::Duration;

use super::values::NEVER;

/// Yes or no.
pub(crate) fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

/// A file mode in octal.
pub(crate) fn mode(mode: u32) -> String {
    format!("{mode:04o}")
}

/// The name that a value has among `names`, the first of several.
pub(crate) fn name_of<T: Copy + PartialEq>(names: &[(&'static str, T)], value: T) -> String {
    names.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name).to_owned()
}

/// A path, if there is one.
pub(crate) fn path(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| path.display().to_string())
}

/// A time that may have no end.
pub(crate) fn infinite(time: Option<Duration>) -> String {
    time.map_or_else(|| "infinity".to_owned(), span)
}

/// A number that may not be set.
pub(crate) fn or_not_set<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "[not set]".to_owned(), |value| value.to_string())
}

/// A span as systemd writes it: `1min 30s`, `100ms`, `5min 3.020000s`, `infinity`.
pub(crate) fn span(time: Duration) -> String {
    const UNITS: [(&str, u128, usize); 9] = [
        ("y", 31_557_600_000_000, 0),
        ("month", 2_629_800_000_000, 0),
        ("w", 604_800_000_000, 0),
        ("d", 86_400_000_000, 0),
        ("h", 3_600_000_000, 0),
        ("min", 60_000_000, 0),
        ("s", 1_000_000, 6),
        ("ms", 1000, 3),
        ("us", 1, 0),
    ];
    if time == NEVER {
        return "infinity".to_owned();
    }
    let mut rest = time.as_micros();
    let mut words = Vec::new();
    for (name, length, digits) in UNITS {
        if rest < length {
            continue;
        }
        let (count, below) = (rest / length, rest % length);
        rest = below;
        // The rest below a minute is written as a fraction, to the microsecond.
        if digits > 0 && below > 0 {
            words.push(format!("{count}.{below:0digits$}{name}"));
            break;
        }
        words.push(format!("{count}{name}"));
    }
    if words.is_empty() { "0".to_owned() } else { words.join(" ") }
}

/// Whether a shell would not take the text for one plain word.
pub(crate) fn needs_quotes(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"\\`$*?['()<>|&;!".contains(c))
}

/// Words of a list as systemctl prints them: in quotes where a shell needs them.
pub(crate) fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quote = |word: &str| {
        if !word.is_empty() && !needs_quotes(word) {
            return word.to_owned();
        }
        let escaped = word.chars().flat_map(|c| {
            let escape = "\"\\`$".contains(c).then_some('\\');
            escape.into_iter().chain([c])
        });
        format!("\"{}\"", escaped.collect::<String>().replace('\n', "\\n").replace('\t', "\\t"))
    };
    words.map(quote).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        let words = ["A=b", "C=d e", "man:a(1)", "", "x=\"$y\"", "it's"];
        assert_eq!(quoted(words.into_iter()), r#"A=b "C=d e" "man:a(1)" "" "x=\"\$y\"" "it's""#);
    }

    #[test]
    fn spans_read_as_systemds() {
        for (microseconds, text) in [
            (0, "0"),
            (1, "1us"),
            (1500, "1.500ms"),
            (100_000, "100ms"),
            (1_020_000, "1.020000s"),
            (90_000_000, "1min 30s"),
            (303_020_000, "5min 3.020000s"),
            (60_000_001, "1min 1us"),
            (86_400_000_000 * 8, "1w 1d"),
            (31_557_600_000_000, "1y"),
            (u64::MAX, "infinity"),
        ] {
            assert_eq!(span(Duration::from_micros(microseconds)), text);
        }
    }
}
