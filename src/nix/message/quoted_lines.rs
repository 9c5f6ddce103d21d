//! Messages that quote a line of the user's own words: of a program's configuration, a crontab, a rule. Where one of
//! the user's files has that very line, its place goes behind it.

use std::fmt::Write as _;
use std::path::Path;

use super::user_files;

/// What stands before a quoted line.
const BEFORE: [&str; 2] = ["line `", "rule `"];

/// A message with `(FILE:LINE)` behind each line that it quotes and that is found.
pub(crate) fn placed(message: &str, configuration: Option<&Path>) -> String {
    let Some(configuration) = configuration else { return message.to_owned() };
    let of_line = |line: &str| {
        quoted(line)
            .and_then(|(before, quoted, after)| Some((before, quoted, place(configuration, quoted)?, after)))
            .map_or_else(
                || line.to_owned(),
                |(before, quoted, place, after)| format!("{before}{quoted}` ({place}){after}"),
            )
    };
    let mut lines = message.lines();
    let first = lines.next().map(of_line).unwrap_or_default();
    lines.fold(first, |mut text, line| {
        let _ = write!(text, "\n{}", of_line(line));
        text
    })
}

/// What is quoted, and what stands before and behind it.
fn quoted(line: &str) -> Option<(&str, &str, &str)> {
    let start = BEFORE.iter().find_map(|before| line.find(before).map(|at| at + before.len()))?;
    let rest = &line[start..];
    // A line may have such quotes itself.
    let end = rest.find("`: ").or_else(|| rest.rfind('`'))?;
    Some((&line[..start], &rest[..end], &rest[end + 1..]))
}

/// `FILE:LINE` of the only line with a text in the first file that has it.
fn place(configuration: &Path, text: &str) -> Option<String> {
    let text = text.trim();
    // A bracket is in many places.
    let is_words = text.chars().filter(|character| character.is_alphanumeric()).count() > 2;
    let line = |file: &Path| {
        let content = std::fs::read_to_string(file).ok()?;
        let mut found = content.lines().enumerate().filter(|(_, line)| line.contains(text));
        let (number, _) = found.next()?;
        found.next().is_none().then(|| format!("{}:{}", file.display(), number + 1))
    };
    is_words.then(|| user_files::first(configuration, line)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_a_file_of_the_users_has_gets_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let configuration = directory.path().join("configuration.nix");
        std::fs::write(&configuration, "{ imports = [ ./web.nix ];\n  a = \"d x `y`\"; }\n}\n}\n").unwrap();
        std::fs::write(
            directory.path().join("web.nix"),
            "''\n\n  prox_pass http://a;\n  twice;\n  twice;\n''",
        )
        .unwrap();
        let here = directory.path().display();
        let of = |message: &str| placed(message, Some(&configuration));
        assert_eq!(
            of("nginx: unknown directive \"prox_pass\"\n  in the line `prox_pass http://a;`\nelse"),
            format!(
                "nginx: unknown directive \"prox_pass\"\n  in the line `prox_pass http://a;` ({here}/web.nix:3)\nelse"
            )
        );
        assert_eq!(
            of("tmpfiles rule `d x `y``: no path"),
            format!("tmpfiles rule `d x `y`` ({here}/configuration.nix:2): no path")
        );
        for unplaced in ["the line `}`", "the line `twice;`", "the line `elsewhere`", "a line"] {
            assert_eq!(of(unplaced), unplaced);
        }
        assert_eq!(placed("the line `twice;`", None), "the line `twice;`");
    }
}
