//! `%` specifiers: systemd.unit(5), "Specifiers", as a system's manager resolves them.

use super::super::{Host, UnitName};

/// `text` with its specifiers resolved; the letter of one that there is not is the error. A `%` before
/// anything but a letter or a digit stays as it is.
pub fn expand(text: &str, lookup: impl Fn(char) -> Option<String>) -> Result<String, char> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(percent) = rest.find('%') {
        result.push_str(&rest[..percent]);
        let mut after = rest[percent + 1..].chars();
        match after.next() {
            None | Some('%') => result.push('%'),
            Some(letter) => match lookup(letter) {
                Some(value) => result.push_str(&value),
                None if letter.is_ascii_alphanumeric() => return Err(letter),
                None => result.extend(['%', letter]),
            },
        }
        rest = after.as_str();
    }
    Ok(result + rest)
}

/// What to say of a specifier that there is not.
pub fn unknown(letter: char) -> String {
    format!("there is no specifier %{letter}; a percent sign of its own is written %%")
}

/// What a specifier stands for in a unit.
pub fn of_unit(letter: char, unit: &UnitName, host: &Host) -> Option<String> {
    let instance = unit.instance().unwrap_or("");
    Some(match letter {
        'n' => unit.to_string(),
        'N' => unit.stem().to_owned(),
        'p' => unit.prefix().to_owned(),
        'P' => unescape(unit.prefix()),
        'i' => instance.to_owned(),
        'I' => unescape(instance),
        'j' => last_component(unit.prefix()).to_owned(),
        'J' => unescape(last_component(unit.prefix())),
        'f' => format!("/{}", unescape(if instance.is_empty() { unit.prefix() } else { instance })),
        'd' => format!("/run/credentials/{unit}"),
        _ => return host.specifier(letter),
    })
}

fn last_component(prefix: &str) -> &str {
    prefix.rsplit_once('-').map_or(prefix, |(_, last)| last)
}

/// Undoes systemd-escape(1): `-` is `/`, `\x2d` is `-`.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let code = rest.strip_prefix("\\x").and_then(|after| after.get(..2));
        if let Some(byte) = code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[4..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let c = if c == '-' { '/' } else { c };
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str, unit: &str) -> String {
        expand(text, |letter| of_unit(letter, &unit.parse().unwrap(), &Host::default())).unwrap()
    }

    #[test]
    fn names_of_an_instance() {
        let unit = "backup-db@var-lib\\x2dmy.service";
        assert_eq!(expanded("%n|%N|%p", unit), format!("{unit}|backup-db@var-lib\\x2dmy|backup-db"));
        assert_eq!(expanded("%i|%I|%j|%P|%f", unit), "var-lib\\x2dmy|var/lib-my|db|backup/db|/var/lib-my");
    }

    #[test]
    fn directories_and_user() {
        assert_eq!(
            expanded("%t %S %C %L %E %T %V", "a.service"),
            "/run /var/lib /var/cache /var/log /etc /tmp /var/tmp"
        );
        assert_eq!(expanded("%h %u %U %d", "a.service"), "/root root 0 /run/credentials/a.service");
    }

    #[test]
    fn percent_signs_stay_and_unknown_letters_are_an_error() {
        assert_eq!(expanded("100%% %{x} 5% %", "a.service"), "100% %{x} 5% %");
        assert_eq!(expand("%z", |_| None), Err('z'));
    }
}
