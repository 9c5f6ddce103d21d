//! Where in a file something is written: `FILE:LINE`, found in the text where Nix names only the file.

use std::path::Path;

/// A path of options, as in messages: `services.nginx.virtualHosts."a.b"`.
pub(crate) fn parts(option: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in option.chars() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(character);
                }
            }
        }
    }
    parts
}

/// The path of an option as it is written.
pub(crate) fn written(parts: &[String]) -> String {
    let is_plain = |part: &String| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''))
    };
    let write = |part: &String| if is_plain(part) { part.clone() } else { format!("\"{part}\"") };
    parts.iter().map(write).collect::<Vec<_>>().join(".")
}

/// `FILE:LINE` of the definition of an option in a file, the file alone where it can't be found.
pub(crate) fn of_option(file: &str, parts: &[String]) -> String {
    let path = Path::new(file);
    let path = if path.is_dir() { path.join("default.nix") } else { path.to_owned() };
    let line = std::fs::read_to_string(&path).ok().and_then(|text| line(&text, parts));
    line.map_or_else(|| file.to_owned(), |line| format!("{}:{line}", path.display()))
}

/// A message about an option, with the line behind each file that it names.
pub(crate) fn in_files(message: &str) -> String {
    let about = ["option `", "option value `"].iter().find_map(|words| message.split_once(words));
    let Some((option, _)) = about.and_then(|(_, rest)| rest.split_once('\'')) else {
        return message.to_owned();
    };
    let path = parts(option);
    let mut pieces = message.split("`/");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| match piece.split_once('\'') {
        Some((file, rest)) => format!("{text}`{}'{rest}", of_option(&format!("/{file}"), &path)),
        None => format!("{text}`/{piece}"),
    })
}

/// The line where the last part of a path is defined. The path may be written in one piece, or as parts one
/// after the other, of which not every one has to be written out.
fn line(text: &str, parts: &[String]) -> Option<usize> {
    let mut from = 0;
    let mut found = None;
    if let Some(whole) = position(text, 0, &written(parts)) {
        return Some(text[..whole].matches('\n').count() + 1);
    }
    for (index, part) in parts.iter().enumerate() {
        let at = position(text, from, part);
        if let Some(at) = at {
            from = at;
        }
        if index + 1 == parts.len() {
            found = at;
        }
    }
    found.map(|at| text[..at].matches('\n').count() + 1)
}

/// Where a name is defined, or a part of it, from an offset on: not in a comment, and not within another word.
fn position(text: &str, from: usize, part: &str) -> Option<usize> {
    let mut start = from;
    while let Some(found) = text.get(start..)?.find(part).map(|found| found + start) {
        let line = text[..found].rsplit('\n').next().unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let before = line.chars().next_back();
        let after = text[found + part.len()..].trim_start_matches('"').trim_start();
        let stands_alone = !before.is_some_and(is_word);
        let is_name = after.starts_with(['.', '=']) && !after.starts_with("==");
        if stands_alone && is_name && !line.contains('#') {
            return Some(found);
        }
        start = found + part.len().max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(text: &str, option: &str) -> Option<usize> {
        line(text, &parts(option))
    }

    #[test]
    fn paths_are_read_and_written_with_quotes_where_they_need_them() {
        let path = parts("services.nginx.virtualHosts.\"a.b\".root");
        assert_eq!(path, ["services", "nginx", "virtualHosts", "a.b", "root"]);
        assert_eq!(written(&path), "services.nginx.virtualHosts.\"a.b\".root");
    }

    #[test]
    fn a_message_about_an_option_gets_the_line() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("c.nix").display().to_string();
        std::fs::write(&file, "{\n  a.b = 1;\n}\n").unwrap();
        let message = format!(
            "A definition for option `a.b' is not of type `string'. Definition values:\n  - In `{file}': 1"
        );
        assert!(in_files(&message).ends_with(&format!("- In `{file}:2': 1")));
        assert_eq!(in_files("attribute 'x' missing in `/y'"), "attribute 'x' missing in `/y'");
    }

    #[test]
    fn the_line_of_a_definition_is_found_however_it_is_written() {
        assert_eq!(line_of("{\n  a.b.c = 1;\n}", "a.b.c"), Some(2));
        assert_eq!(
            line_of(
                "{\n  services = {\n    x.enable = 1;\n    y = {\n      enable = 2;\n",
                "services.y.enable"
            ),
            Some(5)
        );
        assert_eq!(line_of("{ a.\"b.c\".d = 1; }", "a.\"b.c\".d"), Some(1));
        assert_eq!(
            line_of("{ config, ... }:\n# a.b = 1\n{ x = config.a.b == 1;\n a.b = 2; }", "a.b"),
            Some(4)
        );
        assert_eq!(line_of("{ ab = 1; }", "b"), None);
        assert_eq!(line_of("{\n a.b = 1;\n c.d = 1;\n a.d = 1; }", "a.d"), Some(4));
    }
}
