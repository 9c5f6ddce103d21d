//! The only caller of apt.
