use super::*;
use serde_json::{Value, json};

fn rootfs(entries: &Value) -> Result<Rootfs, String> {
    let json: RootfsJson =
        serde_json::from_value(json!({ "entries": entries })).map_err(|e| e.to_string())?;
    Rootfs::new(json).map_err(|error| error.to_string())
}

fn paths(rootfs: &Rootfs) -> Vec<&str> {
    rootfs.entries().iter().map(|entry| entry.path.as_str()).collect()
}

#[test]
fn entries_come_in_the_order_of_a_walk_with_parents_added() {
    let rootfs = rootfs(&json!([
        {"path": "/etc-x", "type": "dir"},
        {"path": "/var/a/b", "type": "symlink", "target": "/nowhere"},
        {"path": "/etc/passwd", "type": "file", "text": "root"},
        {"path": "/etc", "type": "dir", "mode": "0700", "uid": 3},
    ]))
    .unwrap();
    assert_eq!(paths(&rootfs), ["/etc", "/etc/passwd", "/etc-x", "/var", "/var/a", "/var/a/b"]);
    assert_eq!(rootfs.entries()[0].kind, EntryKind::Dir { mode: FileMode(0o700) });
    assert_eq!(rootfs.entries()[3], directory("/var"));
}

#[test]
fn directories_are_added_where_there_is_nothing() {
    let rootfs = rootfs(&json!([{"path": "/nix", "type": "dir", "mode": "0700"}])).unwrap();
    let with = rootfs.with_directories(&["/nix", "/nix/store"]).unwrap();
    assert_eq!(paths(&with), ["/nix", "/nix/store"]);
    assert_eq!(with.entries()[0].kind, EntryKind::Dir { mode: FileMode(0o700) });
}

#[test]
fn the_same_entry_twice_is_one() {
    let entry = json!({"path": "/tmp", "type": "dir", "mode": "1777"});
    assert_eq!(paths(&rootfs(&json!([entry, entry])).unwrap()), ["/tmp"]);
}

#[test]
fn contradictions_are_refused() {
    for (entries, message) in [
        (
            json!([{"path": "/a", "type": "dir"}, {"path": "/a", "type": "dir", "mode": "0700"}]),
            "/a is given twice, each time as something else",
        ),
        (
            json!([{"path": "/a", "type": "symlink", "target": "b"}, {"path": "/a/x/y", "type": "dir"}]),
            "/a/x/y can't be inside /a, which is no directory of its own",
        ),
        (
            json!([{"path": "/a", "type": "dir", "source": "/s"}, {"path": "/a/x", "type": "dir"}]),
            "/a/x can't be inside /a, which is no directory of its own",
        ),
        (json!([{"path": "/a", "type": "file"}]), "/a: a file needs either text or source"),
        (
            json!([{"path": "/a", "type": "file", "text": "", "source": "/x"}]),
            "/a: a file needs either text or source",
        ),
        (json!([{"path": "/a", "type": "symlink"}]), "/a: a symbolic link needs a target and nothing else"),
        (
            json!([{"path": "/a", "type": "dir", "mode": "rwx"}]),
            "\"rwx\" is no mode: write it as octal digits, like \"0644\"",
        ),
    ] {
        assert_eq!(rootfs(&entries).unwrap_err(), message);
    }
    for path in ["", "/", "etc", "/etc/", "/a//b", "/a/../b", "/./a"] {
        assert!(rootfs(&json!([{"path": path, "type": "dir"}])).is_err(), "{path:?}");
    }
}
