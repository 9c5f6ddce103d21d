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

fn units(directory: &Path) -> Value {
    let file: Value = serde_json::from_str(&read(directory).unwrap()).unwrap();
    assert_eq!(file["version"], VERSION);
    file["units"].clone()
}

#[test]
fn a_directory_has_units_with_drop_ins_and_other_names() {
    let directory = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n"),
        ("a.service.d/2.conf", "[Service]\nNice=2\n"),
        ("a.service.d/1.conf", "[Service]\nNice=1\n"),
        ("a.service.d/README", "not a drop-in"),
        ("masked.service", ""),
        ("README", "not a unit"),
    ]);
    symlink("a.service", directory.path().join("b.service")).unwrap();
    symlink("/dev/null", directory.path().join("gone.service")).unwrap();
    let expected = json!({ "a.service": {
        "Service": { "ExecStart": ["/bin/a"], "Nice": ["1", "2"] },
        "Install": { "WantedBy": ["multi-user.target"], "Alias": ["b.service"] },
    } });
    assert_eq!(units(directory.path()), expected);
}

#[test]
fn services_that_are_wanted_and_go_on_are_essential() {
    let wanted = "ExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n";
    let directory = directory(&[
        ("a.service", &format!("[Service]\n{wanted}")),
        ("once.service", &format!("[Service]\nType=oneshot\n{wanted}")),
        ("unwanted.service", "[Service]\nExecStart=/bin/a\n"),
        ("x.target", "[Install]\nWantedBy=multi-user.target\n"),
    ]);
    let file: Value = serde_json::from_str(&read(directory.path()).unwrap()).unwrap();
    assert_eq!(file["settings"], json!({ "essential": ["a.service"] }));
}

#[test]
fn links_of_a_target_make_it_want_units_and_instances() {
    let directory = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n"),
        ("t@.service", "[Service]\nExecStart=/bin/%i\n"),
    ]);
    for link in ["x.target.requires/a.service", "x.target.wants/t@one.service", "x.target.wants/gone.service"]
    {
        let link = directory.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink("../unit", link).unwrap();
    }
    let units = units(directory.path());
    assert_eq!(units["a.service"]["Install"], json!({ "RequiredBy": ["x.target"] }));
    assert_eq!(units["t@one.service"]["Install"], json!({ "WantedBy": ["x.target"] }));
    assert_eq!(units["t@one.service"]["Service"], units["t@.service"]["Service"]);
    assert_eq!(units.get("gone.service"), None);
}

#[test]
fn a_line_that_means_nothing_is_named_with_its_file() {
    let directory = directory(&[("a.service", "[Service]\nExecStart\n")]);
    let error = read(directory.path()).unwrap_err().to_string();
    assert!(
        error.ends_with("a.service: line 2: `ExecStart` is neither [Section] nor Directive=value"),
        "{error}"
    );
    let nothing = tempfile::tempdir().unwrap();
    assert!(read(nothing.path()).unwrap_err().to_string().starts_with("no unit file is in /"));
}

#[test]
fn packages_have_units_that_the_configuration_adds_to() {
    let package = directory(&[
        ("a.service", "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=graphical.target\n"),
        ("b.service", "[Service]\nExecStart=/bin/b\n"),
        ("b.path", "[Path]\nPathExists=/b\n"),
        ("c.service", "[Service]\nType=dbus\nBusName=c\nExecStart=/bin/c\n"),
    ]);
    let work = directory(&[(
        "units.json",
        r#"{"version":1,"settings":{},"units":{"a.service":{"Service":{"Nice":3},"Install":{"WantedBy":["x.target"]}}}}"#,
    )]);
    let out = work.path().join("out");
    let directories = [package.path().into(), "/nowhere".into()];
    let left_out = packages::add(&work.path().join("units.json"), &out, &directories).unwrap();
    assert_eq!(left_out.len(), 2);
    assert!(left_out[1].starts_with("c.service is not loaded: Type=dbus: "), "{left_out:?}");
    let expected = json!({ "version": 1, "settings": {}, "units": {
        "a.service": {
            "Service": { "ExecStart": ["/bin/a"], "Nice": [3] },
            "Install": { "WantedBy": ["x.target"] },
        },
        "b.service": { "Service": { "ExecStart": ["/bin/b"] } },
    } });
    assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(out).unwrap()).unwrap(), expected);
}
