//! Makes text of services (their lines, command lines, states) safe for the terminal of whoever looks at it: colours
//! and the like are left out, other control characters are shown as in the log.

use crate::init::log::{acts, shown as shown_instead};

/// The text without what would control a terminal. Tabs stay.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == '\x1b' && rest.as_str().starts_with('[') {
            // ECMA-48, section 5.4: parameters, then one character that ends the sequence.
            let _ = rest.by_ref().skip(1).find(|character| matches!(character, '\x40'..='\x7e'));
        } else if acts(character) {
            shown.push_str(&shown_instead(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_controlled() {
        for (text, shown) in [
            ("plain\ttext ü", "plain\ttext ü"),
            ("\x1b[1;31mred\x1b[0m", "red"),
            ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
            ("a\nb\r\0\u{9b}c", "a\\x0ab\\x0d\\x00\\x9bc"),
            ("\x1b[12", ""),
            ("\x1b", "\\x1b"),
            ("a\u{202e}b", "a\\u{202e}b"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
