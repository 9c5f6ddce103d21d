use serde_json::json;

use super::*;

#[test]
fn a_unit_is_shown_as_a_unit_file() {
    let unit = json!({
        "Unit": { "Description": "A", "Requires": "b.service c.service", "After": null },
        "Service": { "ExecStart": ["", "/bin/a"], "RemainAfterExit": true },
        "X-Nothing": {},
        "Install": { "WantedBy": ["multi-user.target"] }
    });
    let expected = "[Unit]\nDescription=A\nRequires=b.service c.service\n\n\
                    [Service]\nExecStart=\nExecStart=/bin/a\nRemainAfterExit=true\n\n\
                    [Install]\nWantedBy=multi-user.target\n\n";
    assert_eq!(unit_file(unit.as_object().unwrap()), expected);
}

#[test]
fn a_unit_of_a_directory_is_its_file_and_its_drop_ins() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    file("a-b@.service", "[Service]\n");
    file("masked.service", "");
    file("a-b@x.service.d/20.conf", "[Unit]\n# own\n");
    file("a-b@.service.d/20.conf", "[Unit]\n# hidden by the own one\n");
    file("a-.service.d/10.conf", "[Unit]\n# prefix\n");
    file("service.d/30.conf", "[Unit]\n# kind\n");
    file("service.d/.40.conf", "");
    let at = place.path().display();
    let expected = format!(
        "# {at}/a-b@.service\n[Service]\n\n# {at}/a-.service.d/10.conf\n[Unit]\n# prefix\n\n\
         # {at}/a-b@x.service.d/20.conf\n[Unit]\n# own\n\n# {at}/service.d/30.conf\n[Unit]\n# kind\n"
    );
    let all = Declarations { path: place.path().into(), file: OnceCell::new() };
    assert_eq!(all.text("a-b@x.service"), Some(expected));
    assert_eq!(all.text("masked.service").unwrap(), "# Unit masked.service is masked.");
    assert_eq!(all.text("none.service"), None);
}

#[test]
fn an_instance_of_units_json_is_its_template_and_its_drop_ins() {
    let file = json!({
        "units": { "t@.service": { "Service": { "ExecStart": "/bin/t" } }, "masked.service": null },
        "dropIns": {
            "t@x.service": { "b.conf": { "Service": { "Nice": 1 } } },
            "t@.service": { "a.conf": { "Unit": { "After": "c.service" } }, "b.conf": { "Unit": { "After": "hidden" } } },
        },
    });
    let all = Declarations { path: "/u.json".into(), file: file.into() };
    let expected = "# /u.json (t@.service)\n[Service]\nExecStart=/bin/t\n\n\
                    # /u.json (t@.service.d/a.conf)\n[Unit]\nAfter=c.service\n\n\
                    # /u.json (t@x.service.d/b.conf)\n[Service]\nNice=1\n\n";
    assert_eq!(all.text("t@x.service").unwrap(), expected);
    assert_eq!(all.text("masked.service").unwrap(), "# Unit masked.service is masked.");
    assert_eq!(all.text("none.service"), None);
}

#[test]
fn what_pid_1_does_not_keep_is_read_where_it_is_declared() {
    let file = json!({ "units": {
        "a.service": { "Service": { "Slice": ["x.slice", "y.slice"] } },
        "t@.service": { "Service": { "Slice": "t.slice" } },
        "b.service": { "Service": { "ExecStart": "/bin/b" } },
    } });
    let all = Declarations { path: "/units.json".into(), file: file.into() };
    let slices = ["a.service", "t@x.service", "b.service"].map(|name| all.said(name, "Slice"));
    assert_eq!(slices, [Some("y.slice".to_owned()), Some("t.slice".to_owned()), None]);
    assert_eq!(all.fragment("t@x.service"), Some("/units.json".into()));
    assert_eq!(all.fragment("none.service"), None);
}

#[test]
fn slices_are_named_as_systemd_names_them() {
    let slices = ["a.service", "a@b.service", "a-b@c.service"].map(usual_slice);
    assert_eq!(slices, ["system.slice", "system-a.slice", "system-a\\x2db.slice"]);
}

#[test]
fn the_inits_file_is_found_also_below_another_pid_1() {
    let proc = tempfile::tempdir().unwrap();
    for (pid, line) in
        [("1", "/sbin/docker-init\0--\0nix-docker\0"), ("7", "/x/nix-docker\0init\0/u.json\0"), ("9", "")]
    {
        std::fs::create_dir(proc.path().join(pid)).unwrap();
        std::fs::write(proc.path().join(pid).join("cmdline"), line).unwrap();
    }
    std::fs::create_dir(proc.path().join("self")).unwrap();
    assert_eq!(given_to_init(proc.path()), Some("/u.json".into()));
}
