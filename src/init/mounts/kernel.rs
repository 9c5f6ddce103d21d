//! Mounts that keep a unit away from the kernel's settings and devices: `ProtectKernelTunables=` and its siblings,
//! `PrivateDevices=`. The paths are those of systemd's namespace.c.

use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::readlink;
use nix::mount::{MsFlags, mount};
use nix::sys::stat::{Mode, major, minor, mkdirat, stat};
use nix::unistd::symlinkat;

use super::place;
use super::planned::{MountContent, PlannedMount};
use crate::init::unit::view::{Access, View};
use crate::safe_path::Handle;

/// The kernel's settings: read-only.
const TUNABLES: [&str; 16] = [
    "/proc/acpi",
    "/proc/apm",
    "/proc/asound",
    "/proc/bus",
    "/proc/fs",
    "/proc/irq",
    "/proc/latency_stats",
    "/proc/mtrr",
    "/proc/scsi",
    "/proc/sys",
    "/proc/sysrq-trigger",
    "/proc/timer_stats",
    "/sys",
    "/sys/fs/bpf",
    "/sys/kernel/debug",
    "/sys/kernel/tracing",
];
/// Files that reveal the kernel's memory.
const MEMORY: [&str; 2] = ["/proc/kallsyms", "/proc/kcore"];
/// Paths below /sys that are not the kernel's settings.
const NO_TUNABLES: [&str; 2] = ["/sys/fs/cgroup", "/sys/fs/selinux"];
const MODULES: [&str; 2] = ["/lib/modules", "/usr/lib/modules"];
const LOG: [&str; 2] = ["/proc/kmsg", "/dev/kmsg"];
const CONTROL_GROUPS: [&str; 1] = ["/sys/fs/cgroup"];

/// Devices that do not stand for the machine's hardware.
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// What else a unit shares of the container's /dev; empty directories where the container has none.
const SHARED: [&str; 4] = ["pts", "shm", "mqueue", "hugepages"];
/// Links in /dev; where the container has a device or a socket instead, that is shown.
const LINKS: [&str; 7] = ["ptmx", "fd", "stdin", "stdout", "stderr", "core", "log"];

/// The mounts of a unit's view that are about the kernel.
pub(super) fn protected(view: &View) -> Vec<PlannedMount> {
    let read_only = MountContent::Same(Access::ReadOnly);
    let of = |wanted: bool, paths: &'static [&'static str], kind: &MountContent| {
        let paths = if wanted { paths } else { &[] };
        let kind = kind.clone();
        paths.iter().map(move |path| PlannedMount::new(*path, kind.clone()).optional())
    };
    of(view.protect_kernel_tunables, &TUNABLES, &read_only)
        .chain(of(view.protect_kernel_tunables, &MEMORY, &MountContent::Inaccessible))
        .chain(of(view.protect_kernel_tunables, &NO_TUNABLES, &MountContent::Implicit))
        .chain(of(view.protect_kernel_modules, &MODULES, &MountContent::Inaccessible))
        .chain(of(view.protect_kernel_logs, &LOG, &MountContent::Inaccessible))
        .chain(of(view.protect_control_groups, &CONTROL_GROUPS, &read_only))
        .chain(of(view.private_devices, &["/dev"], &MountContent::Devices))
        .collect()
}

/// Mounts a /dev without the machine's devices at `node`, which is /dev in the root at `base`. It becomes read-only
/// when all is mounted.
pub(super) fn mount_devices(base: &Path, node: &Handle) -> Result<(), Errno> {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NOEXEC | MsFlags::MS_STRICTATIME;
    mount(Some("tmpfs"), &node.magic_link(), Some("tmpfs"), flags, Some("mode=0755,size=4m,nr_inodes=64k"))?;
    let dev = Path::new("/dev");
    let top = Handle::readable(base, dev)?;
    for name in LINKS {
        if let Ok(target) = readlink(&dev.join(name)) {
            symlinkat(target.as_os_str(), top.fd(), name)?;
        }
    }
    for name in SHARED {
        mkdirat(top.fd(), name, Mode::from_bits_truncate(0o755))?;
    }
    // Links by the devices' numbers, as udev makes them.
    Handle::make_directory(base, &dev.join("char"), 0o755)?;
    for name in DEVICES {
        if let Ok(found) = stat(&dev.join(name)) {
            let (major, minor) = (major(found.st_rdev), minor(found.st_rdev));
            symlinkat(format!("../{name}").as_str(), top.fd(), format!("char/{major}:{minor}").as_str())?;
        }
    }
    for name in DEVICES.iter().chain(&SHARED).chain(&LINKS) {
        let path = dev.join(name);
        let Ok(source) = Handle::readable(Path::new("/"), &path) else { continue };
        if LINKS.contains(name) && readlink(&path).is_ok() {
            continue;
        }
        let target = place::make(base, &path, source.is_directory())?;
        let how = MsFlags::MS_BIND | MsFlags::MS_REC;
        mount(Some(&source.magic_link()), &target.magic_link(), None::<&str>, how, None::<&str>)?;
    }
    Ok(())
}
