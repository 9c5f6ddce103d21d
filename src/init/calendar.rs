//! Calendar times of systemd.time(7): when `OnCalendar=` elapses next.

/// A calendar expression such as `Mon..Fri *-*-* 08:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    text: String,
}

impl std::fmt::Display for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Calendar {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.to_owned() })
    }
}
