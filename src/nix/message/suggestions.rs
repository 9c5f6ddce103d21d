//! Nix's guesses of what an unknown name may be meant for, reduced to names that are near.

use crate::spelling::distance;

/// Beginnings of Nix's messages about an unknown name.
const UNKNOWN: [&str; 2] = ["attribute '", "undefined variable '"];

/// Whether Nix adds what may be meant to a message.
pub(super) fn is_for(message: &str) -> bool {
    UNKNOWN.iter().any(|words| message.starts_with(words))
}

/// Nix's own `Did you mean …?` below a message, with those names that are near; none where none is.
pub(super) fn of_nix(message: &str, line: &str) -> Option<String> {
    let names = line.trim().strip_prefix("Did you mean ")?.strip_suffix('?')?;
    let about = UNKNOWN.iter().find_map(|words| message.strip_prefix(words))?.split_once('\'')?.0;
    let names = names.trim_start_matches("one of ").replace(" or ", ", ");
    let near: Vec<&str> = names.split(", ").filter(|name| distance(about, name).is_some()).collect();
    (!near.is_empty()).then(|| format!("Did you mean {}?", near.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nixs_guesses_only_the_near_ones_are_left() {
        let missing = "attribute 'ngnix' missing";
        assert_eq!(of_nix(missing, "  Did you mean nginx?").unwrap(), "Did you mean nginx?");
        assert_eq!(
            of_nix(missing, "Did you mean one of nginx, mysql or nix?").unwrap(),
            "Did you mean nginx or nix?"
        );
        assert_eq!(of_nix("attribute 'foo' missing", "Did you mean tor?"), None);
    }
}
