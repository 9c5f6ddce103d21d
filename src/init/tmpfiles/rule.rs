//! What one line of tmpfiles.d(5) asks for.

use std::path::PathBuf;

/// What to do with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleKind {
    /// `f`: make a file with the argument as its content, where there is none; `f+` replaces the content.
    File,
    /// `w`: write to files that exist; `w+` to their ends.
    Write,
    /// `d`, `v`, `q`, `Q`: make a directory.
    Directory,
    /// `D`: make a directory, and empty it first.
    DirectoryEmpty,
    /// `e`: set mode and owner of directories that exist.
    Adjust,
    /// `p`: make a FIFO; `p+` replaces what is there.
    Fifo,
    /// `L`: make a symbolic link; `L+` replaces what is there, `L?` only to what exists.
    Link,
    /// `c`: make a character device; `c+` replaces what is there.
    Character,
    /// `b`: make a block device; `b+` replaces what is there.
    Block,
    /// `C`: copy a tree where there is nothing; `C+` adds to what is there.
    Copy,
    /// `x`, `X`: keep from cleaning by age, which is not done.
    Ignore,
    /// `r`: remove a file or an empty directory.
    Remove,
    /// `R`: remove with everything below.
    RemoveAll,
    /// `z`, `m`: set mode and owner of what exists.
    Owner,
    /// `Z`: the same for everything below.
    OwnerAll,
    /// `t`: set extended attributes.
    Attributes,
    /// `T`: the same for everything below.
    AttributesAll,
    /// `h`: set file attributes, chattr(1).
    Flags,
    /// `H`: the same for everything below.
    FlagsAll,
    /// `a`, `A`, `k`, `K`: access lists and capabilities, which are not set.
    Unsupported,
}

/// A mode as a rule writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Modes {
    /// The permission bits.
    pub bits: u32,
    /// `~`: only as far as the file's present bits allow.
    pub masked: bool,
    /// `:`: only on what the rule makes.
    pub only_new: bool,
}

/// A user or group as a rule writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// Name or number.
    pub name: String,
    /// `:`: only on what the rule makes.
    pub only_new: bool,
}

/// One line of tmpfiles.d.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one of tmpfiles.d's modifiers")]
pub(crate) struct Rule {
    /// The type as it is written.
    pub letter: char,
    /// What is done.
    pub kind: RuleKind,
    /// The path, absolute; a pattern where the kind takes one.
    pub path: String,
    /// The mode, if it is given.
    pub mode: Option<Modes>,
    /// The user, if it is given.
    pub user: Option<Owner>,
    /// The group, if it is given.
    pub group: Option<Owner>,
    /// How old the files below may become, as it is written.
    pub age: Option<String>,
    /// Content, target, source or attributes.
    pub argument: Option<Vec<u8>>,
    /// `+`
    pub force: bool,
    /// `=`: what exists and is of another kind is removed first.
    pub replace_other_kind: bool,
    /// `-`: it is not a failure if it can't be made.
    pub may_fail: bool,
    /// `^`: the argument names a credential, whose content is used.
    pub credential: bool,
    /// `~`: the content is in base64. It is decoded already, unless it is a credential's.
    pub base64: bool,
    /// `?`: only if the link's target exists.
    pub only_if_target: bool,
}

impl RuleKind {
    /// The kind with this letter.
    pub(super) fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'f' | 'F' => Self::File,
            'w' => Self::Write,
            'd' | 'v' | 'q' | 'Q' => Self::Directory,
            'D' => Self::DirectoryEmpty,
            'e' => Self::Adjust,
            'p' => Self::Fifo,
            'L' => Self::Link,
            'c' => Self::Character,
            'b' => Self::Block,
            'C' => Self::Copy,
            'x' | 'X' => Self::Ignore,
            'r' => Self::Remove,
            'R' => Self::RemoveAll,
            'z' | 'm' => Self::Owner,
            'Z' => Self::OwnerAll,
            't' => Self::Attributes,
            'T' => Self::AttributesAll,
            'h' => Self::Flags,
            'H' => Self::FlagsAll,
            'a' | 'A' | 'k' | 'K' => Self::Unsupported,
            _ => return None,
        })
    }

    /// Whether its path may be a pattern, as it may for what changes existing files.
    pub(super) fn takes_pattern(self) -> bool {
        !self.creates()
    }

    /// Whether it makes its path.
    pub(super) fn creates(self) -> bool {
        use RuleKind::{Block, Character, Copy, Directory, DirectoryEmpty, Fifo, File, Link};
        matches!(self, File | Directory | DirectoryEmpty | Fifo | Link | Character | Block | Copy)
    }

    /// Whether there can be only one such rule for a path.
    pub(super) fn takes_ownership(self) -> bool {
        use RuleKind::{Adjust, Ignore, Remove, RemoveAll, Write};
        self.creates() || matches!(self, Adjust | Write | Ignore | Remove | RemoveAll)
    }

    /// Whether an argument has no meaning for it.
    pub(super) fn ignores_argument(self) -> bool {
        use RuleKind::{Adjust, Directory, DirectoryEmpty, Fifo, Ignore, Owner, OwnerAll, Remove, RemoveAll};
        matches!(
            self,
            Directory | DirectoryEmpty | Adjust | Fifo | Ignore | Remove | RemoveAll | Owner | OwnerAll
        )
    }

    /// Whether an age has a meaning for it.
    pub(super) fn has_age(self) -> bool {
        matches!(self, Self::Directory | Self::DirectoryEmpty | Self::Adjust | Self::Copy | Self::Ignore)
    }
}

impl Rule {
    /// The mode that its path is made with.
    pub(super) fn first_mode(&self) -> u32 {
        self.mode.map_or_else(|| self.default_mode(), |mode| mode.bits)
    }

    /// The mode of what it makes, where none is given.
    pub(super) fn default_mode(&self) -> u32 {
        if matches!(self.kind, RuleKind::Directory | RuleKind::DirectoryEmpty) { 0o755 } else { 0o644 }
    }

    /// Its argument as a path; the factory's file of the same name where it has none.
    pub(super) fn source(&self) -> PathBuf {
        use std::os::unix::ffi::OsStrExt;
        match &self.argument {
            None => PathBuf::from("/usr/share/factory").join(self.path.trim_start_matches('/')),
            Some(bytes) => PathBuf::from(std::ffi::OsStr::from_bytes(bytes)),
        }
    }
}
