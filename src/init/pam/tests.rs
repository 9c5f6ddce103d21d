use super::*;
use nix::sys::resource::Resource;

fn system(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

/// The user that runs the test, so that it may own a directory.
fn user() -> User {
    let (uid, gid) = (nix::unistd::geteuid().as_raw(), nix::unistd::getegid().as_raw());
    User { name: "joe".into(), uid, gid, home: "/home/joe".into(), shell: "/bin/sh".into() }
}

#[test]
fn variables_come_from_the_files_that_the_services_file_names() {
    let root = system(&[
        (
            "etc/pam.d/login",
            "auth required pam_env.so conffile=/no\n-session [success=1 default=ignore] \\\n /lib/security/pam_env.so conffile=/etc/pam/environment readenv=0 # why\nsession include more\n@include last\n",
        ),
        ("etc/pam.d/more", "session optional pam_env.so envfile=/etc/env conffile=/no\n"),
        ("etc/pam.d/last", "session include login\n"),
        (
            "etc/pam/environment",
            "# none\nA DEFAULT=\"a b\"\nB   DEFAULT=x OVERRIDE=@{HOME}/${A}\\$\nC DEFAULT=\nD OVERRIDE=${NO} DEFAULT=@{PAM_USER}\n",
        ),
        ("etc/env", "export E='e e' # comment\nno\nF=\n# G=g\n"),
        ("etc/environment", "NEVER=1\n"),
    ]);
    let session = session(root.path(), "login", &user());
    let of = |name: &str| {
        let found = session.variables.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_deref())
    };
    assert_eq!(of("A"), Some(Some("a b")));
    assert_eq!(of("B"), Some(Some("/home/joe/a b$")));
    assert_eq!(of("C"), Some(None));
    assert_eq!(of("D"), Some(Some("joe")));
    assert_eq!((of("E"), of("F"), of("G"), of("NEVER")), (Some(Some("e e")), Some(None), None, None));
    let directory = format!("/run/user/{}", user().uid);
    assert_eq!(of("XDG_RUNTIME_DIR"), Some(Some(directory.as_str())));
    assert!(root.path().join(&directory[1..]).is_dir());
}

#[test]
fn a_service_without_a_file_is_as_any_other() {
    let root = system(&[
        ("usr/lib/pam.d/other", "session required pam_env.so conffile=/no\n"),
        ("etc/environment", "X=1\n"),
        ("etc/shadow", "session required pam_env.so envfile=/etc/never\n"),
    ]);
    for name in ["nothing", "../shadow"] {
        let session = session(root.path(), name, &user());
        assert!(session.variables.contains(&("X".into(), Some("1".into()))), "{name}");
    }
}

#[test]
fn the_users_own_limits_count_more_than_those_of_groups_and_of_everybody() {
    let root = system(&[
        ("etc/pam.d/x", "session required pam_limits.so\n"),
        (
            "etc/security/limits.conf",
            "joe - nofile 100\n@staff soft nproc 5\n* soft nproc 7\n* hard nproc 9\n* - core unlimited\nann - cpu 1\njunk\n",
        ),
        ("etc/security/limits.d/a.conf", "* - nofile 50\n2000: - nice -5\n@70: - memlock 64\n"),
        ("etc/group", "staff:x:77:joe\n"),
    ]);
    let joe = User { uid: 2001, ..user() };
    let limits = session(root.path(), "x", &joe).limits;
    let of = |resource| {
        let limit: Option<&Limit> = limits.iter().find(|limit| limit.resource == resource);
        limit.map(|limit| (limit.soft, limit.hard))
    };
    assert_eq!(of(Resource::RLIMIT_NOFILE), Some((Some(100), Some(100))));
    assert_eq!(of(Resource::RLIMIT_NPROC), Some((Some(5), Some(9))));
    assert_eq!(of(Resource::RLIMIT_CORE), Some((None, None)));
    assert_eq!(of(Resource::RLIMIT_NICE), Some((Some(25), Some(25))));
    assert_eq!(of(Resource::RLIMIT_MEMLOCK), Some((Some(65536), Some(65536))));
    assert_eq!(of(Resource::RLIMIT_CPU), None);
    let root_user = User { name: "root".into(), uid: 0, ..user() };
    assert!(session(root.path(), "x", &root_user).limits.is_empty());
}
