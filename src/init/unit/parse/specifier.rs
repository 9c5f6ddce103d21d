//! `%` specifiers: systemd.unit(5), "Specifiers", as a system's manager resolves them.

use super::super::{Host, UnitName};

/// `text` with its specifiers resolved. What is no specifier stays as it is.
pub fn expand(text: &str, unit: &UnitName, host: &Host) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(percent) = rest.find('%') {
        result.push_str(&rest[..percent]);
        let mut after = rest[percent + 1..].chars();
        match after.next() {
            None | Some('%') => result.push('%'),
            Some(letter) => match lookup(letter, unit, host) {
                Some(value) => result.push_str(&value),
                None => result.extend(['%', letter]),
            },
        }
        rest = after.as_str();
    }
    result + rest
}

fn lookup(letter: char, unit: &UnitName, host: &Host) -> Option<String> {
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
        't' => "/run".to_owned(),
        'S' => "/var/lib".to_owned(),
        'C' => "/var/cache".to_owned(),
        'L' => "/var/log".to_owned(),
        'E' => "/etc".to_owned(),
        'T' => "/tmp".to_owned(),
        'V' => "/var/tmp".to_owned(),
        'd' => format!("/run/credentials/{unit}"),
        'h' => host.home.clone(),
        's' => host.shell.clone(),
        'u' => host.user.clone(),
        'U' => host.uid.to_string(),
        'g' => host.group.clone(),
        'G' => host.gid.to_string(),
        'H' | 'q' => host.hostname.clone(),
        'l' => host.hostname.split('.').next().unwrap_or_default().to_owned(),
        'm' => host.machine_id.clone(),
        'b' => host.boot_id.clone(),
        'v' => host.kernel.clone(),
        'a' => architecture().to_owned(),
        _ => return None,
    })
}

/// systemd's name of the architecture that this program was built for.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "arm64",
        other => other,
    }
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
        expand(text, &unit.parse().unwrap(), &Host::default())
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
    fn percent_signs_and_unknown_letters_stay() {
        assert_eq!(expanded("100%% %z %", "a.service"), "100% %z %");
    }
}
