//! The text of `nix-store --dump-db`, one record after another:
//!
//! ```text
//! /nix/store/HASH-NAME
//! SHA-256 of the NAR, hexadecimal
//! size of the NAR
//! the deriver's path, or an empty line
//! number of references
//! one reference a line
//! ```

use std::collections::BTreeSet;
use std::str::FromStr;

use super::PathInfo;
use crate::store_path::StorePath;

/// A record that is not as it should be, with the line where that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected {expected}, found {found:?}")]
pub struct MalformedRegistration {
    line: usize,
    expected: &'static str,
    found: String,
}

/// The records of a dump, in its order.
pub(super) fn parse(dump: &str) -> Result<Vec<PathInfo>, MalformedRegistration> {
    let mut lines = DumpLines { rest: dump.lines(), line: 0 };
    let mut infos = Vec::new();
    while let Some(first) = lines.next() {
        let path = lines.read(first, "a store path")?;
        let nar_hash = lines.expect("a SHA-256 of 64 hexadecimal digits", |text| {
            let hexadecimal = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            hexadecimal.then(|| text.to_ascii_lowercase())
        })?;
        let nar_size = lines.expect("a size in bytes", |text| text.parse().ok())?;
        lines.expect("a deriver or an empty line", |_| Some(()))?;
        let count: usize = lines.expect("a number of references", |text| text.parse().ok())?;
        let references = (0..count)
            .map(|_| lines.expect("a reference, which is a store path", |text| text.parse().ok()))
            .collect::<Result<BTreeSet<StorePath>, _>>()?;
        infos.push(PathInfo { path, nar_hash, nar_size, references });
    }
    Ok(infos)
}

/// The dump's lines, with the number of the one that was read last.
struct DumpLines<'a> {
    rest: std::str::Lines<'a>,
    line: usize,
}

impl<'a> DumpLines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        self.line += 1;
        self.rest.next()
    }

    fn read<T: FromStr>(&self, text: &str, expected: &'static str) -> Result<T, MalformedRegistration> {
        text.parse().map_err(|_| MalformedRegistration { line: self.line, expected, found: text.to_owned() })
    }

    fn expect<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, MalformedRegistration> {
        let text = self.next().unwrap_or_default();
        read(text).ok_or_else(|| MalformedRegistration { line: self.line, expected, found: text.to_owned() })
    }
}
