//! Shell patterns for paths: glob(7) with braces, as systemd has them, without `~`.
//!
//! `*`, `?` and `[…]` match within one component; a component that begins with a dot is matched only by a
//! pattern that begins with one too.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Whether `text` has any of the characters that make it a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether `pattern` matches all of `text`.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where to go on when the text does not fit: after the last star, one character further.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            p += 1;
            star = Some((p, t));
        } else if let Some(next) = match_one(&pattern, p, text[t]) {
            p = next;
            t += 1;
        } else if let Some((after, from)) = star {
            star = Some((after, from + 1));
            (p, t) = (after, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Matches one character at `p`; says where the pattern goes on.
fn match_one(pattern: &[char], p: usize, c: char) -> Option<usize> {
    match *pattern.get(p)? {
        '?' => Some(p + 1),
        '\\' if p + 1 < pattern.len() => (pattern[p + 1] == c).then_some(p + 2),
        '[' => match match_set(pattern, p + 1, c) {
            Some((matched, next)) => matched.then_some(next),
            None => (c == '[').then_some(p + 1),
        },
        literal => (literal == c).then_some(p + 1),
    }
}

/// Matches a set whose first character is at `p`; `None` when it has no end.
fn match_set(pattern: &[char], mut p: usize, c: char) -> Option<(bool, usize)> {
    let negated = matches!(pattern.get(p)?, '!' | '^');
    p += usize::from(negated);
    let first = p;
    let mut matched = false;
    loop {
        let low = *pattern.get(p)?;
        if low == ']' && p > first {
            return Some((matched != negated, p + 1));
        }
        match (pattern.get(p + 1), pattern.get(p + 2)) {
            (Some('-'), Some(&high)) if high != ']' => {
                matched |= (low..=high).contains(&c);
                p += 3;
            }
            _ => {
                matched |= low == c;
                p += 1;
            }
        }
    }
}

/// The patterns that one with `{a,b}` stands for.
fn alternatives(pattern: &str) -> Vec<String> {
    let (mut depth, mut open, mut cuts) = (0_usize, 0, Vec::new());
    for (at, c) in pattern.char_indices() {
        match c {
            '{' if depth == 0 && !pattern[at..].starts_with("{}") => {
                (depth, open) = (1, at);
                cuts = vec![at];
            }
            '{' if depth > 0 => depth += 1,
            ',' if depth == 1 => cuts.push(at),
            '}' if depth == 1 => {
                cuts.push(at);
                let (before, after) = (&pattern[..open], &pattern[at + 1..]);
                let parts = cuts.windows(2).map(|cut| &pattern[cut[0] + 1..cut[1]]);
                return parts.flat_map(|part| alternatives(&format!("{before}{part}{after}"))).collect();
            }
            '}' if depth > 1 => depth -= 1,
            _ => {}
        }
    }
    vec![pattern.to_owned()]
}

/// How many names are looked at for one pattern of a unit: a pattern may lead through a user's directories,
/// where links to links make many paths of a few files.
pub(crate) const MOST: usize = 65_536;

/// There is more to look at than may be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are too many files")]
pub(crate) struct TooMany;

/// The paths below `root` that the absolute `pattern` stands for, sorted. A path without pattern
/// characters stands for itself if it exists.
pub(crate) fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    expand_within(root, pattern, usize::MAX).unwrap_or_default()
}

/// As [`expand`], if that is not too much work.
pub(crate) fn expand_bounded(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, TooMany> {
    expand_within(root, pattern, MOST)
}

/// Whether a directory has anything in it but what is hidden or kept aside; also where that can't be told.
pub(crate) fn is_not_empty(directory: &Path) -> bool {
    match directory.read_dir() {
        Ok(entries) => {
            let mut some = entries.flatten().take(MOST);
            some.any(|entry| !is_aside(&entry.file_name().to_string_lossy()))
        }
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

/// Whether the absolute `pattern` stands for anything below `root`, if that is not too much work.
pub(crate) fn any(root: &Path, pattern: &str) -> Result<bool, TooMany> {
    let mut left = MOST;
    for pattern in alternatives(pattern) {
        if visit(root, &components(&pattern), &mut left, &mut |_| false)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn expand_within(root: &Path, pattern: &str, mut left: usize) -> Result<Vec<PathBuf>, TooMany> {
    let mut found = Vec::new();
    for pattern in alternatives(pattern) {
        visit(root, &components(&pattern), &mut left, &mut |path| {
            found.push(path);
            true
        })?;
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn components(pattern: &str) -> Vec<&str> {
    pattern.split('/').filter(|component| !component.is_empty()).collect()
}

/// Shows what `pattern` stands for in `directory` until `more` says that this is enough; returns whether it did.
fn visit(
    directory: &Path,
    pattern: &[&str],
    left: &mut usize,
    more: &mut dyn FnMut(PathBuf) -> bool,
) -> Result<bool, TooMany> {
    *left = left.checked_sub(1).ok_or(TooMany)?;
    let Some((first, rest)) = pattern.split_first() else {
        return Ok(directory.symlink_metadata().is_ok() && !more(directory.to_owned()));
    };
    if !is_pattern(first) {
        return visit(&directory.join(first.replace('\\', "")), rest, left, more);
    }
    let Ok(entries) = std::fs::read_dir(directory) else { return Ok(false) };
    for entry in entries.flatten() {
        *left = left.checked_sub(1).ok_or(TooMany)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let fits = matches(first, &name) && (!name.starts_with('.') || first.starts_with('.'));
        if fits && visit(&entry.path(), rest, left, more)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Files that are hidden, or that editors and package managers keep beside others.
fn is_aside(name: &str) -> bool {
    const ENDS: [&str; 17] = [
        "rpmnew",
        "rpmsave",
        "rpmorig",
        "dpkg-old",
        "dpkg-new",
        "dpkg-tmp",
        "dpkg-dist",
        "dpkg-bak",
        "dpkg-backup",
        "dpkg-remove",
        "ucf-new",
        "ucf-old",
        "ucf-dist",
        "swp",
        "bak",
        "old",
        "new",
    ];
    name.starts_with('.')
        || name.ends_with('~')
        || ["lost+found", "aquota.user", "aquota.group"].contains(&name)
        || name.rsplit_once('.').is_some_and(|(_, end)| ENDS.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_a_shells() {
        for (pattern, text) in [
            ("*.conf", "a.conf"),
            ("a*b*c", "aXXbYbZc"),
            ("?", "\u{fc}"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]]", "]"),
            ("[a-]", "-"),
            ("[a", "[a"),
            ("\\*", "*"),
            ("**", ""),
            ("", ""),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("*.conf", "a.con"),
            ("?", ""),
            ("[a-c]", "d"),
            ("[!a]", "a"),
            ("\\*", "x"),
            ("a", "ab"),
            ("a*b", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_they_must() {
        assert!(!matches(&"a*".repeat(30), &format!("{}b", "a".repeat(29))));
        assert!(!matches(&format!("{}b", "*a".repeat(50)), &"a".repeat(5000)));
    }

    #[test]
    fn paths_are_expanded_below_the_root() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a/1.env", "b/2.env", "b/.3.env", "b/x"] {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let expanded = |pattern| -> Vec<String> {
            let strip = |path: PathBuf| path.strip_prefix(root.path()).unwrap().display().to_string();
            expand(root.path(), pattern).into_iter().map(strip).collect()
        };
        assert_eq!(expanded("/*/*.env"), ["a/1.env", "b/2.env"]);
        assert_eq!(expanded("/b/.*"), ["b/.3.env"]);
        assert_eq!(expanded("/b/x"), ["b/x"]);
        assert_eq!(expanded("/b/y"), [""; 0]);
        assert_eq!(expanded("/{b/{x,y},a/{,1.env}}"), ["a", "a/1.env", "b/x"]);
        assert_eq!(expanded("/{b,a}/{.3,1}.env"), ["a/1.env", "b/.3.env"]);
        assert_eq!(expanded("/b/{x"), [""; 0]);
        let any = |pattern| any(root.path(), pattern);
        assert_eq!((any("/*/*.env"), any("/b/{y,x}"), any("/b/[y]")), (Ok(true), Ok(true), Ok(false)));
    }

    #[test]
    fn links_to_links_are_not_followed_without_end() {
        let root = tempfile::tempdir().unwrap();
        for number in 0..100 {
            std::os::unix::fs::symlink(".", root.path().join(number.to_string())).unwrap();
        }
        assert_eq!(any(root.path(), "/*/*/*/*/*/nothing"), Err(TooMany));
        assert_eq!(expand_bounded(root.path(), "/*/*/*/*"), Err(TooMany));
        assert_eq!(any(root.path(), "/*/*/*/*"), Ok(true));
        assert_eq!(expand_bounded(root.path(), "/*/*").map(|all| all.len()), Ok(10_000));
    }
}
