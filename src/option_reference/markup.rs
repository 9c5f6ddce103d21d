//! The markup of option descriptions, as text for a terminal and as plain Markdown.
//!
//! NixOS' descriptions are Markdown with roles (`` {option}`a.b` ``), links to options without a text of their own
//! (`[](#opt-a.b)`), and admonitions (`::: {.note}` … `:::`). Limits: the XML of releases
//! before 2023 stays as it is.

/// What is before a code span and says what it is about.
const ROLES: [&str; 7] = ["option", "file", "command", "env", "var", "manpage", "program"];

/// A description for a terminal: no roles, no code marks around one word, links by their text.
pub(super) fn plain(description: &str) -> String {
    let lines = common(description);
    unmarked(&lines)
}

/// A description as any Markdown reader takes it.
pub(super) fn common(description: &str) -> String {
    let mut text = description.to_owned();
    for role in ROLES {
        text = text.replace(&format!("{{{role}}}`"), "`");
    }
    let mut lines: Vec<String> = Vec::new();
    for line in links(&text).lines() {
        match line.trim().strip_prefix(":::").map(str::trim) {
            Some("") => {}
            Some(kind) => {
                let kind = kind.trim_matches(|c: char| "{}.".contains(c));
                let kind = kind.split([' ', '#']).next().unwrap_or_default();
                lines.push(format!("{}:", capitalized(kind)));
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// Links to places of the manual, which are not here: those to options become the option's name.
fn links(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](#") {
        let Some(end) = rest[at..].find(')') else { break };
        let Some(begin) = rest[..at].rfind('[') else {
            result.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        let (shown, target) = (&rest[begin + 1..at], &rest[at + 3..at + end]);
        result.push_str(&rest[..begin]);
        match (shown, target.strip_prefix("opt-")) {
            ("", Some(option)) => result.extend(["`", option, "`"]),
            ("", None) => result.push_str(target),
            _ => result.push_str(shown),
        }
        rest = &rest[at + end + 1..];
    }
    result + rest
}

/// The text without the marks of code spans; blocks of code between fences are left alone.
fn unmarked(text: &str) -> String {
    let mut in_code = false;
    let lines = text.lines().map(|line| {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            return None;
        }
        Some(if in_code { format!("  {line}") } else { spans(line) })
    });
    lines.flatten().collect::<Vec<_>>().join("\n")
}

/// A line without the marks around code spans of one word; spans of several words keep theirs, to be seen as
/// one.
fn spans(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    let marked = |(at, part): (usize, &&str)| {
        if at % 2 == 1 && (part.is_empty() || part.contains(' ')) {
            format!("`{part}`")
        } else {
            (*part).to_owned()
        }
    };
    parts.iter().enumerate().map(marked).collect()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_links_are_gone_and_words_stand_for_themselves() {
        let text = "See {option}`services.a.b`, {file}`/etc/x` and {manpage}`a(8)`, or [](#opt-c.d) and\n\
                    [the manual](#sec-x), [there](https://example.org); `two words`.";
        assert_eq!(
            plain(text),
            "See services.a.b, /etc/x and a(8), or c.d and\n\
             the manual, [there](https://example.org); `two words`."
        );
        assert_eq!(
            common(text),
            "See `services.a.b`, `/etc/x` and `a(8)`, or `c.d` and\n\
             the manual, [there](https://example.org); `two words`."
        );
    }

    #[test]
    fn an_admonition_is_a_heading_and_code_is_left_alone() {
        let text = "::: {.warning}\nIt burns.\n:::\n\n```nix\na = `b`;\n```\nan odd ` mark";
        assert_eq!(plain(text), "Warning:\nIt burns.\n\n  a = `b`;\nan odd ` mark");
        assert_eq!(plain("]( [](#opt-a"), "]( [](#opt-a");
    }
}
