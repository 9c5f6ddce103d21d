//! Shell patterns for paths: glob(7) with braces, as systemd has them, without `~`.
//!
//! `*`, `?` and `[…]` match within one component; a component that begins with a dot is matched
//! only by a pattern that does as well.

use std::path::{Path, PathBuf};

/// Whether `text` has any of the characters that make it a pattern.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether `pattern` matches all of `text`.
pub fn matches(pattern: &str, text: &str) -> bool {
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

/// The paths below `root` that the absolute `pattern` stands for, sorted. A path without pattern
/// characters stands for itself if it exists.
pub fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        alternatives(pattern).iter().flat_map(|pattern| expand_one(root, pattern)).collect();
    found.sort();
    found.dedup();
    found
}

fn expand_one(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![root.to_path_buf()];
    for component in pattern.split('/').filter(|component| !component.is_empty()) {
        found = if is_pattern(component) {
            found.iter().flat_map(|directory| matching_entries(directory, component)).collect()
        } else {
            let plain = component.replace('\\', "");
            found.iter().map(|directory| directory.join(&plain)).collect()
        };
    }
    found.retain(|path| path.symlink_metadata().is_ok());
    found
}

fn matching_entries(directory: &Path, pattern: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let fits = |name: &str| matches(pattern, name) && (!name.starts_with('.') || pattern.starts_with('.'));
    let fits_entry = |entry: &std::fs::DirEntry| fits(&entry.file_name().to_string_lossy());
    entries.flatten().filter(fits_entry).map(|entry| entry.path()).collect()
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
    }
}
