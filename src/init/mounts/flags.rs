//! Turns options of mount(8) into the kernel's flags.

use nix::mount::MsFlags;

const KNOWN: [(&str, MsFlags, bool); 18] = [
    ("ro", MsFlags::MS_RDONLY, true),
    ("rw", MsFlags::MS_RDONLY, false),
    ("nosuid", MsFlags::MS_NOSUID, true),
    ("suid", MsFlags::MS_NOSUID, false),
    ("nodev", MsFlags::MS_NODEV, true),
    ("dev", MsFlags::MS_NODEV, false),
    ("noexec", MsFlags::MS_NOEXEC, true),
    ("exec", MsFlags::MS_NOEXEC, false),
    ("noatime", MsFlags::MS_NOATIME, true),
    ("atime", MsFlags::MS_NOATIME, false),
    ("nodiratime", MsFlags::MS_NODIRATIME, true),
    ("diratime", MsFlags::MS_NODIRATIME, false),
    ("relatime", MsFlags::MS_RELATIME, true),
    ("norelatime", MsFlags::MS_RELATIME, false),
    ("strictatime", MsFlags::MS_STRICTATIME, true),
    ("sync", MsFlags::MS_SYNCHRONOUS, true),
    ("async", MsFlags::MS_SYNCHRONOUS, false),
    ("dirsync", MsFlags::MS_DIRSYNC, true),
];

/// Options that say when or by whom something is mounted, not how.
const FOR_OTHERS: [&str; 7] = ["defaults", "auto", "noauto", "user", "nouser", "nofail", "_netdev"];

/// The flags of a list of options, added to those of `before`, and the options that are left for the file system.
pub(super) fn of_options(options: &str, before: MsFlags) -> (MsFlags, String) {
    let (mut flags, mut data) = (before, Vec::new());
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match KNOWN.iter().find(|(name, ..)| *name == option) {
            Some((_, flag, set)) => flags.set(*flag, *set),
            None if FOR_OTHERS.contains(&option) || option.starts_with("x-") => {}
            None => data.push(option),
        }
    }
    (flags, data.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_what_is_the_file_systems_are_told_apart() {
        let (flags, data) =
            of_options("mode=0755,,ro,size=10%,nosuid,x-mount.mkdir,rw,nofail", MsFlags::MS_NODEV);
        assert_eq!(flags, MsFlags::MS_NODEV | MsFlags::MS_NOSUID);
        assert_eq!(data, "mode=0755,size=10%");
    }
}
