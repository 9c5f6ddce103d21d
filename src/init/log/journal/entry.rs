//! The journal's native protocol: <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.
//!
//! An entry is a list of fields, each `NAME=value` on a line, or `NAME` on a line, the value's length as 64 bits
//! (little endian), the value and a newline. An empty line begins the next entry. What is longer than a datagram
//! comes as a file: only a file in memory is read, because reading it never has to wait.

use std::os::fd::{AsRawFd, BorrowedFd};

use memchr::memchr;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use nix::sys::stat::fstat;

use crate::init::log::Priority;

/// How much of a file is read.
pub(in crate::init::log) const FILE_MAX: usize = 4 * 1024 * 1024;
/// How many entries of a datagram are written.
const ENTRIES_MAX: usize = 1024;

/// What is kept of an entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::init::log) struct Entry<'a> {
    pub(in crate::init::log) message: Option<&'a [u8]>,
    pub(in crate::init::log) priority: Priority,
    pub(in crate::init::log) facility: Option<u8>,
    pub(in crate::init::log) identifier: Option<&'a str>,
}

/// The entries of a datagram or file, up to the first thing that breaks the rules.
pub(in crate::init::log) fn entries(mut bytes: &[u8]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let (mut entry, mut begun) = (Entry::default(), false);
    while entries.len() < ENTRIES_MAX {
        if let Some(rest) = bytes.strip_prefix(b"\n") {
            bytes = rest;
        } else if let Some((name, value, rest)) = field(bytes) {
            bytes = rest;
            entry.take(name, value);
            begun = true;
            continue;
        } else {
            break;
        }
        if std::mem::take(&mut begun) {
            entries.push(std::mem::take(&mut entry));
        }
    }
    if begun && entries.len() < ENTRIES_MAX {
        entries.push(entry);
    }
    entries
}

/// The first field: its name, its value, and what follows.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr(b'\n', bytes);
    let line = &bytes[..end.unwrap_or(bytes.len())];
    if let Some(equals) = memchr(b'=', line) {
        let rest = end.map_or(&bytes[bytes.len()..], |end| &bytes[end + 1..]);
        return Some((&line[..equals], &line[equals + 1..], rest));
    }
    let (length, rest) = bytes.get(end? + 1..)?.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (value, rest) = rest.split_at_checked(length)?;
    Some((line, value, rest.strip_prefix(b"\n")?))
}

impl<'a> Entry<'a> {
    fn take(&mut self, name: &[u8], value: &'a [u8]) {
        match (name, value) {
            (b"MESSAGE", _) => self.message = self.message.or(Some(value)),
            (b"PRIORITY", [digit @ b'0'..=b'7']) => {
                self.priority = Priority::from_number((digit - b'0').into());
            }
            (b"SYSLOG_FACILITY", _) => {
                let number = std::str::from_utf8(value).ok().and_then(|text| text.parse::<u8>().ok());
                self.facility = number.filter(|facility| (1..24).contains(facility));
            }
            (b"SYSLOG_IDENTIFIER", _) => self.identifier = name_of(value),
            _ => (),
        }
    }
}

/// The sender's name for itself, if it may be one.
pub(super) fn name_of(bytes: &[u8]) -> Option<&str> {
    /// Longer ones are no names.
    const LONGEST: usize = 256;
    let name = std::str::from_utf8(bytes).ok()?;
    (!name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control)).then_some(name)
}

/// The content of a file that was passed, or why it is not read. No call here may wait for another process: the
/// first one asks whether the file is in memory (memfd, tmpfs), and only such a file answers it.
#[allow(unsafe_code)]
pub(in crate::init::log) fn content(file: BorrowedFd<'_>) -> Result<Vec<u8>, &'static str> {
    if fcntl(file, FcntlArg::F_GET_SEALS).is_err() {
        return Err("it is not in memory");
    }
    let size = fstat(file).ok().and_then(|stat| usize::try_from(stat.st_size).ok());
    let size = size.filter(|size| *size <= FILE_MAX).ok_or("it is too long")?;
    let mut content = vec![0; size];
    let mut length = 0;
    while length < size {
        let rest = &mut content[length..];
        let offset = libc::off_t::try_from(length).unwrap_or(libc::off_t::MAX);
        // SAFETY: the buffer is valid for its length. Its sender may cut the file meanwhile: that ends it early.
        let read = unsafe { libc::pread(file.as_raw_fd(), rest.as_mut_ptr().cast(), rest.len(), offset) };
        match usize::try_from(read) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(_) if Errno::last() == Errno::EINTR => (),
            Err(_) => return Err("it can't be read"),
        }
    }
    content.truncate(length);
    Ok(content)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::AsFd;

    use super::*;

    fn binary(name: &str, value: &[u8]) -> Vec<u8> {
        [name.as_bytes(), b"\n", &(value.len() as u64).to_le_bytes(), value, b"\n"].concat()
    }

    fn messages(bytes: &[u8]) -> Vec<String> {
        let texts = entries(bytes).into_iter().filter_map(|entry| entry.message);
        texts.map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    }

    #[test]
    fn fields_are_lines_or_have_a_length() {
        let text = b"PRIORITY=3\nMESSAGE=a=b\nSYSLOG_IDENTIFIER=me\n_PID=1\nUNIT=x\nSYSLOG_FACILITY=2";
        let expected = Entry {
            message: Some(b"a=b"),
            priority: Priority::Error,
            facility: Some(2),
            identifier: Some("me"),
        };
        assert_eq!(entries(text), [expected]);
        let long = [b"CODE_LINE=7\n".to_vec(), binary("MESSAGE", b"one\ntwo")].concat();
        assert_eq!(messages(&long), ["one\ntwo"]);
        assert_eq!(messages(b"MESSAGE=one\n\n\nMESSAGE=two\nPRIORITY=9\n\n"), ["one", "two"]);
    }

    #[test]
    fn what_breaks_the_rules_ends_the_list_and_costs_no_memory() {
        let broken = |value: &[u8]| messages(&[b"MESSAGE=one\n\nMESSAGE\n", value].concat());
        for value in
            [&b""[..], b"1234567", &u64::MAX.to_le_bytes(), b"\x03\0\0\0\0\0\0\0ab", b"\x02\0\0\0\0\0\0\0abc"]
        {
            assert_eq!(broken(value), ["one"], "{value:?}");
        }
        assert_eq!(messages(b"no field"), [""; 0]);
        assert_eq!(entries(&b"MESSAGE=x\n\n".repeat(100_000)).len(), ENTRIES_MAX);
        assert_eq!(name_of(b"a\x1b[31m"), None);
    }

    #[test]
    fn only_files_in_memory_are_read() {
        let flags = nix::sys::memfd::MFdFlags::MFD_ALLOW_SEALING;
        let mut file = std::fs::File::from(nix::sys::memfd::memfd_create(c"entry", flags).unwrap());
        file.write_all(b"MESSAGE=x").unwrap();
        assert_eq!(content(file.as_fd()).unwrap(), b"MESSAGE=x");
        file.set_len(FILE_MAX as u64 + 1).unwrap();
        assert_eq!(content(file.as_fd()), Err("it is too long"));
        let (fifo, _writer) = nix::unistd::pipe().unwrap();
        assert_eq!(content(fifo.as_fd()), Err("it is not in memory"));
        let null = std::fs::File::open("/dev/zero").unwrap();
        assert_eq!(content(null.as_fd()), Err("it is not in memory"));
    }
}
