//! tmpfiles.d(5): what `systemd-tmpfiles --create --remove --boot` makes of rules, and what the init makes of them.
//!
//! A case of `tmpfiles.txt` has a script for what is there before, and rules for paths below /t/CASE. All are carried
//! out at once, as at a boot.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::cases::Case;
use crate::sides::{Results, Side};

/// Names, modes, owners and contents of all that is there.
const LIST: &str = "\
cd /t
for case in *; do
  find \"$case\" | sort | while read -r path; do
    stat -c '%A %U %u %G %g %t:%T %N' \"$path\"
    [ ! -f \"$path\" ] || [ -h \"$path\" ] || sed 's/^/    /' \"$path\"
    [ ! -f \"$path\" ] || echo
  done > \"/out/$case\"
done
: > /out/done
exec sleep 1000
";

/// Carries out the rules of all cases; returns what each has left.
pub(crate) fn run(side: Side, root: &Path, cases: &[Case]) -> Results {
    let place = side.place();
    let probe = place.path().join("input/probe");
    fs::create_dir_all(&probe).unwrap();
    let texts = |name: &str| cases.iter().filter_map(|case| case.file(name)).collect::<String>();
    let rules = texts("rules");
    fs::write(probe.join("before"), texts("before")).unwrap();
    fs::write(probe.join("list"), LIST).unwrap();
    fs::write(probe.join("rules.conf"), &rules).unwrap();
    let units = json!({ "version": 1, "tmpfiles": rules.lines().collect::<Vec<_>>(), "units": { "list.service": {
        "Service": { "ExecStart": "/bin/sh /probe/list" }, "Install": { "WantedBy": "multi-user.target" }
    } } });
    fs::write(probe.join("units.json"), units.to_string()).unwrap();
    let after = match side {
        Side::Systemd => "systemd-tmpfiles --create --remove --boot /probe/rules.conf; exec sh /probe/list",
        Side::NixDocker => "exec /sbin/nix-docker init /probe/units.json",
    };
    side.contain(root, place.path(), &["/bin/sh", "-c", &format!(". /probe/before; {after}")]);
    let left = |case: &Case| {
        let text = fs::read_to_string(place.path().join("out").join(&case.name)).unwrap_or_default();
        (case.name.clone(), [("tree".to_owned(), text)].into())
    };
    cases.iter().map(left).collect()
}
