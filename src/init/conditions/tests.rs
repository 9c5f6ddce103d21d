use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn variable(name: &str) -> Option<String> {
    (name == "MODE").then(|| "test".to_owned())
}

fn world(root: &std::path::Path) -> ConditionContext<'_> {
    let held = CapabilitySets { bounding: Capability::CAP_NET_ADMIN.bitmask(), ..CapabilitySets::default() };
    ConditionContext { root: root.to_owned(), variable: &variable, first_boot: true, held }
}

/// A condition as it stands in a unit: `PathExists=|!/x`.
fn condition(text: &str) -> Condition {
    let (name, value) = text.split_once('=').unwrap();
    let (trigger, value) = value.strip_prefix('|').map_or((false, value), |value| (true, value));
    let (negate, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
    Condition { kind: ConditionKind::from_name(name).unwrap(), trigger, negate, parameter: value.into() }
}

fn all_hold(world: &ConditionContext<'_>, true_ones: &[&str], false_ones: &[&str]) {
    for text in true_ones {
        assert!(holds(&condition(text), world), "{text} should hold");
    }
    for text in false_ones {
        assert!(!holds(&condition(text), world), "{text} should not hold");
    }
}

#[test]
fn paths_are_tested_below_the_root() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("full/empty")).unwrap();
    fs::write(at("full/zero"), "").unwrap();
    fs::write(at("full/text"), "x").unwrap();
    fs::create_dir(at("aside")).unwrap();
    for name in [".hidden", "a~", "b.bak", "lost+found"] {
        fs::write(at("aside").join(name), "").unwrap();
    }
    fs::set_permissions(at("full/text"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("nowhere", at("link")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    all_hold(
        &world(root.path()),
        &[
            "PathExists=/full",
            "PathExists=!/none",
            "PathExistsGlob=/full/z*",
            "PathIsDirectory=/full",
            "PathIsSymbolicLink=/link",
            "PathIsReadWrite=/full",
            "PathIsSocket=/socket",
            "DirectoryNotEmpty=/full",
            "FileNotEmpty=/full/text",
            "FileNotEmpty=!/none",
            "FileIsExecutable=/full/text",
        ],
        &[
            "PathExists=/link",
            "PathExistsGlob=/full/q*",
            "PathIsDirectory=/full/zero",
            "PathIsSymbolicLink=/full",
            "PathIsMountPoint=/full",
            "PathIsEncrypted=/full",
            "DirectoryNotEmpty=/full/empty",
            "DirectoryNotEmpty=/none",
            "DirectoryNotEmpty=/full/text",
            "DirectoryNotEmpty=/aside",
            "PathIsReadWrite=/none",
            "FileNotEmpty=/full/zero",
            "FileNotEmpty=/full",
            "FileIsExecutable=/full/zero",
            "FileIsExecutable=/full",
        ],
    );
    let here = world(std::path::Path::new("/"));
    all_hold(
        &here,
        &["PathIsMountPoint=/proc", "PathIsMountPoint=/", "User=@system"],
        &["User=00", "User=nobody-there"],
    );
}

#[test]
fn the_machine_is_a_container() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("etc")).unwrap();
    fs::create_dir_all(at("proc/1")).unwrap();
    fs::write(at("etc/os-release"), "ID=nixos\nVERSION_ID=\"24.05\"\n").unwrap();
    fs::write(at("etc/machine-id"), "abc\n").unwrap();
    fs::write(at("proc/1/cmdline"), "/sbin/init\0quiet\0root=/dev/sda1\0").unwrap();
    fs::write(at("proc/meminfo"), "MemTotal:  2097152 kB\n").unwrap();
    all_hold(
        &world(root.path()),
        &[
            "Virtualization=yes",
            "Virtualization=container",
            "Virtualization=docker",
            "Virtualization=!vm",
            "Environment=MODE",
            "Environment=MODE=test",
            "FirstBoot=yes",
            "Capability=CAP_NET_ADMIN",
            "KernelCommandLine=quiet",
            "KernelCommandLine=root",
            "KernelCommandLine=root=/dev/sda1",
            "KernelVersion=>=2.6",
            "KernelVersion=> 2.6 <100",
            "KernelVersion=\">=2.6\" '<100'",
            "KernelVersion=\">= 2.6\"",
            "KernelVersion=!=2.6",
            "KernelVersion=[0-9]*.*",
            "KernelVersion=$=*",
            "KernelVersion=",
            "Version=systemd >= 240",
            "Host=abc",
            "Architecture=native",
            "Memory=>= 2G",
            "Memory=1G",
            "CPUs=>=1",
            "OSRelease=ID=nixos VERSION_ID>=23.11",
            "ACPower=true",
            "NeedsUpdate=/etc",
            "OSRelease=ID=nixos \"VERSION_ID>=23.11\" ID$=n*s MISSING!=x",
            "ControlGroupController=nonsense",
        ],
        &[
            "Virtualization=kvm",
            "Environment=MODE=other",
            "Environment=NONE",
            "FirstBoot=no",
            "Capability=CAP_SYS_ADMIN",
            "Capability=NONSENSE",
            "KernelCommandLine=debug",
            "KernelVersion=<2.6",
            "KernelVersion==2.6",
            "KernelVersion=>= 2.6 < 100",
            "KernelVersion=!>=",
            "KernelVersion=>=2.6 \"",
            "Memory=!much",
            "OSRelease=!ID",
            "OSRelease=ID= nixos",
            "FirstBoot=!perhaps",
            "Host=xyz",
            "Architecture=vax",
            "Memory=<2G",
            "CPUs=>100000",
            "OSRelease=ID=debian",
            "Security=selinux",
            "Firmware=uefi",
        ],
    );
}

#[test]
fn one_trigger_is_enough_and_every_plain_condition_is_needed() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a"), "").unwrap();
    let failing = |texts: &[&str]| {
        let conditions: Vec<_> = texts.iter().map(|text| condition(text)).collect();
        first_failing(&conditions, &world(root.path())).map(ToString::to_string)
    };
    assert_eq!(failing(&[]), None);
    assert_eq!(failing(&["PathExists=/a", "PathExists=|/b", "PathExists=|/a"]), None);
    assert_eq!(failing(&["PathExists=|/b", "PathExists=|!/a"]).as_deref(), Some("PathExists=|/b"));
    assert_eq!(failing(&["PathExists=|/a", "PathExists=/b"]).as_deref(), Some("PathExists=/b"));
    // sshd-keygen: start when one of the keys is missing or empty.
    assert_eq!(failing(&["FileNotEmpty=|!/a", "FileNotEmpty=|!/b"]), None);
}

#[test]
fn versions_compare_by_their_numbers() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (one, ordering, other) in [
        ("5.10", Greater, "5.9"),
        ("5.10.0-amd64", Greater, "5.10"),
        ("6.1", Less, "6.1.2"),
        ("257", Equal, "257"),
        ("24.05", Equal, "24.5"),
        ("1.0-rc1", Less, "1.0-1"),
        // systemd's own list, older to newer.
        ("122.1", Less, "123~rc1-1"),
        ("123~rc1-1", Less, "123"),
        ("123", Less, "123-a"),
        ("123-a", Less, "123-a.1"),
        ("123-a.1", Less, "123-1"),
        ("123-1.1", Less, "123^post1"),
        ("123^post1", Less, "123.a-1"),
        ("123.a-1", Less, "123.1-1"),
        ("123.1-1", Less, "123a-1"),
        ("123a-1", Less, "124-1"),
        ("123_a", Equal, "123a"),
    ] {
        assert_eq!(version::compare(one, other), ordering, "{one} {other}");
    }
}

#[test]
fn either_version_of_control_groups_is_asked() {
    let one = tempfile::tempdir().unwrap();
    fs::create_dir_all(one.path().join("sys/fs/cgroup/memory")).unwrap();
    fs::write(one.path().join("sys/fs/cgroup/memory/memory.limit_in_bytes"), "1048576\n").unwrap();
    let two = tempfile::tempdir().unwrap();
    fs::create_dir_all(two.path().join("sys/fs/cgroup")).unwrap();
    fs::write(two.path().join("sys/fs/cgroup/cgroup.controllers"), "cpu memory\n").unwrap();
    fs::write(two.path().join("sys/fs/cgroup/memory.max"), "1048576\n").unwrap();
    for (root, own, other) in [(&one, "v1", "v2"), (&two, "v2", "v1")] {
        let controller = |name: &str| format!("ControlGroupController={name}");
        let (own, other) = (controller(own), controller(other));
        all_hold(
            &world(root.path()),
            &["ControlGroupController=memory", "Memory=1M", &own],
            &["ControlGroupController=memory pids", "Memory=>1M", &other],
        );
    }
}
