//! What specifiers say about the machine and PID 1's own user.

use std::fs;

/// What `%H`, `%u`, … stand for. The default is root on a machine of which nothing is known, as when an
/// image is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// `%H`
    pub hostname: String,
    /// `%m`
    pub machine_id: String,
    /// `%b`
    pub boot_id: String,
    /// `%v`
    pub kernel: String,
    /// `%u`
    pub user: String,
    /// `%U`
    pub uid: u32,
    /// `%g`
    pub group: String,
    /// `%G`
    pub gid: u32,
    /// `%h`
    pub home: String,
    /// `%s`
    pub shell: String,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            hostname: "localhost".into(),
            machine_id: "0".repeat(32),
            boot_id: "0".repeat(32),
            kernel: "0".into(),
            user: "root".into(),
            uid: 0,
            group: "root".into(),
            gid: 0,
            home: "/root".into(),
            shell: "/bin/sh".into(),
        }
    }
}

impl Host {
    /// This machine, with this process's ids; the names of users other than root are their numbers.
    pub fn here() -> Self {
        let mut host = Self::default();
        if let Ok(system) = nix::sys::utsname::uname() {
            host.hostname = system.nodename().to_string_lossy().into_owned();
            host.kernel = system.release().to_string_lossy().into_owned();
        }
        let id = |path| fs::read_to_string(path).ok().map(|text| text.trim().replace('-', ""));
        let whole = |id: &String| id.len() == 32;
        if let Some(boot_id) = id("/proc/sys/kernel/random/boot_id").filter(whole) {
            host.boot_id = boot_id;
        }
        if let Some(machine_id) = id("/etc/machine-id").filter(whole) {
            host.machine_id = machine_id;
        }
        host.uid = nix::unistd::geteuid().as_raw();
        host.gid = nix::unistd::getegid().as_raw();
        if host.uid != 0 {
            host.user = host.uid.to_string();
            host.group = host.gid.to_string();
            host.home = std::env::var("HOME").unwrap_or_else(|_| "/".into());
        }
        host
    }
}
