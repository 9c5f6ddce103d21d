//! What a path of an image leads to, by the image's root and the store that it is built from.

use std::collections::VecDeque;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use super::{EntryKind, Rootfs};

/// More links than the kernel follows.
const LINKS: usize = 40;

/// How much of a file is read: a first line, or the head of a program.
const HEAD: u64 = 65536;

/// What a path of the image leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A directory, or what is neither that nor a file.
    Other,
    /// A file.
    File {
        /// Whether it may be executed.
        executable: bool,
        /// The beginning of its content.
        head: Vec<u8>,
    },
}

/// What a path stands for before links are followed.
enum Step {
    Link(String),
    Directory,
    Text(u32, Vec<u8>),
    /// On the machine that builds the image.
    Host(PathBuf),
}

impl Rootfs {
    /// What an absolute path of the image leads to; `None` where nothing is.
    pub fn find(&self, path: &Path) -> Option<Found> {
        let mut left: VecDeque<String> = names(path).collect();
        let mut here = PathBuf::from("/");
        let mut links = 0;
        let mut found = Found::Other;
        while let Some(name) = left.pop_front() {
            if name == ".." {
                here.pop();
                continue;
            }
            let next = here.join(&name);
            let mut follow = |target: &str| {
                links += 1;
                if target.starts_with('/') {
                    here = PathBuf::from("/");
                }
                for name in names(Path::new(target)).collect::<Vec<_>>().into_iter().rev() {
                    left.push_front(name);
                }
                links <= LINKS
            };
            match self.place(&next)? {
                Step::Link(target) => {
                    if !follow(&target) {
                        return None;
                    }
                    continue;
                }
                Step::Directory => found = Found::Other,
                Step::Text(mode, head) => found = Found::File { executable: mode & 0o111 != 0, head },
                Step::Host(host) => {
                    let metadata = host.symlink_metadata().ok()?;
                    if metadata.is_symlink() {
                        let target = std::fs::read_link(&host).ok()?;
                        if !follow(target.to_str()?) {
                            return None;
                        }
                        continue;
                    }
                    found = if metadata.is_file() {
                        let mut head = Vec::new();
                        let file = std::fs::File::open(&host).ok()?;
                        file.take(HEAD).read_to_end(&mut head).ok()?;
                        Found::File { executable: metadata.permissions().mode() & 0o111 != 0, head }
                    } else {
                        Found::Other
                    };
                }
            }
            here = next;
        }
        Some(found)
    }

    /// The entry of a path, or where the machine has what the image will have there.
    fn place(&self, path: &Path) -> Option<Step> {
        if Path::new("/nix/store").starts_with(path) {
            return Some(Step::Directory);
        }
        if path.starts_with("/nix/store") {
            return Some(Step::Host(path.to_owned()));
        }
        for above in path.ancestors() {
            let Some(entry) = self.entries.iter().find(|entry| Path::new(&entry.path) == above) else {
                continue;
            };
            return match &entry.kind {
                EntryKind::Copy { source, .. } => {
                    Some(Step::Host(source.join(path.strip_prefix(above).ok()?)))
                }
                _ if above != path => None,
                EntryKind::Dir { .. } => Some(Step::Directory),
                EntryKind::File { mode, text } => Some(Step::Text(mode.bits(), text.clone().into_bytes())),
                EntryKind::Symlink { target } => Some(Step::Link(target.clone())),
            };
        }
        None
    }
}

fn names(path: &Path) -> impl Iterator<Item = String> {
    path.components().filter_map(|component| match component {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        Component::ParentDir => Some("..".to_owned()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_lead_through_the_root_and_what_it_is_made_of() {
        let directory = tempfile::tempdir().unwrap();
        let host = directory.path();
        std::fs::create_dir(host.join("bin")).unwrap();
        std::fs::write(host.join("bin/run"), "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(host.join("bin/run"), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink("/etc/text", host.join("bin/text")).unwrap();
        std::os::unix::fs::symlink("loop", host.join("bin/loop")).unwrap();
        let entries = json!({ "entries": [
            { "path": "/usr", "type": "dir", "source": host },
            { "path": "/bin", "type": "symlink", "target": "usr/bin" },
            { "path": "/etc/text", "type": "file", "mode": "0644", "text": "a" },
        ] });
        let root = Rootfs::new(serde_json::from_value(entries).unwrap()).unwrap();
        let find = |path: &str| root.find(Path::new(path));
        let run = Found::File { executable: true, head: b"#!/bin/sh\n".to_vec() };
        assert_eq!(find("/bin/run"), Some(run.clone()));
        assert_eq!(find("/bin/../bin/run"), Some(run));
        assert_eq!(find("/bin/text"), Some(Found::File { executable: false, head: b"a".to_vec() }));
        assert_eq!(find("/etc"), Some(Found::Other));
        assert_eq!(find("/nix/store"), Some(Found::Other));
        for absent in ["/bin/no", "/no", "/bin/loop", "/nix/store/no", "/etc/text/x"] {
            assert_eq!(find(absent), None, "{absent}");
        }
    }
}
