//! `%` specifiers: systemd.unit(5), "Specifiers", as a system's manager resolves them.

use super::{Host, UnitName};

/// Why a text's specifiers can't be resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SpecifierError {
    /// There is no such specifier.
    #[error("there is no specifier %{0}; a percent sign of its own is written %%")]
    Unknown(char),
    /// It exists, but the unit's name has an invalid escape, or stands for no path.
    #[error("%{0} stands for nothing in a unit of this name")]
    Name(char),
}

/// `text` with its specifiers resolved. A `%` before anything but a letter or a digit stays as it is.
pub(crate) fn expand(
    text: &str,
    lookup: impl Fn(char) -> Result<String, SpecifierError>,
) -> Result<String, SpecifierError> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(percent) = rest.find('%') {
        result.push_str(&rest[..percent]);
        let mut after = rest[percent + 1..].chars();
        match after.next() {
            None | Some('%') => result.push('%'),
            Some(letter) => match lookup(letter) {
                Ok(value) => result.push_str(&value),
                Err(SpecifierError::Unknown(_)) if !letter.is_ascii_alphanumeric() => {
                    result.extend(['%', letter]);
                }
                Err(error) => return Err(error),
            },
        }
        rest = after.as_str();
    }
    Ok(result + rest)
}

/// What a specifier stands for in a unit.
pub(crate) fn of_unit(letter: char, unit: &UnitName, host: &Host) -> Result<String, SpecifierError> {
    let instance = unit.instance().unwrap_or("");
    let named = |text: Option<String>| text.ok_or(SpecifierError::Name(letter));
    Ok(match letter {
        'n' => unit.to_string(),
        'N' => unit.stem().to_owned(),
        'p' => unit.prefix().to_owned(),
        'P' => named(unescape(unit.prefix()))?,
        'i' => instance.to_owned(),
        'I' => named(unescape(instance))?,
        'j' => last_component(unit.prefix()).to_owned(),
        'J' => named(unescape(last_component(unit.prefix())))?,
        'f' => named(path(if instance.is_empty() { unit.prefix() } else { instance }))?,
        'd' => format!("/run/credentials/{unit}"),
        _ => of_host(letter, host)?,
    })
}

/// What a specifier that does not depend on the unit stands for.
pub(crate) fn of_host(letter: char, host: &Host) -> Result<String, SpecifierError> {
    host.specifier(letter).ok_or(SpecifierError::Unknown(letter))
}

fn last_component(prefix: &str) -> &str {
    prefix.rsplit_once('-').map_or(prefix, |(_, last)| last)
}

/// Undoes systemd-escape(1): `-` is `/`, `\x2d` is `-`. There is no other escape.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            let digits = rest.strip_prefix("\\x")?.get(..2).filter(|digits| !digits.starts_with('+'))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[4..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let c = if c == '-' { '/' } else { c };
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Undoes `systemd-escape --path`: `-` alone is the root.
pub(crate) fn path(text: &str) -> Option<String> {
    if text == "-" {
        return Some("/".to_owned());
    }
    let path = unescape(text).filter(|path| !path.is_empty())?;
    let proper = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(proper).then(|| format!("/{path}"))
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
        assert_eq!(
            expand("%z", |letter| of_host(letter, &Host::default())),
            Err(SpecifierError::Unknown('z'))
        );
    }

    #[test]
    fn paths_are_unescaped_as_systemd_escape_does_it() {
        // `systemd-escape --unescape --path` of 257.
        for (instance, expected) in [
            ("-", Some("/")),
            ("a", Some("/a")),
            ("a-b", Some("/a/b")),
            ("\\x2da", Some("/-a")),
            ("a\\x2fb", Some("/a/b")),
            ("-a", None),
            ("a-", None),
            ("a--b", None),
            ("a-..-b", None),
            ("a\\b", None),
            ("\\x4", None),
        ] {
            let unit = format!("x@{instance}.service").parse().unwrap();
            let found = expand("%f", |letter| of_unit(letter, &unit, &Host::default()));
            assert_eq!(found.ok().as_deref(), expected, "{instance}");
        }
        assert_eq!(expanded("%f", "a-b.service"), "/a/b");
    }
}
