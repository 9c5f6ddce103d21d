use std::ffi::OsStr;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use super::super::rootfs::{Rootfs, RootfsJson};
use super::super::tar::Digester;
use super::*;

const A: &str = "/nix/store/00000000000000000000000000000001-a-1.0";
const B: &str = "/nix/store/00000000000000000000000000000002-b";

/// What `nix-hash --type sha256` of Nix 2.8 says of them.
const A_HASH: &str = "ff322ac1d3d86222bcd2f244d6b27c9b3b64cf421234cb36ba459b443cd2e9ff";
const B_HASH: &str = "062cc1c948c1996065dad9c4cdad5c3e7c05a4ea50023cee95742f4ccf9b18ab";

fn store_layer() -> Layer {
    let member = |path: &str, hash: &str| Member {
        path: path.parse().unwrap(),
        nar_hash: hash.to_owned(),
        nar_size: 1,
    };
    Layer::Store { paths: vec![member(A, A_HASH), member(B, B_HASH)] }
}

fn put(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

/// A store with all that a store path can have, in a new directory. `private` is how it might look
/// on another machine: other modes, other times, other links.
fn store(private: bool) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let mode = |mode: u32| if private { mode & 0o700 | 0o200 } else { mode };
    let a = root.path().join(&A[1..]);
    let names = ["z", "lib/x", "lib-y", "lib/ü"].map(|name| a.join(name));
    let in_order: Vec<&PathBuf> = if private { names.iter().rev().collect() } else { names.iter().collect() };
    for path in in_order {
        put(path, path.file_name().unwrap().as_bytes(), mode(0o444));
    }
    put(&a.join("bin/tool"), &vec![7; 300_000], mode(0o555));
    if private {
        put(&a.join("bin/tool2"), &vec![7; 300_000], mode(0o555));
    } else {
        fs::hard_link(a.join("bin/tool"), a.join("bin/tool2")).unwrap();
    }
    put(&a.join("bin/not-a-tool"), &vec![7; 300_000], mode(0o444));
    put(&a.join("bin/other"), &vec![8; 300_000], mode(0o555));
    fs::create_dir(a.join("empty")).unwrap();
    symlink("/nowhere", a.join("dangling")).unwrap();
    symlink("x".repeat(150), a.join("long")).unwrap();
    put(&a.join(OsStr::from_bytes(b"\xff\n")), b"", mode(0o444));
    put(&a.join("d".repeat(200)).join("e".repeat(200)), b"deep", mode(0o444));
    put(&root.path().join(&B[1..]), b"a file", mode(0o444));
    root
}

fn packed(layer: &Layer, root: &Path) -> Vec<u8> {
    write(layer, root, Vec::new(), &|_| ()).unwrap()
}

/// A line per entry: type, mode, name and link target.
fn listed(stream: &[u8]) -> Vec<String> {
    let mut archive = tar::Archive::new(stream);
    let entries = archive.entries().unwrap().map(|entry| {
        let entry = entry.unwrap();
        let header = entry.header();
        assert_eq!(header.mtime().unwrap(), 1);
        let kind = char::from(header.entry_type().as_byte());
        let name = String::from_utf8_lossy(&entry.path_bytes()).replace(&A[1..], "A").replace(&B[1..], "B");
        let link = entry.link_name_bytes().map_or_else(String::new, |link| {
            format!(" -> {}", String::from_utf8_lossy(&link).replace(&A[1..], "A"))
        });
        let owner = (header.uid().unwrap(), header.gid().unwrap());
        let owner = if owner == (0, 0) { String::new() } else { format!(" {}:{}", owner.0, owner.1) };
        format!("{kind} {:04o}{owner} {name}{link}", header.mode().unwrap())
    });
    entries.collect()
}

#[test]
fn a_store_layer_has_all_that_its_paths_have() {
    let root = store(false);
    let long = "x".repeat(150);
    let deep = format!("A/{}", "d".repeat(200));
    assert_eq!(
        listed(&packed(&store_layer(), root.path())),
        [
            "5 0755 nix/",
            "5 0755 nix/store/",
            "5 0555 A/",
            "5 0555 A/bin/",
            "0 0444 A/bin/not-a-tool",
            "0 0555 A/bin/other",
            "0 0555 A/bin/tool",
            "1 0555 A/bin/tool2 -> A/bin/tool",
            "2 0777 A/dangling -> /nowhere",
            &format!("5 0555 {deep}/"),
            &format!("0 0444 {deep}/{}", "e".repeat(200)),
            "5 0555 A/empty/",
            "5 0555 A/lib/",
            "0 0444 A/lib/x",
            "0 0444 A/lib/ü",
            "0 0444 A/lib-y",
            &format!("2 0777 A/long -> {long}"),
            "0 0444 A/z",
            "0 0444 A/\u{fffd}\n",
            "0 0444 B",
        ]
    );
}

#[test]
fn stores_on_two_machines_give_identical_bytes() {
    let (here, there) = (store(false), store(true));
    let bytes = packed(&store_layer(), here.path());
    assert!(bytes == packed(&store_layer(), here.path()), "two runs differ");
    assert!(bytes == packed(&store_layer(), there.path()), "two stores differ");
}

#[test]
fn the_digest_is_the_one_of_the_bytes() {
    let root = store(false);
    let bytes = packed(&store_layer(), root.path());
    let (digest, size) = write(&store_layer(), root.path(), Digester::default(), &|_| ()).unwrap().finish();
    assert_eq!((digest, size), (super::super::oci::Digest::of(&bytes), bytes.len() as u64));
}

#[test]
fn all_that_is_read_is_told_to_the_progress() {
    let root = store(false);
    let read = std::cell::Cell::new(0);
    write(&store_layer(), root.path(), Vec::new(), &|bytes| read.set(read.get() + bytes)).unwrap();
    assert_eq!(read.get(), 4 * 300_000 + 1 + 1 + 5 + 2 + 4 + 6);
}

#[test]
fn a_root_has_the_modes_and_owners_that_were_said() {
    let root = store(false);
    let entries = serde_json::json!({"entries": [
        {"path": "/etc/passwd", "type": "file", "text": "root:"},
        {"path": "/home/me", "type": "dir", "mode": "0700", "uid": 1000, "gid": 100},
        {"path": "/lib", "type": "dir", "source": format!("{A}/lib"), "mode": "0750", "gid": 5},
        {"path": "/tmp", "type": "dir", "mode": "1777"},
        {"path": "/tool", "type": "file", "source": format!("{A}/bin/tool"), "mode": "4755"},
        {"path": "/tool2", "type": "file", "source": format!("{A}/bin/tool")},
        {"path": "/usr", "type": "symlink", "target": "/nowhere"},
    ]});
    let json: RootfsJson = serde_json::from_value(entries).unwrap();
    let layer = Layer::Root { entries: Rootfs::new(json).unwrap() };
    assert_eq!(
        listed(&packed(&layer, root.path())),
        [
            "5 0755 etc/",
            "0 0644 etc/passwd",
            "5 0755 home/",
            "5 0700 1000:100 home/me/",
            "5 0750 0:5 lib/",
            "0 0444 lib/x",
            "0 0444 lib/ü",
            "5 1777 tmp/",
            "0 4755 tool",
            "0 0555 tool2",
            "2 0777 usr -> /nowhere",
        ]
    );
}

#[test]
fn what_an_image_cannot_hold_is_named() {
    let root = store(false);
    let pipe = root.path().join(&A[1..]).join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let error = write(&store_layer(), root.path(), Vec::new(), &|_| ()).unwrap_err();
    assert!(matches!(error, Error::Special(path) if path == pipe));
}

#[test]
fn a_name_that_means_deleted_is_refused_wherever_it_would_be_lost() {
    let root = store(false);
    let lost = root.path().join(&A[1..]).join("lib/.wh.x");
    put(&lost, b"", 0o444);
    let said = |error: Error| matches!(error, Error::Whiteout(path) if path == lost);
    assert!(said(write(&store_layer(), root.path(), Vec::new(), &|_| ()).unwrap_err()));
    assert!(said(Appearance::of(&store_layer(), root.path(), Purpose::Image).unwrap_err()));
    assert!(Appearance::of(&store_layer(), root.path(), Purpose::Check).is_ok());
    let copy = serde_json::json!({"entries": [
        {"path": "/lib", "type": "dir", "source": format!("{A}/lib")},
    ]});
    let own = serde_json::json!({"entries": [{"path": "/etc/.wh.x/y", "type": "dir"}]});
    for (entries, path) in [(copy, lost.as_path()), (own, Path::new("/etc/.wh.x"))] {
        let json: RootfsJson = serde_json::from_value(entries).unwrap();
        let layer = Layer::Root { entries: Rootfs::new(json).unwrap() };
        let error = write(&layer, root.path(), Vec::new(), &|_| ()).unwrap_err();
        assert!(error.to_string().contains(&format!("can't hold {}: ", path.display())), "{error}");
    }
}

#[test]
fn a_store_path_that_is_not_what_nix_says_makes_no_layer() {
    let a = |root: &Path| root.join(&A[1..]);
    let changes: [&dyn Fn(&Path); 8] = [
        &|root| fs::write(a(root).join("z"), "Z").unwrap(),
        &|root| fs::write(a(root).join("z"), "").unwrap(),
        &|root| fs::write(a(root).join("z"), "zz").unwrap(),
        // The second of two files with the same content: it is read for its digest only.
        &|root| put(&a(root).join("bin/tool2"), &vec![9; 300_000], 0o555),
        &|root| put(&a(root).join("bin/tool"), &vec![7; 300_000], 0o444),
        &|root| fs::create_dir(a(root).join("lib/more")).unwrap(),
        &|root| fs::rename(a(root).join("long"), a(root).join("lang")).unwrap(),
        &|root| fs::remove_file(a(root).join("dangling")).unwrap(),
    ];
    for (at, change) in changes.iter().enumerate() {
        let root = store(true);
        change(root.path());
        let error = write(&store_layer(), root.path(), Vec::new(), &|_| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the store path {A} is damaged: its content has not the hash that Nix has in its database"
            ),
            "{at}"
        );
    }
    let root = store(true);
    fs::remove_file(root.path().join(&B[1..])).unwrap();
    let error = write(&store_layer(), root.path(), Vec::new(), &|_| ()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("the store path {B} is damaged: can't read ")), "{error}");
    assert!(error.contains("-b: No such file or directory"), "{error}");
}

#[test]
fn what_is_not_in_the_store_is_not_copied_whatever_leads_to_it() {
    let root = store(false);
    fs::write(root.path().join("secret"), "this machine's").unwrap();
    symlink("../../../secret", root.path().join(&A[1..]).join("link")).unwrap();
    for source in ["/secret".to_owned(), format!("{A}/../../../secret"), format!("{A}/link")] {
        let entries = serde_json::json!({"entries": [{"path": "/a", "type": "file", "source": source}]});
        let json: RootfsJson = serde_json::from_value(entries).unwrap();
        let layer = Layer::Root { entries: Rootfs::new(json).unwrap() };
        let error = write(&layer, root.path(), Vec::new(), &|_| ()).unwrap_err();
        assert!(matches!(&error, Error::Outside(path) if *path == Path::new(&source)), "{error}");
    }
}
