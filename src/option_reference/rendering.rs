//! Options as text, names, JSON and Markdown.

use std::fmt::Write as _;

use super::{OptionDoc, markup};

/// The parts of an option that have something to say, each with its title.
fn parts(option: &OptionDoc) -> impl Iterator<Item = (&'static str, String)> {
    let kind = if option.read_only { format!("{} (read only)", option.kind) } else { option.kind.clone() };
    [
        ("Type", Some(kind)),
        ("Default", option.default.clone()),
        ("Example", option.example.clone()),
        ("Declared in", Some(option.declarations.join(", "))),
    ]
    .into_iter()
    .filter_map(|(title, part)| Some((title, part?)))
}

/// Only the options' names, a line each.
pub(crate) fn names(options: &[OptionDoc]) -> String {
    options.iter().fold(String::new(), |text, option| text + &option.name + "\n")
}

/// For reading on a terminal.
pub(crate) fn text(options: &[OptionDoc]) -> String {
    let mut text = String::new();
    for option in options {
        let _ = writeln!(text, "{}", option.name);
        let description = markup::plain(option.description.as_deref().unwrap_or_default());
        for paragraph in description.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let _ = writeln!(text, "    {}", paragraph.replace('\n', "\n    "));
        }
        for (title, part) in parts(option) {
            let _ = writeln!(text, "    {title}: {}", part.trim().replace('\n', "\n      "));
        }
        text.push('\n');
    }
    text
}

/// One JSON object, by option name.
///
/// # Errors
/// Only if it can't be written as JSON.
pub(crate) fn json(options: &[OptionDoc]) -> serde_json::Result<String> {
    let object: serde_json::Map<String, serde_json::Value> = options
        .iter()
        .map(|option| Ok((option.name.clone(), serde_json::to_value(option)?)))
        .collect::<serde_json::Result<_>>()?;
    Ok(serde_json::to_string_pretty(&object)? + "\n")
}

/// A Markdown document.
pub(crate) fn markdown(options: &[OptionDoc]) -> String {
    let mut text = String::from("# Options\n");
    for option in options {
        let _ = write!(text, "\n## `{}`\n\n", option.name);
        if let Some(description) = &option.description {
            let _ = write!(text, "{}\n\n", markup::common(description).trim());
        }
        for (title, part) in parts(option) {
            let part = part.trim();
            let _ = if part.contains('\n') {
                writeln!(text, "- {title}:\n\n  ```nix\n  {}\n  ```", part.replace('\n', "\n  "))
            } else {
                writeln!(text, "- {title}: `{part}`")
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn text_has_a_line_for_each_part() {
        assert_eq!(
            text(&[example("a.b")]),
            "a.b\n    Whether to run it.\n    Type: boolean\n    Default: false\n    Declared in: nix/a.nix\n\n"
        );
    }

    #[test]
    fn markdown_has_a_heading_for_each_option() {
        assert_eq!(
            markdown(&[example("a.b")]),
            "# Options\n\n## `a.b`\n\nWhether to run it.\n\n- Type: `boolean`\n- Default: `false`\n- Declared in: `nix/a.nix`\n"
        );
    }
}
