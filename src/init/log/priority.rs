//! The priority of a log line, and the `<N>` that a service may write before one
//! (sd-daemon(3), `SyslogLevelPrefix=` in systemd.exec(5)).

/// How urgent a line is: syslog's levels, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// The system is unusable.
    Emergency,
    /// Something must be done at once.
    Alert,
    /// A critical condition.
    Critical,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Normal, but worth a look.
    Notice,
    /// For information.
    #[default]
    Info,
    /// For finding faults.
    Debug,
}

const ALL: [Priority; 8] = [
    Priority::Emergency,
    Priority::Alert,
    Priority::Critical,
    Priority::Error,
    Priority::Warning,
    Priority::Notice,
    Priority::Info,
    Priority::Debug,
];

/// systemd's names for the levels, by number.
const NAMES: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

impl Priority {
    /// The level by systemd's name or number, as systemd-cat takes it.
    pub fn from_name(name: &str) -> Option<Self> {
        let by_number = || name.parse::<usize>().ok();
        let position = NAMES.iter().position(|known| *known == name).or_else(by_number)?;
        ALL.get(position).copied()
    }

    /// syslog's number of the level, 0 to 7.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The level of a number; only the lowest three bits count, as in syslog's PRI.
    pub fn from_number(number: u32) -> Self {
        ALL[(number & 7) as usize]
    }

    /// Takes `<N>` off the start of `line`, when it is there.
    pub fn take_prefix(line: &[u8]) -> (Option<Self>, &[u8]) {
        match line {
            [b'<', digit @ b'0'..=b'7', b'>', rest @ ..] => {
                (Some(Self::from_number(u32::from(digit - b'0'))), rest)
            }
            _ => (None, line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_of_one_digit_is_taken_off() {
        assert_eq!(Priority::take_prefix(b"<3>no disk"), (Some(Priority::Error), &b"no disk"[..]));
        for plain in [&b"<8>x"[..], b"<>x", b"<13>x", b"x<3>", b"<3", b""] {
            assert_eq!(Priority::take_prefix(plain), (None, plain));
        }
    }

    #[test]
    fn names_and_numbers_are_known() {
        assert_eq!(Priority::from_name("warning"), Some(Priority::Warning));
        assert_eq!(Priority::from_name("7"), Some(Priority::Debug));
        assert_eq!(Priority::from_name("8"), None);
    }

    #[test]
    fn of_a_number_the_lowest_three_bits_count() {
        assert_eq!(Priority::from_number(30), Priority::Info);
    }
}
