//! Words for people.

use std::time::Duration;

/// A time span as systemd writes it: `1min 30s`, `100ms`.
pub fn span(time: Duration) -> String {
    const UNITS: [(&str, u128); 6] = [
        ("d", 86_400_000_000),
        ("h", 3_600_000_000),
        ("min", 60_000_000),
        ("s", 1_000_000),
        ("ms", 1000),
        ("us", 1),
    ];
    let mut rest = time.as_micros();
    let mut words = Vec::new();
    for (name, length) in UNITS {
        if rest >= length {
            words.push(format!("{}{name}", rest / length));
            rest %= length;
        }
    }
    if words.is_empty() { "0".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_systemds() {
        assert_eq!(span(Duration::from_secs(90)), "1min 30s");
        assert_eq!(span(Duration::from_millis(100)), "100ms");
        assert_eq!(span(Duration::ZERO), "0");
    }
}
