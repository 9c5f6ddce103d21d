//! The two sides: the same root file system and the same units, with systemd or with nix-docker's init as PID 1.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::cases::Case;
use crate::output;

/// What runs all cases once all is up.
const DRIVER: &str = "\
[Unit]
Description=Runs the cases
Requires=dbus.service
After=dbus.service

[Service]
Type=exec
ExecStart=/bin/sh /probe/driver

[Install]
WantedBy=multi-user.target
";

/// The message bus, under which everybody may do everything.
const BUS: [(&str, &str); 3] = [
    ("etc/systemd/system/dbus.socket", "[Socket]\nListenStream=/run/dbus/system_bus_socket\n"),
    (
        "etc/systemd/system/dbus.service",
        "[Unit]\nRequires=dbus.socket\n[Service]\nType=notify\nExecStart=/usr/bin/dbus-daemon \
         --config-file=/probe/bus.conf --address=systemd: --nofork --nopidfile --systemd-activation\n",
    ),
    (
        "probe/bus.conf",
        "<busconfig><type>system</type><auth>EXTERNAL</auth>\
         <listen>unix:path=/run/dbus/system_bus_socket</listen><policy context=\"default\">\
         <allow user=\"*\"/><allow own=\"*\"/><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
         </policy></busconfig>",
    ),
];

/// Which PID 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Systemd,
    NixDocker,
}

/// What a case has left: what it said, and its files.
pub(crate) type Results = BTreeMap<String, BTreeMap<String, String>>;

impl Side {
    fn name(self) -> &'static str {
        if self == Self::Systemd { "systemd" } else { "nix-docker" }
    }

    fn command(self) -> &'static [&'static str] {
        match self {
            Self::Systemd => &[
                "SYSTEMD_UNIT_PATH=/etc/systemd/system:/probe/units",
                "/lib/systemd/systemd",
                "--unit=multi-user.target",
                "--show-status=no",
                "--log-target=null",
            ],
            Self::NixDocker => &["/sbin/nix-docker", "init", "/etc/systemd/system"],
        }
    }

    /// Runs all cases; returns what each has left.
    pub(crate) fn run(self, root: &Path, cases: &[Case]) -> Results {
        let place = self.place();
        self.lay_out(root, &place.path().join("input"), cases);
        self.contain(root, place.path(), self.command());
        let out = place.path().join("out");
        cases.iter().map(|case| (case.name.clone(), left(&out.join(&case.name)))).collect()
    }

    /// A directory for a container: `input` is laid over its root, `out` is what it leaves.
    pub(crate) fn place(self) -> TempDir {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("out")).unwrap();
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        if self == Self::NixDocker {
            let usr = place.path().join("input/usr");
            fs::create_dir_all(usr.join("sbin")).unwrap();
            fs::create_dir_all(usr.join("bin")).unwrap();
            fs::copy(program(), usr.join("sbin/nix-docker")).unwrap();
            symlink("../sbin/nix-docker", usr.join("bin/systemctl")).unwrap();
        }
        place
    }

    /// Runs a container to its end.
    pub(crate) fn contain(self, root: &Path, place: &Path, command: &[&str]) {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential");
        let log = fs::File::create(place.join("log")).unwrap();
        let mut container = Command::new("unshare");
        container.args(["--mount", "--uts", "--ipc", "--net", "sh"]).arg(here.join("container.sh"));
        container.args([root, &place.join("out"), &place.join("input")]).args(command);
        container.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let status = container.status().unwrap();
        let log = fs::read_to_string(place.join("log")).unwrap_or_default();
        if let Some(keep) = std::env::var_os("NIX_DOCKER_KEEP") {
            fs::write(PathBuf::from(keep).join(format!("{}.log", self.name())), &log).unwrap();
        }
        assert!(status.success(), "{} has not come to its end: {status}\n{log}", self.name());
    }

    fn lay_out(self, root: &Path, input: &Path, cases: &[Case]) {
        let units = input.join("etc/systemd/system");
        let probe = input.join("probe");
        fs::create_dir_all(units.join("multi-user.target.wants")).unwrap();
        fs::create_dir_all(probe.join("units")).unwrap();
        fs::write(units.join("driver.service"), DRIVER).unwrap();
        symlink("../driver.service", units.join("multi-user.target.wants/driver.service")).unwrap();
        symlink("multi-user.target", units.join("default.target")).unwrap();
        fs::write(probe.join("driver"), include_str!("driver.sh")).unwrap();
        fs::write(probe.join("own"), include_str!("own.pl")).unwrap();
        for (path, text) in BUS {
            fs::write(input.join(path), text).unwrap();
        }
        for case in cases {
            case.write(input);
        }
        if self == Self::NixDocker {
            return;
        }
        // Its targets, without the services that a machine has. It forgets a unit that is down and that no other
        // speaks of.
        let names: Vec<_> = cases.iter().flat_map(Case::units).collect();
        fs::create_dir(units.join("driver.service.d")).unwrap();
        let text = format!("[Unit]\nPropagatesReloadTo={}\n", names.join(" "));
        fs::write(units.join("driver.service.d/remember.conf"), text).unwrap();
        for entry in fs::read_dir(root.join("usr/lib/systemd/system")).unwrap().flatten() {
            if entry.path().extension().is_some_and(|kind| kind == "target") {
                let _ = fs::copy(entry.path(), probe.join("units").join(entry.file_name()));
            }
        }
    }
}

fn program() -> PathBuf {
    std::env::var_os("NIX_DOCKER").map_or_else(|| env!("CARGO_BIN_EXE_nix-docker").into(), PathBuf::from)
}

/// All files below a directory by their paths; `said` is taken apart by its last empty line and by properties.
fn left(directory: &Path) -> BTreeMap<String, String> {
    let listing =
        output(Command::new("find").args([".", "-type", "f"]).current_dir(directory)).unwrap_or_default();
    let mut left = BTreeMap::new();
    for name in listing.lines() {
        let text = String::from_utf8_lossy(&fs::read(directory.join(name)).unwrap()).into_owned();
        left.insert(name.trim_start_matches("./").to_owned(), text);
    }
    let Some(shown) = left.remove("shown") else { return left };
    for block in shown.split("\n\n") {
        let id = block.lines().find_map(|line| line.strip_prefix("Id=")).unwrap_or("?");
        for (name, value) in block.lines().filter_map(|line| line.split_once('=')) {
            left.insert(format!("{id} {name}"), value.to_owned());
        }
    }
    left
}
