use super::*;
use std::os::unix::fs::symlink;

fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn document_of(directory: &Path) -> Value {
    let file: Value = serde_json::from_str(&read(directory).unwrap()).unwrap();
    assert_eq!(file["version"], VERSION);
    file
}

fn units(directory: &Path) -> Value {
    document_of(directory)["units"].clone()
}

#[test]
fn a_directory_has_units_with_drop_ins_and_other_names() {
    let directory = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n"),
        ("a.service.d/2.conf", "[Service]\nNice=2\n"),
        ("a.service.d/.hidden.conf", "[Service]\nNice=9\n"),
        ("a.service.d/README", "not a drop-in"),
        ("x@one.service.d/1.conf", "[Service]\nNice=1\n"),
        ("foo-.service.d/1.conf", ""),
        ("service.d/all.conf", "junk\n[Service]\nUMask=0077\n"),
        ("conf.d/x.conf", "[Service]\n"),
        ("empty.service", ""),
        ("README", "not a unit"),
    ]);
    symlink("a.service", directory.path().join("b.service")).unwrap();
    symlink("/dev/null", directory.path().join("gone.service")).unwrap();
    symlink("/nowhere", directory.path().join("nowhere.service")).unwrap();
    fs::create_dir(directory.path().join("folder.service")).unwrap();
    let file = document_of(directory.path());
    let expected = json!({
        "a.service": {
            "Service": [["ExecStart", "/bin/a"]],
            "Install": [["WantedBy", "multi-user.target"], ["Alias", "b.service"]],
        },
        "empty.service": null,
        "gone.service": null,
    });
    assert_eq!(file["units"], expected);
    let expected = json!({
        "a.service": { "2.conf": { "Service": [["Nice", "2"]] } },
        "foo-.service": { "1.conf": {} },
        "service": { "all.conf": { "Service": [["UMask", "0077"]] } },
        "x@one.service": { "1.conf": { "Service": [["Nice", "1"]] } },
    });
    assert_eq!(file["dropIns"], expected);
    let warnings = file["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].as_str().unwrap().ends_with("service.d/all.conf: line 1: `junk` stands before the first [Section]; it is left out, as by systemd")
            || warnings[0].as_str().unwrap().contains("`junk` is neither"),
        "{warnings:?}"
    );
}

#[test]
fn services_that_are_wanted_and_go_on_are_essential() {
    let wanted = "ExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n";
    let directory = directory(&[
        ("a.service", &format!("[Service]\n{wanted}")),
        ("once.service", &format!("[Service]\nType=oneshot\n{wanted}")),
        ("also-once.service", &format!("[Service]\n{wanted}")),
        ("also-.service.d/once.conf", "[Service]\nType=oneshot\n"),
        ("unwanted.service", "[Service]\nExecStart=/bin/a\n"),
        ("x.target", "[Install]\nWantedBy=multi-user.target\n"),
    ]);
    let file = document_of(directory.path());
    assert_eq!(file["settings"], json!({ "essential": ["a.service"] }));
}

#[test]
fn links_of_a_unit_make_it_want_units_and_instances() {
    let directory = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n"),
        ("t@.service", "[Service]\nExecStart=/bin/%i\n"),
    ]);
    for link in [
        "x.target.requires/a.service",
        "x.target.wants/t@one.service",
        "x.target.upholds/a.service",
        "x.target.wants/gone.service",
    ] {
        let link = directory.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink("../unit", link).unwrap();
    }
    let units = units(directory.path());
    assert_eq!(units["a.service"]["Install"], json!([["RequiredBy", "x.target"], ["UpheldBy", "x.target"]]));
    assert_eq!(units["t@one.service"]["Install"], json!([["WantedBy", "x.target"]]));
    assert_eq!(units["t@one.service"]["Service"], units["t@.service"]["Service"]);
    assert_eq!(units.get("gone.service"), None);
}

#[test]
fn what_cant_be_read_is_one_unit_and_not_the_end() {
    let directory = directory(&[
        ("a.service", "[Service]\nExecStart\nNice=1\n"),
        ("b.service", "[Service\nExecStart=/bin/b\n"),
    ]);
    let file = document_of(directory.path());
    assert_eq!(file["units"]["a.service"], json!({ "Service": [["Nice", "1"]] }));
    assert_eq!(file["units"]["b.service"], "line 1: `[Service` is no [Section]");
    let warning = file["warnings"][0].as_str().unwrap();
    assert!(
        warning.ends_with("a.service: line 2: `ExecStart` is neither [Section] nor Directive=value; it is left out, as by systemd"),
        "{warning}"
    );
    let nothing = tempfile::tempdir().unwrap();
    assert!(read(nothing.path()).unwrap_err().to_string().starts_with("no unit file is in /"));
}

#[test]
fn packages_have_units_that_the_configuration_adds_to() {
    let package = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=graphical.target\n"),
        ("a.service.d/10.conf", "[Service]\nNice=1\n"),
        ("b.service", "[Service]\nExecStart=/bin/b\n"),
        ("b.swap", "[Swap]\nWhat=/b\n"),
        ("c.service", "[Service]\nType=dbus\nBusName=c.c\nExecStart=/bin/c\n"),
        ("d.service", "[Service]\nExecStart=/bin/d\n"),
    ]);
    let work = directory(&[(
        "units.json",
        r#"{"version":1,"settings":{},"units":{"a.service":{"Service":{"Nice":3},"Install":{"WantedBy":["x.target"]}},"d.service":null}}"#,
    )]);
    let out = work.path().join("out");
    let directories = [package.path().into(), "/nowhere".into()];
    let left_out = packages::add(&work.path().join("units.json"), &out, &directories).unwrap();
    assert_eq!(left_out.len(), 2);
    assert!(left_out[1].starts_with("c.service is not loaded: Type=dbus: "), "{left_out:?}");
    let expected = json!({ "version": 1, "settings": {}, "units": {
        "a.service": { "Service": [["ExecStart", "/bin/a"]] },
        "d.service": null,
        "b.service": { "Service": [["ExecStart", "/bin/b"]] },
    }, "dropIns": { "a.service": {
        "10.conf": { "Service": [["Nice", "1"]] },
        "overrides.conf": { "Service": { "Nice": 3 }, "Install": { "WantedBy": ["x.target"] } },
    } }, "warnings": [] });
    assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(out).unwrap()).unwrap(), expected);
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let directory =
        directory(&[("a.service", "[Service]\nExecStart=/bin/a\n"), ("a.service.d/1.conf", "[Service]\n")]);
    for name in ["b.service", "a.service.d/2.conf"] {
        nix::unistd::mkfifo(&directory.path().join(name), nix::sys::stat::Mode::S_IRWXU).unwrap();
    }
    fs::File::create(directory.path().join("huge.service")).unwrap().set_len(3 << 30).unwrap();
    let units = units(directory.path());
    assert!(units["a.service"].is_object() && units.get("b.service").is_none(), "{units}");
    assert!(units["huge.service"].as_str().unwrap().contains("it is too large"), "{units}");
}
