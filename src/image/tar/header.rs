//! The header blocks of one entry.
//!
//! ustar holds names up to 100 bytes, or 255 where a slash allows a split into prefix and name;
//! link targets up to 100 bytes; sizes below 8 GiB; owners below 2²¹. What does not fit, and every
//! name that is not ASCII, goes to a PAX record in front. PAX values are said to be UTF-8; names
//! of other bytes are written as they are, which is what the readers of images expect.

use tar::{EntryType, Header};

use super::BLOCK;

/// Modification time of every entry, as seconds since 1970: what Nix gives to all store paths.
const MTIME: u64 = 1;

/// The biggest numbers that ustar's octal fields hold.
const MAX_SIZE: u64 = 0o777_7777_7777;
const MAX_OWNER: u32 = 0o777_7777;

/// Who may do what with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    /// The twelve low bits of the mode.
    pub mode: u32,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

impl Attributes {
    /// Root's, with this mode.
    pub const fn root(mode: u32) -> Self {
        Self { mode, uid: 0, gid: 0 }
    }
}

/// The type of an entry, with what its header says of it.
pub(super) enum HeaderKind<'a> {
    Directory,
    /// A file of this size.
    File(u64),
    /// A symbolic link to this target.
    Symlink(&'a [u8]),
    /// A further name of the file that came earlier under this one.
    HardLink(&'a [u8]),
}

/// The blocks that come before an entry's content.
pub(super) fn header(name: &[u8], kind: &HeaderKind, attributes: Attributes) -> Vec<u8> {
    let (entry_type, link, size) = match kind {
        HeaderKind::Directory => (EntryType::Directory, b"".as_slice(), 0),
        HeaderKind::File(size) => (EntryType::Regular, b"".as_slice(), *size),
        HeaderKind::Symlink(target) => (EntryType::Symlink, *target, 0),
        HeaderKind::HardLink(earlier) => (EntryType::Link, *earlier, 0),
    };
    let mut name = name.to_vec();
    if matches!(kind, HeaderKind::Directory) {
        name.push(b'/');
    }
    let mut records = Vec::new();
    let mut header = Header::new_ustar();
    header.set_entry_type(entry_type);
    header.set_mtime(MTIME);
    header.set_mode(attributes.mode);
    header.set_uid(u64::from(or_record(&mut records, "uid", attributes.uid, MAX_OWNER)));
    header.set_gid(u64::from(or_record(&mut records, "gid", attributes.gid, MAX_OWNER)));
    header.set_size(or_record(&mut records, "size", size, MAX_SIZE));
    if let Some(ustar) = header.as_ustar_mut() {
        match split(&name) {
            Some((prefix, rest)) if name.is_ascii() => {
                ustar.prefix[..prefix.len()].copy_from_slice(prefix);
                ustar.name[..rest.len()].copy_from_slice(rest);
            }
            _ => {
                record(&mut records, "path", &name);
                copy_start(&mut ustar.name, &name);
            }
        }
        if link.len() > ustar.linkname.len() || !link.is_ascii() {
            record(&mut records, "linkpath", link);
        }
        copy_start(&mut ustar.linkname, link);
    }
    header.set_cksum();
    let mut blocks = if records.is_empty() { Vec::new() } else { extended(&records) };
    blocks.extend_from_slice(header.as_bytes());
    blocks
}

/// How many zeros fill up the last block of `size` bytes.
pub(super) fn padding(size: u64) -> usize {
    let rest = usize::try_from(size % BLOCK as u64).unwrap_or_default();
    (BLOCK - rest) % BLOCK
}

/// Prefix and rest of a name that ustar holds, split at the first slash that will do.
fn split(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= 100 {
        return Some((b"", name));
    }
    let last = name.len().checked_sub(2)?;
    let slash = (name.len() - 101..=last.min(155)).find(|&at| name[at] == b'/')?;
    Some((&name[..slash], &name[slash + 1..]))
}

/// `number` if the field holds it; else 0, with a record that has it.
fn or_record<T: Copy + Default + PartialOrd + ToString>(
    records: &mut Vec<u8>,
    key: &str,
    number: T,
    most: T,
) -> T {
    if number <= most {
        return number;
    }
    record(records, key, number.to_string().as_bytes());
    T::default()
}

/// Adds a PAX record, "LENGTH KEY=VALUE\n", where LENGTH counts the whole record.
fn record(records: &mut Vec<u8>, key: &str, value: &[u8]) {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    records.extend_from_slice(format!("{length} {key}=").as_bytes());
    records.extend_from_slice(value);
    records.push(b'\n');
}

/// The extended header with these records.
fn extended(records: &[u8]) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::XHeader);
    header.set_mtime(MTIME);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(records.len() as u64);
    if let Some(ustar) = header.as_ustar_mut() {
        copy_start(&mut ustar.name, b"././@PaxHeader");
    }
    header.set_cksum();
    let mut blocks = header.as_bytes().to_vec();
    blocks.extend_from_slice(records);
    blocks.resize(blocks.len() + padding(records.len() as u64), 0);
    blocks
}

/// Copies as much of `value` as the field holds. What is cut off is in a record.
fn copy_start(field: &mut [u8], value: &[u8]) {
    let length = field.len().min(value.len());
    field[..length].copy_from_slice(&value[..length]);
}
