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
    /// Takes note of what `unit` wrote; only what is before the last newline counts.
    pub(super) fn note(&mut self, unit: &str, input: &[u8]) {
        let Some(end) = input.iter().rposition(|byte| *byte == b'\n') else { return };
        let lines = &input[..=end];
        if !self.units.contains_key(unit) {
            self.units.insert(unit.to_owned(), Vec::new());
        }
        let Some(tail) = self.units.get_mut(unit) else { return };
        let news = &lines[lines.len().saturating_sub(SIZE)..];
        if tail.len() + news.len() > SIZE {
            tail.drain(..tail.len() + news.len() - SIZE);
        }
        tail.extend_from_slice(news);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_no_more() {
        let mut tails = Tails::default();
        for number in 0..1000 {
            tails.note("a.service", format!("line {number}\n").as_bytes());
        }
        tails.note("b.service", b"unfinished");
        assert_eq!(tails.last("a.service", 2), ["line 998", "line 999"]);
        let all = tails.last("a.service", 10_000);
        assert!(all.len() > 200 && all.iter().all(|line| line.starts_with("line ")), "{all:?}");
        assert_eq!(tails.last("b.service", 10), [""; 0]);
        assert!(tails.units["a.service"].capacity() <= 2 * SIZE);
    }

    #[test]
    fn one_huge_line_leaves_its_end() {
        let mut tails = Tails::default();
        tails.note("a", &[vec![b'x'; 100_000], b"end\n".to_vec()].concat());
        assert!(tails.last("a", 1)[0].ends_with("xend"));
    }
}
