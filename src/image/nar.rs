//! The hash of a NAR, the form in which Nix serializes what is at a store path (Nix manual, "Nix Archive
//! Format"), made while a tree is walked: nothing of the NAR itself is kept.
//!
//! Everything is a string: its length in 64 bits, little endian, its bytes, and zeros up to a multiple of 8.
//! A node is `(`, `type` and its kind, what that kind has, and `)`. Directories have their entries in byte
//! order of the names; of a file's mode there is only whether its owner may execute it.

use sha2::{Digest as _, Sha256};

use super::oci::Digest;

/// A NAR that is being written. The caller has to end each part that it begins.
#[derive(Debug, Clone)]
pub(super) struct Nar {
    hash: Sha256,
}

impl Default for Nar {
    fn default() -> Self {
        let mut nar = Self { hash: Sha256::new() };
        nar.strings(&[b"nix-archive-1"]);
        nar
    }
}

impl Nar {
    /// Begins a directory.
    pub(super) fn directory(&mut self) {
        self.strings(&[b"(", b"type", b"directory"]);
    }

    /// Begins an entry of a directory; its node comes next.
    pub(super) fn entry(&mut self, name: &[u8]) {
        self.strings(&[b"entry", b"(", b"name", name, b"node"]);
    }

    /// Ends an entry, or a directory.
    pub(super) fn end(&mut self) {
        self.strings(&[b")"]);
    }

    /// Adds a symbolic link.
    pub(super) fn symlink(&mut self, target: &[u8]) {
        self.strings(&[b"(", b"type", b"symlink", b"target", target, b")"]);
    }

    /// Begins a file of `size` bytes, which [`Nar::content`] adds and [`Nar::end_file`] ends.
    pub(super) fn file(&mut self, executable: bool, size: u64) {
        self.strings(&[b"(", b"type", b"regular"]);
        if executable {
            self.strings(&[b"executable", b""]);
        }
        self.strings(&[b"contents"]);
        self.hash.update(size.to_le_bytes());
    }

    /// Adds a portion of a file's content.
    pub(super) fn content(&mut self, portion: &[u8]) {
        self.hash.update(portion);
    }

    /// Ends a file of `size` bytes.
    pub(super) fn end_file(&mut self, size: u64) {
        self.pad(size);
        self.end();
    }

    /// SHA-256 of the whole.
    pub(super) fn finish(self) -> Digest {
        Digest::from(self.hash)
    }

    fn strings(&mut self, strings: &[&[u8]]) {
        for string in strings {
            let length = string.len() as u64;
            self.hash.update(length.to_le_bytes());
            self.hash.update(string);
            self.pad(length);
        }
    }

    fn pad(&mut self, length: u64) {
        let over = usize::try_from(length % 8).unwrap_or_default();
        self.hash.update(&[0; 8][..(8 - over) % 8]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected hashes are what `nix-hash --type sha256` of Nix 2.8 says of such files.

    #[test]
    fn a_file_a_program_and_a_link_have_nixs_hashes() {
        let file = |executable, content: &[u8]| {
            let mut nar = Nar::default();
            nar.file(executable, content.len() as u64);
            content.chunks(3).for_each(|portion| nar.content(portion));
            nar.end_file(content.len() as u64);
            nar.finish().hex()
        };
        assert_eq!(file(false, b""), "77ac62e2629d8e45f624589c0c8bf99e24b3a722349bf1e79bc186008534e246");
        assert_eq!(
            file(false, b"a file"),
            "062cc1c948c1996065dad9c4cdad5c3e7c05a4ea50023cee95742f4ccf9b18ab"
        );
        assert_eq!(
            file(true, b"12345678"),
            "01b7710edbd991774abda7f59f0d28dc58f7d4696212cf927664bd32900b6de2"
        );
        let mut nar = Nar::default();
        nar.symlink(b"/nowhere");
        assert_eq!(nar.finish().hex(), "827531152f0a603f331392960fb2755b6351eec2bfed9be64c0bd8362911299e");
    }

    #[test]
    fn a_directory_in_a_directory_has_nixs_hash() {
        let mut nar = Nar::default();
        nar.directory();
        nar.entry(b"empty");
        nar.directory();
        nar.end();
        nar.end();
        nar.entry(b"file");
        nar.file(false, 6);
        nar.content(b"a file");
        nar.end_file(6);
        nar.end();
        nar.end();
        assert_eq!(nar.finish().hex(), "6c4a031ddb5ddca780c28424bf732ad6fc4262c66d71ffe7dd2a6f47ab45daad");
    }
}
