//! Why a unit that exists is not loaded.

use std::fmt;

/// What `systemctl` says of a unit that exists but can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLoaded {
    /// Its file is empty or a link to /dev/null.
    Masked,
    /// It has a mistake for which systemd would not load it either, or asks for what a container can't give.
    BadSetting,
    /// Its file can't be read.
    Error,
}

impl NotLoaded {
    /// systemd's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::BadSetting => "bad-setting",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for NotLoaded {
    /// Why nothing can be done with it, in systemd's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Masked => "is masked",
            Self::BadSetting => "has a bad unit file setting",
            Self::Error => "failed to load properly, please adjust/correct and reload service manager",
        })
    }
}
