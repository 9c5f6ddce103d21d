//! Mistakes in the list of arguments that a module begins with: a name that is used and not in it, or a list that
//! refuses what modules are given.

/// Arguments that every module may ask for.
const GIVEN: &[&str] = &["config", "lib", "modulesPath", "options", "pkgs"];

/// The mistake in the list of arguments that a message of Nix's is about, and its remedy. `text` gives a file's text.
pub(crate) fn explanation(message: &str, text: impl Fn(&str) -> Option<String>) -> Option<String> {
    unnamed(message).or_else(|| closed(message, text))
}

/// `pkgs.hello` in a module that does not ask for `pkgs`.
fn unnamed(message: &str) -> Option<String> {
    let name = message.split_once("undefined variable '")?.1.split_once('\'')?.0;
    let remedy = if GIVEN.contains(&name) {
        format!("a configuration that uses `{name}' begins with `{{ {name}, ... }}:'")
    } else if matches!(name, "inputs" | "self") {
        format!(
            "`{name}' is a flake's: name it at the beginning, `{{ {name}, ... }}:', and give it with --arg {name}"
        )
    } else {
        return None;
    };
    Some(format!("{message}\n  {remedy}"))
}

/// `{ pkgs }:`, which refuses the other arguments that modules are given.
fn closed(message: &str, text: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (before, after) = message.split_once("called with unexpected argument '")?;
    let given = after.split_once('\'')?.0;
    if !GIVEN.contains(&given) && !matches!(given, "specialArgs" | "_class" | "_prefix" | "name") {
        return None;
    }
    // Nix 2.8 has the place in the message, newer ones before it.
    let place =
        before.split(" at ").nth(1).or_else(|| before.split_once(": ").map(|(place, _)| place))?.trim();
    let arguments = written(place, text);
    Some(format!(
        "{place}: modules are given more than this one names: it has to begin with `{{ {arguments}... }}:'"
    ))
}

/// The arguments that a function names, with commas behind them, as far as they are words.
fn written(place: &str, text: impl Fn(&str) -> Option<String>) -> String {
    let read = || {
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
        let text = text(file)?;
        let start = text
            .split_inclusive('\n')
            .take(line.parse::<usize>().ok()?.checked_sub(1)?)
            .map(str::len)
            .sum::<usize>();
        let from = text.get(start + column.parse::<usize>().ok()?.checked_sub(1)?..)?;
        let arguments = from.trim_start().strip_prefix('{')?.split_once('}')?.0;
        let names: Vec<&str> = arguments.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let is_word = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-'".contains(c));
        names.iter().all(is_word).then(|| names.iter().fold(String::new(), |text, name| text + name + ", "))
    };
    read().unwrap_or_else(|| "config, lib, pkgs, ".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_and_not_named_is_told_with_the_beginning() {
        let of = |name: &str| explanation(&format!("/c.nix:1:2: undefined variable '{name}'"), |_| None);
        assert_eq!(
            of("pkgs").unwrap(),
            "/c.nix:1:2: undefined variable 'pkgs'\n  a configuration that uses `pkgs' begins with `{ pkgs, ... }:'"
        );
        assert!(of("inputs").unwrap().ends_with("give it with --arg inputs"));
        assert_eq!(of("hello"), None);
    }

    #[test]
    fn a_module_that_takes_nothing_else_is_told_how_to_begin() {
        let text = |file: &str| (file == "/c.nix").then(|| "# a\n { pkgs,\n   lib }: { }".to_owned());
        let right = "/c.nix:2:2: modules are given more than this one names: it has to begin with `{ pkgs, lib, ... }:'";
        let old = "anonymous function at /c.nix:2:2 called with unexpected argument 'config'";
        let new = "/c.nix:2:2: function 'anonymous lambda' called with unexpected argument 'config'";
        assert_eq!(explanation(old, text).unwrap(), right);
        assert_eq!(explanation(new, text).unwrap(), right);
        assert!(explanation(old, |_| None).unwrap().ends_with("`{ config, lib, pkgs, ... }:'"));
        assert_eq!(
            explanation("anonymous function at /c.nix:2:2 called with unexpected argument 'foo'", text),
            None
        );
    }
}
