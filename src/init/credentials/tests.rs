use std::fs;
use std::os::unix::fs::MetadataExt;

use super::*;

fn load(id: &str, source: &str) -> Credential {
    Credential::Load { id: id.into(), source: source.into() }
}

fn set(id: &str, data: &str) -> Credential {
    Credential::Set { id: id.into(), data: data.into() }
}

fn system() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in
        [("keys/tls", "key"), ("keys/dir/a", "1"), ("keys/dir/b", "2"), ("run/secrets/db.password", "secret")]
    {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn credentials_come_from_files_directories_and_secrets() {
    let root = system();
    let credentials = [
        load("tls", "/keys/tls"),
        load("dir", "/keys/dir"),
        load("password", "db.password"),
        set("tls", "not this"),
        load("optional", "/none"),
        set("optional", "default"),
        Credential::Import { glob: "db.*".into() },
    ];
    let directory = prepare(root.path(), "a.service", &credentials, None, None).unwrap().unwrap();
    assert_eq!(directory, Path::new("/run/credentials/a.service"));
    let at = root.path().join("run/credentials/a.service");
    let text = |name: &str| fs::read_to_string(at.join(name)).unwrap();
    let names = ["tls", "dir_a", "dir_b", "password", "optional", "db.password"];
    assert_eq!(names.map(text), ["key", "1", "2", "secret", "default", "secret"]);
    assert_eq!(fs::metadata(&at).unwrap().mode() & 0o7777, 0o500);
    assert_eq!(fs::metadata(at.join("tls")).unwrap().mode() & 0o7777, 0o400);
    prepare(root.path(), "a.service", &[set("x", "y")], None, None).unwrap();
    assert!(!at.join("tls").exists() && at.join("x").exists());
    remove(root.path(), "a.service").unwrap();
    remove(root.path(), "a.service").unwrap();
    assert!(!at.exists());
}

#[test]
fn all_of_a_units_credentials_together_have_a_bound_wherever_they_come_from() {
    let root = system();
    let most = usize::try_from(SIZE_MAX).unwrap();
    for name in ["a", "b", "c"] {
        fs::write(root.path().join("keys/dir").join(name), vec![b'x'; most / 3]).unwrap();
    }
    let listener = std::os::unix::net::UnixListener::bind(root.path().join("keys/socket")).unwrap();
    std::thread::spawn(move || {
        while listener.accept().is_ok_and(|(mut client, _)| client.write_all(&vec![b'x'; 1 << 20]).is_ok()) {}
    });
    let prepared = |credentials: &[Credential]| {
        let prepared = prepare(root.path(), "a.service", credentials, None, None);
        prepared.map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(prepared(&[load("dir", "/keys/dir")]), Ok(()));
    assert_eq!(prepared(&[load("socket", "/keys/socket")]), Ok(()));
    for path in ["/keys/dir", "/keys/socket"] {
        let error = prepared(&[load("tls", "/keys/tls"), load("x", path)]).unwrap_err();
        assert_eq!(error, format!("can't load the credential x from {path}: it is too large"));
    }
}

#[test]
fn they_belong_to_the_units_user() {
    if !crate::testing::needs::has_root() {
        return;
    }
    let root = system();
    let who = Identity { user: None, uid: 54, gid: 55, groups: vec![55] };
    prepare(root.path(), "a.service", &[set("x", "y")], Some(&who), None).unwrap();
    let metadata = fs::metadata(root.path().join("run/credentials/a.service/x")).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (54, 55));
}

#[test]
fn what_is_missing_is_named_and_nothing_is_left_behind() {
    let root = system();
    let error =
        prepare(root.path(), "a.service", &[set("x", "y"), load("k", "/none")], None, None).unwrap_err();
    assert!(error.to_string().starts_with("can't load the credential k from /none: "), "{error}");
    assert!(!root.path().join("run/credentials").exists());
    assert_eq!(prepare(root.path(), "a.service", &[], None, None).unwrap(), None);
}
