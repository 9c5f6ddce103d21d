//! Parses a line of tmpfiles.d(5) into a [`Rule`].

use super::super::base64;
use super::super::unit::Host;
use super::super::unit::{quoting, specifier, values};
use super::attributes;
use super::rule::{Modes, Owner, Rule, RuleKind};

/// A line is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tmpfiles rule `{line}`: {problem}")]
pub(crate) struct RuleError {
    line: String,
    problem: String,
}

/// Parses a line, which must be a rule: neither empty nor a comment.
pub(crate) fn parse(line: &str, host: &Host) -> Result<Rule, RuleError> {
    understand(line, host).map_err(|problem| RuleError { line: line.to_owned(), problem })
}

fn understand(line: &str, host: &Host) -> Result<Rule, String> {
    let (letters, rest) = field(line)?.ok_or("it is empty")?;
    let (path, mut rest) = field(rest)?.ok_or("it has no path")?;
    let mut next = || -> Result<Option<String>, String> {
        let Some((text, after)) = field(rest)? else { return Ok(None) };
        rest = after;
        Ok(Some(text).filter(|text| text != "-" && !text.is_empty()))
    };
    let (mode, user, group, age) = (next()?, next()?, next()?, next()?);
    let argument = Some(rest.trim()).filter(|text| !text.is_empty() && *text != "-");
    let mut rule = of_letters(&letters)?;
    rule.path = clean(&expand(&path, host)?)?;
    rule.mode = mode.as_deref().map(mode_of).transpose()?;
    rule.user = user.as_deref().map(owner_of).transpose()?;
    rule.group = group.as_deref().map(owner_of).transpose()?;
    rule.age = age;
    rule.argument = argument.map(|text| argument_of(&rule, text, host)).transpose()?;
    check(&rule)?;
    Ok(rule)
}

/// Cuts the first field off a line.
fn field(line: &str) -> Result<Option<(String, &str)>, String> {
    let first = quoting::first(line, quoting::Unknown::Refuse);
    let Some((bytes, _, rest)) = first.ok_or("a quote is not closed, or a backslash is no escape")? else {
        return Ok(None);
    };
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    Ok(Some((text, rest)))
}

fn of_letters(letters: &str) -> Result<Rule, String> {
    let mut chars = letters.chars();
    let letter = chars.next().ok_or("it has no type")?;
    let kind = RuleKind::of(letter).ok_or_else(|| format!("there is no type `{letter}`"))?;
    let modifiers: Vec<char> = chars.collect();
    for (index, modifier) in modifiers.iter().enumerate() {
        if !"+!-=~^?$".contains(*modifier) || modifiers[..index].contains(modifier) {
            return Err(format!("`{modifier}` is no modifier, or is there twice"));
        }
    }
    let has = |modifier| modifiers.contains(&modifier);
    // `$` is for `systemd-tmpfiles --purge`, and `!` for what only a boot does: this is one.
    if has('$') && !(kind.creates() || matches!(kind, RuleKind::Write | RuleKind::Adjust)) {
        return Err(format!("the modifier `$` does not go with the type `{letter}`"));
    }
    if has('?') && kind != RuleKind::Link {
        return Err(format!("the modifier `?` does not go with the type `{letter}`"));
    }
    let plain = [
        RuleKind::Link,
        RuleKind::Copy,
        RuleKind::Character,
        RuleKind::Block,
        RuleKind::Attributes,
        RuleKind::AttributesAll,
    ];
    if has('~')
        && (plain.contains(&kind)
            || matches!(kind, RuleKind::Flags | RuleKind::FlagsAll | RuleKind::Unsupported))
    {
        return Err(format!("the modifier `~` does not go with the type `{letter}`"));
    }
    Ok(Rule {
        letter,
        kind,
        path: String::new(),
        mode: None,
        user: None,
        group: None,
        age: None,
        argument: None,
        force: has('+') || letter == 'F',
        replace_other_kind: has('='),
        may_fail: has('-'),
        credential: has('^'),
        base64: has('~'),
        only_if_target: has('?'),
    })
}

/// The path, which must be absolute, without `.`, doubled slashes and a slash at the end; /var/run becomes /run.
fn clean(path: &str) -> Result<String, String> {
    if !path.starts_with('/') {
        return Err(format!("the path {path} is not absolute"));
    }
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(format!("the path {path} has a `..`"));
    }
    if parts.len() > 2 && parts.starts_with(&["var", "run"]) {
        parts.remove(0);
    }
    Ok(format!("/{}", parts.join("/")))
}

fn mode_of(text: &str) -> Result<Modes, String> {
    let digits = text.trim_start_matches(['~', ':']);
    let prefixes = &text[..text.len() - digits.len()];
    let bits = u32::from_str_radix(digits, 8).ok().filter(|bits| *bits <= 0o7777 && !digits.starts_with('+'));
    let bits = bits.ok_or_else(|| format!("`{text}` is no mode"))?;
    Ok(Modes { bits, masked: prefixes.contains('~'), only_new: prefixes.contains(':') })
}

fn owner_of(text: &str) -> Result<Owner, String> {
    let name = text.strip_prefix(':').unwrap_or(text);
    if name.is_empty() || name.contains([':', '/', '\n']) {
        return Err(format!("`{text}` is no user or group"));
    }
    Ok(Owner { name: name.to_owned(), only_new: name.len() < text.len() })
}

/// Whether it is `[~][abcmABCM:]AGE`. Nothing is cleaned by age, so a rule with an invalid one is carried out, too.
pub(super) fn is_age(text: &str) -> bool {
    let rest = text.strip_prefix('~').unwrap_or(text);
    let span = match rest.split_once(':') {
        Some((by, span)) if !by.trim().is_empty() && by.chars().all(|c| "abcmABCM \t".contains(c)) => span,
        Some(_) => return false,
        None => rest,
    };
    values::time_span(span).is_ok()
}

fn argument_of(rule: &Rule, text: &str, host: &Host) -> Result<Vec<u8>, String> {
    match rule.kind {
        RuleKind::File | RuleKind::Write if rule.base64 && !rule.credential => {
            base64::decode(text).ok_or_else(|| "the argument is not base64".to_owned())
        }
        RuleKind::File | RuleKind::Write if rule.base64 => Ok(text.into()),
        RuleKind::File | RuleKind::Write | RuleKind::Link | RuleKind::Copy => {
            let bytes = quoting::unescaped(text, quoting::Unknown::Refuse)
                .ok_or("a backslash in the argument is no escape")?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(expand(&text, host)?.into_bytes()),
                Err(error) => Ok(error.into_bytes()),
            }
        }
        _ => Ok(text.into()),
    }
}

/// Resolves specifiers; `%E` and `%s` are for units only.
fn expand(text: &str, host: &Host) -> Result<String, String> {
    let lookup = |letter| match letter {
        'E' | 's' => Err(specifier::SpecifierError::Unknown(letter)),
        _ => specifier::of_host(letter, host),
    };
    specifier::expand(text, lookup).map_err(|error| error.to_string())
}

fn check(rule: &Rule) -> Result<(), String> {
    use RuleKind::{
        Attributes, AttributesAll, Block, Character, Copy, File, Flags, FlagsAll, Unsupported, Write,
    };
    let letter = rule.letter;
    let Some(argument) = &rule.argument else {
        return match rule.kind {
            File | Write if rule.credential => Err("it names no credential".into()),
            Write | Character | Block | Attributes | AttributesAll | Flags | FlagsAll | Unsupported => {
                Err(format!("the type `{letter}` needs an argument"))
            }
            _ => Ok(()),
        };
    };
    match rule.kind {
        Copy if argument.starts_with(b"/") => Ok(()),
        Copy => Err(format!("the source {} is not absolute", String::from_utf8_lossy(argument))),
        Character | Block => device(argument).map(drop),
        Attributes | AttributesAll => attributes::pairs(argument).map(drop),
        Flags | FlagsAll => attributes::flags(argument).map(drop),
        // Where it has no meaning it is ignored and noted: see `not_done`.
        _ => Ok(()),
    }
}

/// `major:minor`
pub(super) fn device(argument: &[u8]) -> Result<(u64, u64), String> {
    let text = String::from_utf8_lossy(argument);
    let numbers =
        text.split_once(':').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    numbers
        .filter(|(major, minor)| *major < 1 << 12 && *minor < 1 << 20)
        .ok_or_else(|| format!("`{text}` is no device number such as 1:3"))
}
