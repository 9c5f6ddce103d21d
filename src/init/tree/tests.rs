use std::fs;
use std::os::unix::fs::{MetadataExt, lchown, symlink};

use super::*;

fn tempdir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn is_root() -> bool {
    let root = nix::unistd::geteuid().is_root();
    if !root {
        eprintln!("skipped: needs root");
    }
    root
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
        assert_eq!(Node::resolve(root.path(), Path::new(path), true).unwrap().stat().st_ino, inode, "{path}");
    }
    assert!(Node::resolve(root.path(), Path::new("/absolute"), false).unwrap().is_link());
    symlink("loop", root.path().join("loop")).unwrap();
    assert_eq!(Node::resolve(root.path(), Path::new("/loop"), true).unwrap_err(), Errno::ELOOP);
}

#[test]
fn missing_directories_are_made_with_their_modes_whatever_the_umask() {
    let root = tempdir();
    symlink("other", root.path().join("run")).unwrap();
    Node::make_directory(root.path(), Path::new("/run/a/b"), 0o1777).unwrap();
    let mode = |path: &str| fs::metadata(root.path().join(path)).unwrap().mode() & 0o7777;
    assert_eq!((mode("other"), mode("other/a"), mode("other/a/b")), (0o755, 0o755, 0o1777));
    fs::write(root.path().join("file"), "").unwrap();
    assert_eq!(Node::make_directory(root.path(), Path::new("/file"), 0o755).unwrap_err(), Errno::ENOTDIR);
    assert_eq!(Node::make_directory(root.path(), Path::new("/file/x"), 0o755).unwrap_err(), Errno::ENOTDIR);
}

#[test]
fn a_users_link_to_somebody_elses_file_is_refused() {
    if !is_root() {
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
    let resolved = |path| Node::resolve(root.path(), Path::new(path), true).map(drop);
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
    if !is_root() {
        return;
    }
    let root = tempdir();
    fs::create_dir_all(root.path().join("data/deep")).unwrap();
    fs::write(root.path().join("data/deep/file"), "").unwrap();
    fs::write(root.path().join("outside"), "").unwrap();
    symlink("../outside", root.path().join("data/link")).unwrap();
    let mut node = Node::resolve(root.path(), Path::new("/data"), true).unwrap();
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
    let run = Node::resolve(root.path(), Path::new("/run"), true).unwrap();
    remove(&run, OsStr::new("a")).unwrap();
    remove(&run, OsStr::new("a")).unwrap();
    assert_eq!(
        (names(&root.path().join("run")), names(&root.path().join("keep"))),
        (vec![], vec!["file".into()])
    );
    remove_content(&Node::root(root.path()).unwrap()).unwrap();
    assert_eq!(names(root.path()), [""; 0]);
}

#[test]
fn errors_say_what_to_do() {
    let error = failed("make", Path::new("/var/lib/x"))(Errno::EROFS).to_string();
    assert_eq!(error, "can't make /var/lib/x: the file system is read-only; mount a volume or a tmpfs there");
}
