use crate::init::unit::view::Access;

use super::*;

fn wanted(path: &str, kind: MountContent, read_only: bool, execution: Option<bool>) -> PlannedMount {
    PlannedMount { path: path.into(), kind, optional: false, read_only, execution, no_suid: false }
}

#[test]
fn each_mount_gets_the_flags_of_the_innermost_setting_that_it_is_under() {
    let applied = [
        wanted("/", MountContent::Same(Access::ReadOnly), true, None),
        wanted("/dev", MountContent::Implicit, false, None),
        wanted("/var/x", MountContent::Implicit, false, None),
        wanted("/tmp", MountContent::Same(Access::NoExec), false, Some(false)),
    ];
    let noexec = MsFlags::MS_NOEXEC;
    let mounted = |path: &str, flags| Mounted { path: path.into(), flags };
    let all = [
        mounted("/", MsFlags::empty()),
        mounted("/b", MsFlags::empty()),
        mounted("/b/dev", MsFlags::empty()),
        mounted("/b/dev/shm", MsFlags::MS_NODEV),
        mounted("/b/etc/hosts", MsFlags::MS_RELATIME),
        mounted("/b/tmp", MsFlags::empty()),
        mounted("/b/tmp/y", noexec),
    ];
    let ro = MsFlags::MS_RDONLY;
    let expected = [
        (PathBuf::from("/b"), ro),
        ("/b/etc/hosts".into(), ro | MsFlags::MS_RELATIME),
        ("/b/tmp".into(), noexec),
    ];
    assert_eq!(remounts(&applied, Path::new("/b"), &all), expected);
}
