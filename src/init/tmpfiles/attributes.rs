//! `t`: extended attributes, xattr(7), and `h`: file attributes, chattr(1).

use std::ffi::CString;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc::{c_int, c_long};
use nix::sys::stat::SFlag;

use super::super::unit::quoting;
use crate::safe_path::Handle;

/// The letters of chattr(1) and their flags, linux/fs.h.
const FLAGS: [(char, c_int); 15] = [
    ('A', 0x80),
    ('S', 0x08),
    ('D', 0x1_0000),
    ('a', 0x20),
    ('c', 0x04),
    ('d', 0x40),
    ('e', 0x8_0000),
    ('i', 0x10),
    ('j', 0x4000),
    ('s', 0x01),
    ('u', 0x02),
    ('t', 0x8000),
    ('T', 0x2_0000),
    ('C', 0x80_0000),
    ('P', 0x2000_0000),
];

/// `D` is for directories only.
const DIRECTORIES_ONLY: c_int = 0x1_0000;

/// Which flags are meant, and which of them are to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flags {
    mask: c_int,
    value: c_int,
}

/// `[+-=]letters`; with `=` all others are cleared.
pub(super) fn flags(argument: &[u8]) -> Result<Flags, String> {
    let text = String::from_utf8_lossy(argument);
    let letters = text.strip_prefix(['+', '-', '=']).unwrap_or(&text);
    if letters.is_empty() && text != "=" {
        return Err("it names no file attribute".into());
    }
    let mut mask = 0;
    for letter in letters.chars() {
        let known = FLAGS.iter().find(|(known, _)| *known == letter);
        mask |= known.ok_or_else(|| format!("there is no file attribute `{letter}`"))?.1;
    }
    let value = if text.starts_with('-') { 0 } else { mask };
    let all = FLAGS.iter().fold(0, |all, (_, flag)| all | flag);
    Ok(Flags { mask: if text.starts_with('=') { all } else { mask }, value })
}

/// `name=value …`, quoted as the other fields are.
pub(super) fn pairs(argument: &[u8]) -> Result<Vec<(CString, Vec<u8>)>, String> {
    let text = String::from_utf8_lossy(argument).into_owned();
    let (mut pairs, mut rest) = (Vec::new(), text.as_str());
    while let Some((word, _, after)) = quoting::first(rest, quoting::Unknown::Refuse)
        .ok_or("a quote is not closed, or a backslash is no escape")?
    {
        let equals = word.iter().position(|byte| *byte == b'=').filter(|at| (1..word.len() - 1).contains(at));
        let name = equals.and_then(|at| CString::new(&word[..at]).ok());
        let (Some(at), Some(name)) = (equals, name) else {
            return Err(format!("`{}` is not of the form name=value", String::from_utf8_lossy(&word)));
        };
        pairs.push((name, word[at + 1..].to_vec()));
        rest = after;
    }
    Ok(pairs)
}

/// Sets extended attributes.
#[allow(unsafe_code)]
pub(super) fn set_pairs(node: &Handle, pairs: &[(CString, Vec<u8>)]) -> Result<(), Errno> {
    let path = CString::new(node.magic_link().into_os_string().into_encoded_bytes());
    let path = path.map_err(|_| Errno::EINVAL)?;
    for (name, value) in pairs {
        // SAFETY: the pointers are to what outlives the call, and the length is the value's.
        let result = unsafe {
            nix::libc::setxattr(path.as_ptr(), name.as_ptr(), value.as_ptr().cast(), value.len(), 0)
        };
        Errno::result(result)?;
    }
    Ok(())
}

nix::ioctl_read_bad!(get_flags, nix::request_code_read!(b'f', 1, size_of::<c_long>()), c_int);
nix::ioctl_write_ptr_bad!(set_flags, nix::request_code_write!(b'f', 2, size_of::<c_long>()), c_int);

/// Sets file attributes.
#[allow(unsafe_code)]
pub(super) fn change_flags(node: &Handle, flags: Flags) -> Result<(), Errno> {
    use std::os::fd::AsRawFd;
    // On a device the ioctl would go to its driver.
    if !matches!(node.kind(), SFlag::S_IFREG | SFlag::S_IFDIR) {
        return Err(Errno::EINVAL);
    }
    let value = if node.is_directory() { flags.value } else { flags.value & !DIRECTORIES_ONLY };
    let file = node.reopen(OFlag::O_RDONLY | OFlag::O_NONBLOCK)?;
    let mut current = 0;
    // SAFETY: the kernel reads and writes one int, which is there.
    unsafe { get_flags(file.as_raw_fd(), &raw mut current)? };
    let wanted = current & !flags.mask | value & flags.mask;
    if wanted != current {
        // SAFETY: as above.
        unsafe { set_flags(file.as_raw_fd(), &raw const wanted)? };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_added_taken_away_and_set() {
        assert_eq!(flags(b"ai"), Ok(Flags { mask: 0x30, value: 0x30 }));
        assert_eq!(flags(b"-i"), Ok(Flags { mask: 0x10, value: 0 }));
        assert!(flags(b"=").is_ok_and(|flags| flags.value == 0 && flags.mask & 0x10 != 0));
        assert_eq!(flags(b"+"), Err("it names no file attribute".into()));
        assert_eq!(flags(b"ix"), Err("there is no file attribute `x`".into()));
    }

    #[test]
    fn attributes_are_pairs() {
        let found = pairs(br#"user.a=1 user.b="two words" "#).unwrap();
        let name = |index: usize| found[index].0.to_str().unwrap().to_owned();
        assert_eq!((name(0), found[0].1.as_slice()), ("user.a".into(), &b"1"[..]));
        assert_eq!((name(1), found[1].1.as_slice()), ("user.b".into(), &b"two words"[..]));
        assert!(pairs(b"user.a").is_err() && pairs(b"user.a=").is_err() && pairs(b"=x").is_err());
    }
}
