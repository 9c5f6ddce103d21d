//! Variables as `pam_env(8)` sets them: `pam_env.conf(5)`, /etc/environment.

use std::path::Path;

use super::{SessionRule, read};
use crate::users::User;

/// Adds the variables of a line with `pam_env`.
pub(super) fn add(
    root: &Path,
    rule: &SessionRule,
    user: &User,
    variables: &mut Vec<(String, Option<String>)>,
) {
    let conf = rule.argument("conffile").unwrap_or("/etc/security/pam_env.conf");
    for line in read(root, conf).unwrap_or_default().replace("\\\n", " ").lines() {
        if let Some((name, value)) = assignment(line, user, variables) {
            variables.push((name, value));
        }
    }
    if rule.argument("readenv") != Some("0") {
        let file = rule.argument("envfile").unwrap_or("/etc/environment");
        variables.extend(read(root, file).unwrap_or_default().lines().filter_map(plain));
    }
}

/// `NAME [DEFAULT=VALUE] [OVERRIDE=VALUE]`; the second counts unless it is empty.
fn assignment(
    line: &str,
    user: &User,
    known: &[(String, Option<String>)],
) -> Option<(String, Option<String>)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (name, mut rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (mut default, mut overriding) = (None, None);
    loop {
        rest = rest.trim_start();
        let target = if let Some(after) = rest.strip_prefix("DEFAULT=") {
            rest = after;
            &mut default
        } else if let Some(after) = rest.strip_prefix("OVERRIDE=") {
            rest = after;
            &mut overriding
        } else {
            break;
        };
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        *target = Some(expanded(value, user, known));
        rest = after;
    }
    let value = overriding.filter(|value| !value.is_empty()).or(default).filter(|value| !value.is_empty());
    Some((name.to_owned(), value))
}

/// Expands `${NAME}`, a variable that is known already, and `@{NAME}`, something about the user; `\$` and `\@` are
/// plain characters.
fn expanded(value: &str, user: &User, known: &[(String, Option<String>)]) -> String {
    let (mut result, mut rest) = (String::new(), value);
    while let Some(at) = rest.find(['\\', '$', '@']) {
        result.push_str(&rest[..at]);
        let sign = &rest[at..=at];
        rest = &rest[at + 1..];
        let braced = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match (sign, braced) {
            ("\\", _) => {
                let next = rest.chars().next();
                result.extend(next);
                rest = &rest[next.map_or(0, char::len_utf8)..];
            }
            (_, None) => result.push_str(sign),
            (_, Some((name, after))) => {
                let of_user = match name {
                    "HOME" => Some(user.home.as_str()),
                    "SHELL" => Some(user.shell.as_str()),
                    "PAM_USER" => Some(user.name.as_str()),
                    _ => None,
                };
                let variable = || known.iter().rev().find(|(known, _)| known == name)?.1.as_deref();
                result.push_str(if sign == "@" { of_user } else { variable() }.unwrap_or_default());
                rest = after;
            }
        }
    }
    result + rest
}

/// A line of /etc/environment: `NAME=VALUE`, perhaps after `export`, the value perhaps in quotes.
fn plain(line: &str) -> Option<(String, Option<String>)> {
    let line = line.trim();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let (name, value) = line.split_once('=')?;
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if line.starts_with('#') || name.is_empty() || !name.chars().all(valid) {
        return None;
    }
    let value = value.split('#').next().unwrap_or_default().trim_end();
    let quoted = ['"', '\''].into_iter().find_map(|it| value.strip_prefix(it)?.strip_suffix(it));
    Some((name.to_owned(), Some(quoted.unwrap_or(value).to_owned()).filter(|value| !value.is_empty())))
}
