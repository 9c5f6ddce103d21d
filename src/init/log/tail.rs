//! The last lines of each unit, for `systemctl status`.
//!
//! Kept as raw bytes and cut at whole lines when somebody asks, so that a flood costs one small
//! copy per read.

use std::collections::BTreeMap;

/// How many bytes a unit's tail has at most.
const SIZE: usize = 2048;

/// The tails by unit.
#[derive(Debug, Default)]
pub(super) struct Tails {
    units: BTreeMap<String, Vec<u8>>,
}

impl Tails {
    /// Keeps what `unit` wrote, after the line that it had `begun`; what follows the last newline does not count yet.
    pub(super) fn note(&mut self, unit: &str, begun: &[u8], input: &[u8]) {
        let Some(end) = input.iter().rposition(|byte| *byte == b'\n') else { return };
        let lines = last(&input[..=end], SIZE);
        let begun = last(begun, SIZE - lines.len());
        if !self.units.contains_key(unit) {
            self.units.insert(unit.to_owned(), Vec::new());
        }
        let Some(tail) = self.units.get_mut(unit) else { return };
        let kept = SIZE - begun.len() - lines.len();
        tail.drain(..tail.len().saturating_sub(kept));
        tail.extend_from_slice(begun);
        tail.extend_from_slice(lines);
    }

    /// Forgets what `unit` wrote.
    pub(super) fn forget(&mut self, unit: &str) {
        self.units.remove(unit);
    }

    /// The last `count` lines of `unit`.
    pub(super) fn last(&self, unit: &str, count: usize) -> Vec<String> {
        let Some(tail) = self.units.get(unit) else { return Vec::new() };
        let text = String::from_utf8_lossy(tail);
        // A tail at its full size most likely begins inside a line.
        let cut = usize::from(tail.len() == SIZE && text.lines().count() > 1);
        let lines: Vec<&str> = text.lines().skip(cut).collect();
        lines[lines.len().saturating_sub(count)..].iter().map(|line| (*line).to_owned()).collect()
    }
}

/// The last bytes, at most `count`.
fn last(bytes: &[u8], count: usize) -> &[u8] {
    &bytes[bytes.len().saturating_sub(count)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_no_more() {
        let mut tails = Tails::default();
        for number in 0..1000 {
            tails.note("a.service", b"", format!("line {number}\n").as_bytes());
        }
        tails.note("b.service", b"", b"unfinished");
        assert_eq!(tails.last("a.service", 2), ["line 998", "line 999"]);
        let all = tails.last("a.service", 10_000);
        assert!(all.len() > 200 && all.iter().all(|line| line.starts_with("line ")), "{all:?}");
        assert_eq!(tails.last("b.service", 10), [""; 0]);
        assert!(tails.units["a.service"].capacity() <= 2 * SIZE);
    }

    #[test]
    fn one_huge_line_leaves_its_end() {
        let mut tails = Tails::default();
        tails.note("a", b"", &[vec![b'x'; 100_000], b"end\n".to_vec()].concat());
        assert!(tails.last("a", 1)[0].ends_with("xend"));
        let begun = vec![b'x'; 100_000];
        tails.note("b", &begun, b"end\n");
        assert!(tails.last("b", 1)[0].ends_with("xend"));
        assert_eq!(tails.units["b"].len(), SIZE);
    }
}
