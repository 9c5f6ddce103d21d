//! Image names as Docker writes them: `NAME[:TAG]`.
//!
//! The grammar is the one of the distribution project's `reference` package, without the digest,
//! which a name for something new can't have: `[HOST[:PORT]/]COMPONENT[/COMPONENT…][:TAG]`.

use std::fmt;
use std::str::FromStr;

/// The tag that a name without one stands for.
const DEFAULT_TAG: &str = "latest";

/// The registry that a name without a host belongs to.
const DEFAULT_HOST: &str = "docker.io";

/// The longest name and the longest tag, in bytes.
const NAME_LENGTH: usize = 255;
const TAG_LENGTH: usize = 128;

/// The name and the tag of an image, as `my-image:latest` or `host:5000/team/app:1.2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    name: String,
    tag: Option<String>,
}

/// A text that is no image name, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no image name: {reason}")]
pub struct InvalidReference {
    text: String,
    reason: String,
}

impl ImageReference {
    /// The name without the tag, as it was written.
    pub fn repository(&self) -> &str {
        &self.name
    }

    /// The tag, if one was written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The tag; `latest` when none was written.
    pub fn tag_or_latest(&self) -> &str {
        self.tag().unwrap_or(DEFAULT_TAG)
    }

    /// The name as it was written, with the tag only if there was one.
    pub fn familiar(&self) -> String {
        self.tag().map_or_else(|| self.name.clone(), |tag| format!("{}:{tag}", self.name))
    }

    /// The name in full, with host and tag: `docker.io/library/my-image:latest`.
    pub fn canonical(&self) -> String {
        let (host, path) = match split_host(&self.name) {
            (Some(host), path) => (host, path.to_owned()),
            (None, path) if path.contains('/') => (DEFAULT_HOST, path.to_owned()),
            (None, path) => (DEFAULT_HOST, format!("library/{path}")),
        };
        format!("{host}/{path}:{}", self.tag_or_latest())
    }
}

/// The host, if the first component is one, and the rest. As Docker decides it: a host has a dot
/// or a port, or is `localhost`.
fn split_host(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, path)) if first.contains(['.', ':']) || first == "localhost" => (Some(first), path),
        _ => (None, name),
    }
}

impl FromStr for ImageReference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let after_slash = text.rfind('/').map_or(0, |at| at + 1);
        let colon = text[after_slash..].rfind(':').map(|at| at + after_slash);
        let (name, tag) = match colon {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        match fault(name).or_else(|| tag.and_then(tag_fault)) {
            None => Ok(Self { name: name.to_owned(), tag: tag.map(str::to_owned) }),
            Some(reason) => Err(InvalidReference { text: text.to_owned(), reason }),
        }
    }
}

/// Why `name` is no repository name.
fn fault(name: &str) -> Option<String> {
    let (host, path) = split_host(name);
    let is_id = path.len() == 64 && path.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let reason = if name.is_empty() {
        "the name is empty"
    } else if name.contains('@') {
        "a digest can't be chosen; write NAME[:TAG]"
    } else if name.len() > NAME_LENGTH {
        "the name is longer than 255 characters"
    } else if is_id {
        "64 hexadecimal digits would be taken for an image id"
    } else if !host.is_none_or(is_host) {
        "the part before the first slash is no host name"
    } else {
        let before = name.len() - path.len();
        return path_fault(path, name[..before].chars().count());
    };
    Some(reason.to_owned())
}

/// What is wrong with the path of a name, which has `before` characters in front of it.
fn path_fault(path: &str, before: usize) -> Option<String> {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    if let Some((at, character)) = path.chars().enumerate().find(|(_, c)| !is_inner(*c)) {
        let place = placed(character, before + at);
        return Some(if character.is_ascii_uppercase() {
            let lower = path.to_lowercase();
            let remedy = if lower.chars().all(is_inner) { format!(": {lower}") } else { String::new() };
            format!("{place} is in upper case, and a name must be in lower case{remedy}")
        } else {
            format!(
                "{place} can't be in a name, which has lower-case letters, digits, dots, underscores and dashes"
            )
        });
    }
    let wrong = path.split('/').find(|component| !is_component(component))?;
    Some(if wrong.is_empty() {
        "there is nothing before or behind a slash".to_owned()
    } else {
        format!(
            "{wrong:?} has to begin and to end with a letter or a digit, with one dot, one or two underscores, \
             or dashes between them"
        )
    })
}

/// A character and its place; `at` counts from zero.
fn placed(character: char, at: usize) -> String {
    format!("{character:?}, character {},", at + 1)
}

fn is_host(host: &str) -> bool {
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let label = |label: &str| {
        let inner = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(label) && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

fn is_component(component: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators: Vec<&str> = component.split(alphanumeric).filter(|part| !part.is_empty()).collect();
    component.starts_with(alphanumeric)
        && component.ends_with(alphanumeric)
        && separators.into_iter().all(|s| matches!(s, "." | "_" | "__") || s.bytes().all(|b| b == b'-'))
}

fn tag_fault(tag: &str) -> Option<String> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if let Some((at, character)) = tag.chars().enumerate().find(|(_, c)| !is_inner(*c)) {
        let place = placed(character, at);
        return Some(format!(
            "{place} of the tag can't be in one, which has letters, digits, underscores, dots and dashes"
        ));
    }
    let reason = match tag.bytes().next() {
        None => "the tag after the colon is empty",
        Some(b'.') => "a tag does not begin with a dot",
        Some(b'-') => "a tag does not begin with a dash",
        Some(_) if tag.len() > TAG_LENGTH => "the tag is longer than 128 characters",
        Some(_) => return None,
    };
    Some(reason.to_owned())
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.tag_or_latest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ImageReference {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_without_tag_is_the_latest() {
        assert_eq!(parse("my-image").to_string(), "my-image:latest");
    }

    #[test]
    fn a_port_is_no_tag() {
        let reference = parse("localhost:5000/app");
        assert_eq!((reference.repository(), reference.tag()), ("localhost:5000/app", None));
        assert_eq!(parse("localhost:5000/app:1.2").tag(), Some("1.2"));
    }

    #[test]
    fn the_canonical_name_has_host_and_library() {
        for (text, canonical) in [
            ("app", "docker.io/library/app:latest"),
            ("team/app:1", "docker.io/team/app:1"),
            ("example.org/app:1", "example.org/app:1"),
            ("localhost/app", "localhost/app:latest"),
        ] {
            assert_eq!(parse(text).canonical(), canonical);
        }
    }

    #[test]
    fn what_docker_takes_is_taken() {
        for text in ["a", "a.b", "a_b", "a__b", "a---b", "x/y/z", "Example.ORG/app", "a:V_1.2-x", "h:1/a"] {
            assert!(text.parse::<ImageReference>().is_ok(), "{text}");
        }
    }

    #[test]
    fn what_docker_refuses_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "the name is empty"),
            (":1", "the name is empty"),
            ("Foo Bar", "'F', character 1, is in upper case, and a name must be in lower case"),
            ("my-Image", "'I', character 4, is in upper case, and a name must be in lower case: my-image"),
            (
                "h:1/a b",
                "' ', character 6, can't be in a name, which has lower-case letters, digits, dots, underscores and dashes",
            ),
            (
                "a:x+y",
                "'+', character 2, of the tag can't be in one, which has letters, digits, underscores, dots and dashes",
            ),
            ("a:-x", "a tag does not begin with a dash"),
            (
                "x/a..b",
                "\"a..b\" has to begin and to end with a letter or a digit, with one dot, one or two underscores, or \
                 dashes between them",
            ),
            ("a//b", "there is nothing before or behind a slash"),
            ("a:", "the tag after the colon is empty"),
            ("a@sha256:00", "a digest can't be chosen; write NAME[:TAG]"),
            ("-x.org/a", "the part before the first slash is no host name"),
        ] {
            let error = text.parse::<ImageReference>().unwrap_err();
            assert_eq!(error.to_string(), format!("{text:?} is no image name: {reason}"));
        }
        let long_tag = format!("a:{}", "x".repeat(129));
        let long_name = "x".repeat(256);
        let id = "0".repeat(64);
        for text in ["a b", "a..b", "a___b", "-a", "a-", "a//b", "/a", "a/", "a:.x", "a:x y", "ä", "h:/a"]
            .into_iter()
            .chain([long_tag.as_str(), &long_name, &id])
        {
            assert!(text.parse::<ImageReference>().is_err(), "{text}");
        }
    }
}
