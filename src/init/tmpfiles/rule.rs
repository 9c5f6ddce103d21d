//! One line: what it asks for.

use std::path::PathBuf;

use super::super::base64;
use super::super::unit::Host;
use super::text;

/// What to do with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `f`: make a file with the argument as its content, where there is none.
    File,
    /// `f+`: make it, or replace its content.
    FileTruncate,
    /// `w`: write to files that exist.
    Write,
    /// `w+`: write to their ends.
    WriteAppend,
    /// `d`, `v`, `q`, `Q`: make a directory.
    Directory,
    /// `D`: make a directory, and empty it first.
    DirectoryEmpty,
    /// `e`: set mode and owner of directories that exist.
    Adjust,
    /// `p`: make a FIFO; `p+` replaces what is there.
    Fifo,
    /// `L`: make a symbolic link; `L+` replaces what is there, `L?` only to what exists.
    Link,
    /// `c`: make a character device; `c+` replaces what is there.
    Character,
    /// `b`: make a block device; `b+` replaces what is there.
    Block,
    /// `C`: copy a tree where there is nothing; `C+` adds to what is there.
    Copy,
    /// `x`, `X`: keep from cleaning, which is not done anyway.
    Ignore,
    /// `r`: remove a file or an empty directory.
    Remove,
    /// `R`: remove with everything below.
    RemoveAll,
    /// `z`: set mode and owner of what exists.
    Owner,
    /// `Z`: the same for everything below.
    OwnerAll,
    /// `t`, `T`, `h`, `H`, `a`, `A`: attributes and access lists, which are not set.
    Attributes,
}

/// A mode as a rule writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    /// The bits.
    pub bits: u32,
    /// `~`: only as far as the file's present bits allow.
    pub masked: bool,
    /// `:`: only on what the rule makes.
    pub only_new: bool,
}

/// A user or group as a rule writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Name or number.
    pub name: String,
    /// `:`: only on what the rule makes.
    pub only_new: bool,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one of tmpfiles.d's modifiers")]
pub struct Rule {
    /// What to do.
    pub kind: Kind,
    /// To what; absolute, a pattern where its kind takes one.
    pub path: String,
    /// The mode, if it is given.
    pub mode: Option<Modes>,
    /// The user, if it is given.
    pub user: Option<Owner>,
    /// The group, if it is given.
    pub group: Option<Owner>,
    /// Whether it has an age, which is not looked at.
    pub has_age: bool,
    /// Content, target or source.
    pub argument: Option<Vec<u8>>,
    /// `+`
    pub force: bool,
    /// `=`: what is there and of another kind is removed first.
    pub replace_other_kind: bool,
    /// `-`: a failure is none.
    pub may_fail: bool,
    /// `^`: the argument is the name of a credential.
    pub credential: bool,
    /// `L?`: only if the target exists.
    pub only_if_target: bool,
}

/// A line can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tmpfiles rule `{line}`: {problem}")]
pub struct RuleError {
    line: String,
    problem: String,
}

impl Kind {
    /// Whether its path may be a pattern.
    pub(super) fn takes_pattern(self) -> bool {
        matches!(
            self,
            Self::Write
                | Self::WriteAppend
                | Self::Adjust
                | Self::Ignore
                | Self::Remove
                | Self::RemoveAll
                | Self::Owner
                | Self::OwnerAll
                | Self::Attributes
        )
    }

    /// Whether it removes, and so comes before all that creates.
    pub(super) fn removes(self) -> bool {
        matches!(self, Self::Remove | Self::RemoveAll)
    }
}

/// Understands a line. The line must be a rule: neither empty nor a comment.
pub fn parse(line: &str, host: &Host) -> Result<Rule, RuleError> {
    understand(line, host).map_err(|problem| RuleError { line: line.to_owned(), problem })
}

fn understand(line: &str, host: &Host) -> Result<Rule, String> {
    let (letters, rest) = text::field(line)?.ok_or("it is empty")?;
    let (path, mut rest) = text::field(rest)?.ok_or("it has no path")?;
    let mut next = || -> Result<Option<String>, String> {
        let Some((text, after)) = text::field(rest)? else { return Ok(None) };
        rest = after;
        Ok(Some(text).filter(|text| text != "-"))
    };
    let (mode, user, group, age) = (next()?, next()?, next()?, next()?);
    let argument = Some(rest.trim()).filter(|text| !text.is_empty() && *text != "-");
    let mut rule = letters_of(&letters)?;
    rule.path = clean(&text::expand(&path, host)?)?;
    rule.mode = mode.as_deref().map(mode_of).transpose()?;
    rule.user = user.as_deref().map(owner_of).transpose()?;
    rule.group = group.as_deref().map(owner_of).transpose()?;
    rule.has_age = age.is_some();
    rule.argument = argument.map(|text| argument_of(&rule, &letters, text, host)).transpose()?;
    check(&rule)?;
    Ok(rule)
}

fn letters_of(letters: &str) -> Result<Rule, String> {
    let mut chars = letters.chars();
    let letter = chars.next().ok_or("it has no type")?;
    let force = letters.contains('+');
    let kind = match (letter, force) {
        ('f', false) => Kind::File,
        ('f', true) | ('F', _) => Kind::FileTruncate,
        ('w', false) => Kind::Write,
        ('w', true) => Kind::WriteAppend,
        ('d' | 'v' | 'q' | 'Q', _) => Kind::Directory,
        ('D', _) => Kind::DirectoryEmpty,
        ('e', _) => Kind::Adjust,
        ('p', _) => Kind::Fifo,
        ('L', _) => Kind::Link,
        ('c', _) => Kind::Character,
        ('b', _) => Kind::Block,
        ('C', _) => Kind::Copy,
        ('x' | 'X', _) => Kind::Ignore,
        ('r', _) => Kind::Remove,
        ('R', _) => Kind::RemoveAll,
        ('z' | 'm', _) => Kind::Owner,
        ('Z', _) => Kind::OwnerAll,
        ('t' | 'T' | 'h' | 'H' | 'a' | 'A', _) => Kind::Attributes,
        _ => return Err(format!("there is no type `{letter}`")),
    };
    if let Some(unknown) = chars.find(|c| !"+!-=~^?$".contains(*c)) {
        return Err(format!("there is no modifier `{unknown}`"));
    }
    Ok(Rule {
        kind,
        path: String::new(),
        mode: None,
        user: None,
        group: None,
        has_age: false,
        argument: None,
        force,
        replace_other_kind: letters.contains('='),
        may_fail: letters.contains('-'),
        credential: letters.contains('^'),
        only_if_target: letters.contains('?'),
    })
}

/// Absolute, without `.`, doubled slashes and a slash at the end.
fn clean(path: &str) -> Result<String, String> {
    if !path.starts_with('/') {
        return Err(format!("the path {path} is not absolute"));
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(format!("the path {path} has a `..`"));
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

fn argument_of(rule: &Rule, letters: &str, text: &str, host: &Host) -> Result<Vec<u8>, String> {
    if letters.contains('~') {
        return base64::decode(text).ok_or_else(|| "the argument is not base64".to_owned());
    }
    let bytes = text::unescaped(text);
    if rule.credential {
        return Ok(bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text::expand(&text, host)?.into_bytes()),
        Err(error) => Ok(error.into_bytes()),
    }
}

fn check(rule: &Rule) -> Result<(), String> {
    match rule.kind {
        Kind::Write | Kind::WriteAppend if rule.argument.is_none() => Err("it has nothing to write".into()),
        Kind::Character | Kind::Block => device(rule.argument.as_deref().unwrap_or_default()).map(drop),
        _ => Ok(()),
    }
}

/// `major:minor`
pub(super) fn device(argument: &[u8]) -> Result<(u64, u64), String> {
    let text = String::from_utf8_lossy(argument);
    let numbers =
        text.split_once(':').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    numbers.ok_or_else(|| format!("`{text}` is no device number such as 1:3"))
}

impl Rule {
    /// Its argument as a path; the factory's file of the same name where it has none.
    pub(super) fn source(&self) -> PathBuf {
        use std::os::unix::ffi::OsStrExt;
        let factory = PathBuf::from("/usr/share/factory");
        match &self.argument {
            None => factory.join(self.path.trim_start_matches('/')),
            Some(bytes) => {
                let path = PathBuf::from(std::ffi::OsStr::from_bytes(bytes));
                if path.is_absolute() || self.kind == Kind::Link { path } else { factory.join(path) }
            }
        }
    }
}
