//! The container's own id, machine-id(5): images link /etc/machine-id to it, so that no two containers of an
//! image have the same one.

use std::fs::{File, OpenOptions};
use std::io::{Read, Result, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The file that holds it.
pub(super) const FILE: &str = "/run/machine-id";

/// Makes one, unless the container has had one since it was made.
///
/// # Errors
/// When it can't be written; programs that want it then find none.
pub(super) fn make(path: &Path) -> Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o444).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        opened => opened?,
    };
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    // The version bits of a random UUID, since the id may be used as one.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    writeln!(file, "{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("machine-id");
        make(&path).unwrap();
        let id = std::fs::read_to_string(&path).unwrap();
        assert!(id.len() == 33 && id.trim_end().bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        make(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), id);
        assert!(make(&directory.path().join("no/such")).is_err());
    }
}
