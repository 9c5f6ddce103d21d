//! What specifiers stand for that depends on the machine and PID 1's own user.

use std::collections::BTreeMap;
use std::path::Path;

use crate::safe_path;

/// Much more than any of the files holds.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// What `%H`, `%u`, … stand for. By default the user is root and nothing is known of the machine, as when an image
/// is checked.
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
    /// Whether the init may mount.
    pub mounting: Mounting,
    /// os-release(5): `%o`, `%w`, …
    pub os_release: BTreeMap<String, String>,
}

/// Whether the init may mount.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mounting {
    /// It is not known, as when an image is checked: the settings say whether it will.
    #[default]
    AsDeclared,
    /// It has the right to mount.
    Allowed,
    /// It has not, for this reason.
    Forbidden(String),
}

impl Mounting {
    /// Whether it may, as far as is known.
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }

    /// The advice where it may not.
    pub fn remedy(&self) -> String {
        match self {
            Self::Forbidden(why) => format!("the container has no right to mount ({why})"),
            _ => "docker.capabilities = [ \"SYS_ADMIN\" ] gives the container the right to mount \
                  (docker run --cap-add SYS_ADMIN)"
                .to_owned(),
        }
    }
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
            mounting: Mounting::default(),
            os_release: BTreeMap::new(),
        }
    }
}

impl Host {
    /// This machine, with this process's ids; users that are not in /etc/passwd are called by their numbers.
    pub fn here() -> Self {
        let mut host = Self::default();
        if let Ok(system) = nix::sys::utsname::uname() {
            host.hostname = system.nodename().to_string_lossy().into_owned();
            host.kernel = system.release().to_string_lossy().into_owned();
        }
        let id = |path| read(path).map(|text| text.trim().replace('-', ""));
        let whole = |id: &String| id.len() == 32;
        if let Some(boot_id) = id("/proc/sys/kernel/random/boot_id").filter(whole) {
            host.boot_id = boot_id;
        }
        if let Some(machine_id) = id("/etc/machine-id").filter(whole) {
            host.machine_id = machine_id;
        }
        let os_release = read("/etc/os-release").or_else(|| read("/usr/lib/os-release"));
        host.os_release = assignments(&os_release.unwrap_or_default());
        host.uid = nix::unistd::geteuid().as_raw();
        host.gid = nix::unistd::getegid().as_raw();
        if host.uid != 0 {
            host.user = host.uid.to_string();
            host.group = host.gid.to_string();
            host.home = std::env::var("HOME").unwrap_or_else(|_| "/".into());
        }
        host.take_account(&read("/etc/passwd").unwrap_or_default());
        host
    }

    /// Takes over what passwd(5) says about the user.
    fn take_account(&mut self, passwd: &str) {
        let uid = self.uid.to_string();
        for account in passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()) {
            if let [name, _, number, _, _, home, shell] = account[..]
                && number == uid
            {
                self.user = name.into();
                // root's home is the same as for systemd, whatever the file says.
                if self.uid != 0 {
                    self.home = home.into();
                }
                if !shell.is_empty() {
                    self.shell = shell.into();
                }
                return;
            }
        }
    }

    /// What a specifier that does not depend on the unit stands for: the table of systemd.unit(5), "Specifiers".
    pub fn specifier(&self, letter: char) -> Option<String> {
        let release = |name: &str| self.os_release.get(name).map_or("", String::as_str);
        let text = match letter {
            't' => "/run",
            'S' => "/var/lib",
            'C' => "/var/cache",
            'L' => "/var/log",
            'E' => "/etc",
            'D' => "/usr/share",
            'T' => "/tmp",
            'V' => "/var/tmp",
            'h' => &self.home,
            's' => &self.shell,
            'u' => &self.user,
            'g' => &self.group,
            'U' => return Some(self.uid.to_string()),
            'G' => return Some(self.gid.to_string()),
            'H' | 'q' => &self.hostname,
            'l' => self.hostname.split('.').next().unwrap_or_default(),
            'm' => &self.machine_id,
            'b' => &self.boot_id,
            'v' => &self.kernel,
            'a' => architecture(),
            'o' => release("ID"),
            'w' => release("VERSION_ID"),
            'W' => release("VARIANT_ID"),
            'B' => release("BUILD_ID"),
            'M' => release("IMAGE_ID"),
            'A' => release("IMAGE_VERSION"),
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// systemd's name of the architecture that this program was built for.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn read(path: &str) -> Option<String> {
    safe_path::read_trusted(Path::new(path), FILE_MAX)
        .ok()
        .and_then(|content| String::from_utf8(content).ok())
}

/// The lines of os-release(5).
fn assignments(text: &str) -> BTreeMap<String, String> {
    let unquoted = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), unquoted(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_what_it_is() {
        let os_release = assignments("ID=debian\nVERSION_ID=\"12\"\n# ID=x\n");
        let host = Host { os_release, ..Host::default() };
        let text: Vec<String> = "owWt".chars().filter_map(|letter| host.specifier(letter)).collect();
        assert_eq!(text, ["debian", "12", "", "/run"]);
    }

    #[test]
    fn the_users_shell_is_the_one_in_passwd() {
        let told = |uid, passwd: &str| {
            let mut host = Host { uid, ..Host::default() };
            host.take_account(passwd);
            [host.user, host.home, host.shell]
        };
        let passwd = "x:x:1:1::/srv/x:\nroot:x:0:0:root:/elsewhere:/bin/bash\n";
        assert_eq!(told(0, passwd), ["root", "/root", "/bin/bash"]);
        assert_eq!(told(1, passwd), ["x", "/srv/x", "/bin/sh"]);
    }
}
