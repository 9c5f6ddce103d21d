//! Names on a message bus, by D-Bus's rules.

use super::Parsed;

/// The specification's limit.
const LONGEST: usize = 255;

/// A valid bus name: words with dots between them.
pub(crate) fn bus_name(text: &str) -> Parsed<String> {
    let word = |word: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !word.is_empty() && word.bytes().all(letter) && !word.as_bytes()[0].is_ascii_digit()
    };
    if text.len() <= LONGEST && text.contains('.') && text.split('.').all(word) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no name on a bus"))
    }
}

#[cfg(test)]
mod tests {
    use super::bus_name;

    #[test]
    fn names_on_a_bus_are_words_with_dots() {
        for good in ["org.freedesktop.Avahi", "a.b", "_a.b-c", "org.x.A1"] {
            assert_eq!(bus_name(good).as_deref(), Ok(good));
        }
        for bad in ["", "a", "a.", ".a", "a..b", ":1.5", "a.1b", "a.b c", "a.ü", "a.b'"] {
            assert!(bus_name(bad).is_err(), "{bad}");
        }
        assert!(bus_name(&format!("a.{}", "b".repeat(254))).is_err());
    }
}
