use std::fs;
use std::os::unix::fs::{MetadataExt, lchown, symlink};

use super::*;
use crate::testing::needs::has_root;

fn tempdir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn links_are_followed_below_the_root_and_never_out_of_it() {
    let root = tempdir();
    fs::create_dir_all(root.path().join("etc/real")).unwrap();
    symlink("/etc/real", root.path().join("absolute")).unwrap();
    symlink("../../../etc/real", root.path().join("etc/relative")).unwrap();
    let inode = fs::metadata(root.path().join("etc/real")).unwrap().ino();
    for path in ["/absolute", "/etc/relative", "etc/../etc/real/."] {
        assert_eq!(
            Handle::resolve(root.path(), Path::new(path), true).unwrap().stat().st_ino,
            inode,
            "{path}"
        );
    }
    assert!(Handle::resolve(root.path(), Path::new("/absolute"), false).unwrap().is_link());
    symlink("loop", root.path().join("loop")).unwrap();
    assert_eq!(Handle::resolve(root.path(), Path::new("/loop"), true).unwrap_err(), Errno::ELOOP);
}

#[test]
fn missing_directories_are_made_with_their_modes_whatever_the_umask() {
    let root = tempdir();
    symlink("other", root.path().join("run")).unwrap();
    Handle::make_directory(root.path(), Path::new("/run/a/b"), 0o1777).unwrap();
    let mode = |path: &str| fs::metadata(root.path().join(path)).unwrap().mode() & 0o7777;
    assert_eq!((mode("other"), mode("other/a"), mode("other/a/b")), (0o755, 0o755, 0o1777));
    fs::write(root.path().join("file"), "").unwrap();
    assert_eq!(Handle::make_directory(root.path(), Path::new("/file"), 0o755).unwrap_err(), Errno::ENOTDIR);
    assert_eq!(Handle::make_directory(root.path(), Path::new("/file/x"), 0o755).unwrap_err(), Errno::ENOTDIR);
}

#[test]
fn a_users_link_to_somebody_elses_file_is_refused() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    fs::create_dir_all(root.path().join("home")).unwrap();
    fs::create_dir_all(root.path().join("etc")).unwrap();
    fs::write(root.path().join("etc/shadow"), "").unwrap();
    lchown(root.path().join("home"), Some(54), Some(54)).unwrap();
    for (link, target) in [("absolute", "/etc/shadow"), ("relative", "../etc/shadow")] {
        symlink(target, root.path().join("home").join(link)).unwrap();
        lchown(root.path().join("home").join(link), Some(54), Some(54)).unwrap();
    }
    let resolved = |path| Handle::resolve(root.path(), Path::new(path), true).map(drop);
    assert_eq!(resolved("/home/absolute"), Err(Errno::ENOLINK));
    assert_eq!(resolved("/home/relative"), Err(Errno::ENOLINK));
    fs::write(root.path().join("home/roots"), "").unwrap();
    assert_eq!(resolved("/home/roots"), Err(Errno::ENOLINK));
    fs::create_dir(root.path().join("home/made")).unwrap();
    assert_eq!(resolved("/home/made"), Ok(()));
    symlink("..", root.path().join("home/up")).unwrap();
    lchown(root.path().join("home/up"), Some(54), Some(54)).unwrap();
    assert_eq!(resolved("/home/up"), Err(Errno::ENOLINK));
    symlink("own", root.path().join("home/within")).unwrap();
    fs::write(root.path().join("home/own"), "").unwrap();
    for name in ["own", "within"] {
        lchown(root.path().join("home").join(name), Some(54), Some(54)).unwrap();
    }
    assert_eq!(resolved("/home/within"), Ok(()));
}

#[test]
fn owners_change_below_a_directory_without_following_links() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    fs::create_dir_all(root.path().join("data/deep")).unwrap();
    fs::write(root.path().join("data/deep/file"), "").unwrap();
    fs::write(root.path().join("outside"), "").unwrap();
    symlink("../outside", root.path().join("data/link")).unwrap();
    let mut node = Handle::resolve(root.path(), Path::new("/data"), true).unwrap();
    chown_all(&mut node, Some(54), None).unwrap();
    let uid = |path: &str| fs::symlink_metadata(root.path().join(path)).unwrap().uid();
    assert_eq!((uid("data"), uid("data/deep/file"), uid("data/link"), uid("outside")), (54, 54, 54, 0));
}

#[test]
fn removal_takes_everything_but_what_links_point_to() {
    let root = tempdir();
    fs::create_dir_all(root.path().join("run/a/b")).unwrap();
    fs::create_dir_all(root.path().join("keep")).unwrap();
    fs::write(root.path().join("keep/file"), "").unwrap();
    symlink("../../keep", root.path().join("run/a/link")).unwrap();
    let run = Handle::resolve(root.path(), Path::new("/run"), true).unwrap();
    remove(&run, OsStr::new("a")).unwrap();
    remove(&run, OsStr::new("a")).unwrap();
    assert_eq!(
        (names(&root.path().join("run")), names(&root.path().join("keep"))),
        (vec![], vec!["file".into()])
    );
    remove_content(&Handle::root(root.path()).unwrap()).unwrap();
    assert_eq!(names(root.path()), [""; 0]);
}

#[test]
fn errors_say_what_to_do() {
    let error = failed("make", Path::new("/var/lib/x"))(Errno::EROFS).to_string();
    assert_eq!(error, "can't make /var/lib/x: the file system is read-only; mount a volume or a tmpfs there");
}

#[test]
fn what_is_read_is_regular_and_bounded_and_never_waited_for() {
    let root = tempdir();
    fs::write(root.path().join("file"), "12345").unwrap();
    fs::create_dir(root.path().join("directory")).unwrap();
    let fifo = root.path().join("fifo");
    nix::unistd::mkfifo(&fifo, Mode::S_IRWXU).unwrap();
    symlink("file", root.path().join("link")).unwrap();
    fs::File::create(root.path().join("huge")).unwrap().set_len(3 << 30).unwrap();
    let read = |name: &str| read(root.path(), Path::new(name), 5);
    assert_eq!((read("file"), read("/link")), (Ok(b"12345".into()), Ok(b"12345".into())));
    assert_eq!((read("directory"), read("fifo")), (Err(Errno::EISDIR), Err(Errno::EBADFD)));
    assert_eq!((read("huge"), read("none")), (Err(Errno::EFBIG), Err(Errno::ENOENT)));
    let trusted = |name: &str| read_trusted(&root.path().join(name), 5).map_err(|error| error.to_string());
    assert_eq!(trusted("link"), Ok(b"12345".into()));
    assert_eq!(trusted("fifo"), Err("it is no regular file".into()));
    assert_eq!(trusted("huge"), Err("it is too large".into()));
    assert!(trusted("directory").is_err() && trusted("none").is_err());
}

#[test]
fn what_has_no_path_is_reached_by_the_kernels_links() {
    let root = Path::new("/");
    let (reader, writer) = std::io::pipe().unwrap();
    let path = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    let opened = open_file(root, &path, OFlag::O_WRONLY | OFlag::O_CREAT, Mode::S_IRUSR).unwrap();
    drop(writer);
    std::io::Write::write_all(&mut fs::File::from(opened), b"x").unwrap();
    assert_eq!(std::io::read_to_string(reader).unwrap(), "x");
    let own = Handle::resolve(root, Path::new("/proc/self/status"), true).unwrap();
    assert!(own.content(1 << 20).unwrap().starts_with(b"Name:"));
}

#[test]
fn a_file_of_roots_in_a_users_directory_is_read_unless_a_user_can_have_linked_it_there() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    let home = root.path().join("home");
    fs::create_dir(&home).unwrap();
    lchown(&home, Some(54), Some(54)).unwrap();
    fs::write(home.join("env"), "A=1").unwrap();
    let env = || read(root.path(), Path::new("/home/env"), 100);
    assert_eq!(env(), Ok(b"A=1".into()));
    assert_eq!(Handle::resolve(root.path(), Path::new("/home/env"), true).unwrap_err(), Errno::ENOLINK);
    fs::hard_link(home.join("env"), root.path().join("second")).unwrap();
    assert_eq!(env(), Err(Errno::ENOLINK));
}

#[test]
fn nothing_is_made_where_a_users_link_leads() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    fs::create_dir_all(root.path().join("home/own")).unwrap();
    for (link, target) in [("file", "own/file"), ("out", "../file"), ("directory", "own")] {
        symlink(target, root.path().join("home").join(link)).unwrap();
    }
    for name in ["", "own", "file", "out", "directory"] {
        lchown(root.path().join("home").join(name), Some(54), Some(54)).unwrap();
    }
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT;
    for path in ["/home/file", "/home/out", "/home/directory/file"] {
        let made = open_file(root.path(), Path::new(path), flags, Mode::S_IRUSR).map(drop);
        assert!(made.is_err(), "{path}");
    }
    assert!(Handle::make_directory(root.path(), Path::new("/home/directory/new"), 0o755).is_err());
    assert_eq!((names(&root.path().join("home/own")), names(root.path())), (vec![], vec!["home".to_owned()]));
    assert!(open_file(root.path(), Path::new("/home/new"), flags, Mode::S_IRUSR).is_ok());
}

#[test]
fn a_way_is_fixed_unless_somebody_else_can_change_it() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    let fixed = |path: &str| Handle::make_way(root.path(), Path::new(path), 0o755).unwrap().1;
    assert!(fixed("/run/own"));
    lchown(root.path().join("run/own"), Some(54), Some(54)).unwrap();
    assert!(fixed("/run/own"), "what is in its last directory is no part of a way");
    assert!(!fixed("/run/own/deep"));
    let mode = |mode| fs::set_permissions(root.path().join("run"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o777);
    assert!(!fixed("/run/roots"));
    mode(0o1777);
    assert!(fixed("/run/roots") && !fixed("/run/own"));
}

#[test]
fn an_own_directory_is_closed_and_never_another_users() {
    let root = tempdir();
    let here = Handle::root(root.path()).unwrap();
    let own = |name: &str| here.own_directory(OsStr::new(name)).map(|node| node.mode());
    assert_eq!(own("new"), Ok(0o755));
    fs::set_permissions(root.path().join("new"), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(own("new"), Ok(0o755));
    symlink("new", root.path().join("link")).unwrap();
    assert_eq!(own("link"), Err(Errno::ENOTDIR));
    if has_root() {
        fs::create_dir(root.path().join("theirs")).unwrap();
        lchown(root.path().join("theirs"), Some(54), Some(54)).unwrap();
        assert_eq!(own("theirs"), Err(Errno::EPERM));
    }
}

#[test]
fn what_is_large_or_deep_is_left_or_removed_whole() {
    let root = tempdir();
    for number in 0..5000 {
        fs::write(root.path().join(format!("{number}")), "").unwrap();
    }
    let here = Handle::root(root.path()).unwrap();
    let mut parent = here.own_directory(OsStr::new("deep")).unwrap();
    for _ in 0..600 {
        parent = parent.own_directory(OsStr::new("d")).unwrap();
    }
    drop(parent);
    assert_eq!(remove_if_small(&here, OsStr::new("deep"), 1000), Ok(false));
    assert_eq!(remove_if_small(&here, OsStr::new("1"), 1), Ok(true));
    assert_eq!(remove(&here, OsStr::new("deep")), Err(Errno::ELOOP));
    remove_content(&here).unwrap();
    assert_eq!(names(root.path()), [""; 0]);
}

#[test]
fn links_to_links_do_not_lead_far() {
    let root = tempdir();
    let deep = "d/".repeat(300);
    fs::create_dir_all(root.path().join(&deep)).unwrap();
    fs::write(root.path().join("file"), "").unwrap();
    let back = format!("{deep}{}", "../".repeat(300));
    symlink(format!("{back}file"), root.path().join("l0")).unwrap();
    for number in 1..4 {
        symlink(format!("{back}l{}", number - 1), root.path().join(format!("l{number}"))).unwrap();
    }
    let resolved = |path| Handle::resolve(root.path(), Path::new(path), true).map(drop);
    assert_eq!((resolved("l0"), resolved("l3")), (Ok(()), Err(Errno::ELOOP)));
}

#[test]
fn a_users_link_leads_through_roots_directories_to_the_users_own_files_for_reading() {
    if !has_root() {
        return;
    }
    let root = tempdir();
    fs::create_dir_all(root.path().join("srv/app/releases")).unwrap();
    fs::create_dir_all(root.path().join("etc")).unwrap();
    fs::write(root.path().join("srv/app/releases/env"), "A=1").unwrap();
    fs::write(root.path().join("etc/secret"), "B=1").unwrap();
    let links = [("current", "/srv/app/releases"), ("out", "/etc"), ("process", "/proc/self/environ")];
    for (link, target) in links {
        symlink(target, root.path().join("srv/app").join(link)).unwrap();
    }
    for name in ["", "releases", "releases/env", "current", "out", "process"] {
        lchown(root.path().join("srv/app").join(name), Some(54), Some(54)).unwrap();
    }
    let read = |path| read(root.path(), Path::new(path), 100);
    assert_eq!(read("/srv/app/current/env"), Ok(b"A=1".into()));
    assert_eq!(read("/srv/app/out/secret"), Err(Errno::ENOLINK));
    let below = format!("{}/srv/app/process", root.path().display());
    assert_eq!(super::read(Path::new("/"), Path::new(&below), 100), Err(Errno::ENOLINK));
    // systemd's own rule, where something is changed.
    assert!(Handle::resolve(root.path(), Path::new("/srv/app/current/env"), true).is_err());
}
