//! Files that are there whole or not at all: written beside their place and renamed, so that runs at the same time,
//! or a killed one, leave nothing half written.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// The beginning of the name of a file that has not been moved to its place yet.
const PREFIX: &str = ".new-";

/// Writes the file `path`, in a directory that is there.
///
/// # Errors
/// When it can't be written; what was at `path` is then as it was.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    beside(path, content)?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file with this content beside `path`, to be renamed to it; it is removed if that does not happen.
///
/// # Errors
/// When it can't be written.
pub(crate) fn beside(path: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(directory)?;
    file.write_all(content)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        drop(beside(&path, b"three").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn without_its_directory_there_is_no_file() {
        let directory = tempfile::tempdir().unwrap();
        assert!(write(&directory.path().join("absent/file"), b"").is_err());
    }
}
