//! Who a service's processes are and what they may do: users, groups, capabilities.

use serde_json::json;

use crate::container::{Units, daemon, lines_of, oneshot};

/// A user `svc` (432, group 433) who is also in `more` (434), and the user of a dynamic unit.
const ACCOUNTS: &str = "cp /etc/passwd /etc/group /run
    echo svc:x:432:433::/run/home:/bin/sh >> /run/passwd
    echo dyn:x:61184:61185:Dynamic User:/:/bin/false >> /run/passwd
    printf '%s\\n' svcg:x:433: more:x:434:svc extra:x:436: dyn:x:61185: >> /run/group
    mount --bind /run/passwd /etc/passwd; mount --bind /run/group /etc/group";

/// What the kernel says of the process itself: the fields of /proc/self/status.
fn status(fields: &str) -> String {
    format!("/bin/sed -nE 's/^({fields}):\\\\s*/\\\\1 /p' /proc/self/status")
}

#[test]
fn supplementary_groups_come_to_those_of_the_user() {
    let groups = json!("/usr/bin/id -G");
    let (code, log) = Units::new()
        .prelude(ACCOUNTS)
        .with(
            "user.service",
            oneshot(json!({"User": "svc", "SupplementaryGroups": "extra 437"}), groups.clone()),
        )
        .with("plain.service", oneshot(json!({"User": "svc"}), groups.clone()))
        .with("group.service", oneshot(json!({"Group": "extra"}), json!("/usr/bin/id -g")))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "user"), ["433 434 436 437"], "{log}");
    assert_eq!(lines_of(&log, "plain"), ["433 434"], "{log}");
    assert_eq!(lines_of(&log, "group"), ["436"], "{log}");
}

#[test]
fn with_permissions_start_only_all_other_commands_are_roots() {
    let show = "/bin/sh -c \"id -u; grep -E 'CapBnd|NoNewPrivs' /proc/self/status\"";
    let (code, log) = Units::new()
        .prelude(ACCOUNTS)
        .with("root.service", oneshot(json!({}), json!(show)))
        .with(
            "a.service",
            oneshot(
                json!({"User": "svc", "PermissionsStartOnly": true, "NoNewPrivileges": true, "CapabilityBoundingSet": "",
                    "ExecStartPre": show, "ExecStartPost": show, "ExecStopPost": show}),
                json!(show),
            ),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    let root = lines_of(&log, "root");
    let user = ["432", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1"].as_slice();
    assert_eq!(lines_of(&log, "a"), [&root, user, &root, &root].concat(), "{log}");
}

#[test]
fn a_dynamic_user_is_the_one_that_the_image_has_for_the_unit() {
    let show = "/bin/sh -c 'id -u; id -g; touch $$STATE_DIRECTORY/mine; stat -c %%u:%%g /var/lib/private/state/mine; echo $$USER'";
    let dynamic = json!({"DynamicUser": true, "StateDirectory": "state"});
    let mut named = dynamic.clone();
    named["User"] = json!("svc");
    named["StateDirectory"] = json!("state");
    let (code, log) = Units::new()
        .prelude(ACCOUNTS)
        .with("dyn.service", oneshot(dynamic, json!(show)))
        .with("named.service", {
            let mut unit = oneshot(named, json!(show));
            unit["Unit"] = json!({"After": "dyn.service"});
            unit
        })
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "dyn"), ["61184", "61185", "61184:61185", "dyn"], "{log}");
    assert_eq!(lines_of(&log, "named"), ["432", "433", "432:433", "svc"], "{log}");
}

#[test]
fn a_dynamic_user_that_the_image_does_not_have_is_named() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("missing.service", oneshot(json!({"DynamicUser": true}), json!("/bin/echo never")))
        .start();
    container.wait_for("there is no user missing in /etc/passwd").wait_for("exited with status 217 (USER)");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("never"), "{log}");
}

#[test]
fn ambient_capabilities_reach_a_users_program() {
    let caps = json!(status("CapInh|CapPrm|CapEff|CapAmb"));
    // CAP_NET_BIND_SERVICE is number 10, CAP_CHOWN number 0.
    let bind = json!({"User": "svc", "AmbientCapabilities": ["CAP_NET_BIND_SERVICE", "CAP_CHOWN"]});
    let (code, log) = Units::new()
        .prelude(ACCOUNTS)
        .with("user.service", oneshot(bind, caps.clone()))
        .with("plain.service", oneshot(json!({"User": "svc"}), caps))
        .run();
    assert_eq!(code, 0, "{log}");
    let sets = |mask: &str| ["CapInh", "CapPrm", "CapEff", "CapAmb"].map(|set| format!("{set} {mask}"));
    assert_eq!(lines_of(&log, "user"), sets("0000000000000401"), "{log}");
    assert_eq!(lines_of(&log, "plain"), sets("0000000000000000"), "{log}");
}

#[test]
fn the_bounding_set_bounds_root_too_and_can_be_all_but_some() {
    let own = std::fs::read_to_string("/proc/self/status").unwrap();
    let bounding = own.lines().find_map(|line| line.strip_prefix("CapBnd:")).unwrap();
    let bounding = u64::from_str_radix(bounding.trim(), 16).unwrap();
    let some = json!({"CapabilityBoundingSet": "CAP_CHOWN CAP_KILL"});
    let others = json!({"CapabilityBoundingSet": "~CAP_CHOWN CAP_KILL"});
    let (code, log) = Units::new()
        .with("some.service", oneshot(some, json!(status("CapEff|CapBnd"))))
        .with("others.service", oneshot(others, json!(status("CapBnd"))))
        .with(
            "none.service",
            oneshot(
                json!({"CapabilityBoundingSet": ""}),
                json!([status("CapBnd"), format!("+{}", status("CapBnd")), format!("!{}", status("CapBnd"))]),
            ),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    // CAP_CHOWN is number 0, CAP_KILL number 5.
    let line = |set: &str, mask: u64| format!("{set} {mask:016x}");
    assert_eq!(lines_of(&log, "some"), [line("CapEff", 0x21), line("CapBnd", 0x21)], "{log}");
    assert_eq!(lines_of(&log, "others"), [line("CapBnd", bounding & !0x21)], "{log}");
    let none = [line("CapBnd", 0), line("CapBnd", bounding), line("CapBnd", 0)];
    assert_eq!(lines_of(&log, "none"), none, "{log}");
}

#[test]
fn new_privileges_can_be_forbidden_and_secure_bits_set() {
    let show = json!([status("NoNewPrivs"), daemon("secure-bits")]);
    let (code, log) = Units::new()
        .with(
            "set.service",
            oneshot(json!({"NoNewPrivileges": true, "SecureBits": "noroot noroot-locked"}), show.clone()),
        )
        .with("unset.service", oneshot(json!({}), show))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "set"), ["NoNewPrivs 1", "secure bits 3"], "{log}");
    assert_eq!(lines_of(&log, "unset"), ["NoNewPrivs 0", "secure bits 0"], "{log}");
}
