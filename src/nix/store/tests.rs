use super::*;

const A: &str = "/nix/store/76r2db57lfdfqihjlmr6icwmxyz6wsbq-libc6-2.36-9";
const B: &str = "/nix/store/ivwmvnlfpfphd3xpzd0rj3hvb9rgm33a-httpd.conf";
const HASH: &str = "ed8eb925440a68877e990f22bd422bbb2f2f61675f5e26f6fcb8ca89a3b64d1c";

fn path(text: &str) -> StorePath {
    text.parse().unwrap()
}

#[test]
fn a_store_path_has_a_hash_part_and_a_name() {
    assert_eq!(path(A).hash_part(), "76r2db57lfdfqihjlmr6icwmxyz6wsbq");
    assert_eq!(path(A).name(), "libc6-2.36-9");
    assert_eq!(path(A).base_name(), "76r2db57lfdfqihjlmr6icwmxyz6wsbq-libc6-2.36-9");
}

#[test]
fn what_is_no_store_path_is_refused_with_a_reason() {
    for (text, reason) in [
        ("/tmp/x", "it is not inside /nix/store"),
        ("/nix/storefront", "it is not inside /nix/store"),
        ("/nix/store/zzz", "it is too short"),
        (
            "/nix/store/e6r2db57lfdfqihjlmr6icwmxyz6wsbq-x",
            "a hash of 32 characters of Nix's base 32 should come first",
        ),
        ("/nix/store/76r2db57lfdfqihjlmr6icwmxyz6wsbq", "after the hash there should be a dash and a name"),
        ("/nix/store/76r2db57lfdfqihjlmr6icwmxyz6wsbq-x/y", "its name has a character that Nix forbids"),
    ] {
        let error = text.parse::<StorePath>().unwrap_err();
        assert_eq!(error.to_string(), format!("{text:?} is no store path: {reason}"));
    }
}

#[test]
fn the_store_path_that_holds_a_file_is_known_by_its_text() {
    assert_eq!(StorePath::containing(&format!("{A}/lib/libc.so.6")).unwrap(), path(A));
    assert_eq!(StorePath::containing(A).unwrap(), path(A));
    assert!(StorePath::containing("/etc/passwd").is_err());
}

#[test]
fn a_dump_gives_hash_size_and_references_without_the_path_itself() {
    let dump = format!("{A}\n{HASH}\n816\n\n0\n{B}\n{HASH}\n560\n{A}.drv\n2\n{B}\n{A}\n");
    let closure: Closure = registration::parse(&dump).unwrap().into_iter().collect();
    assert_eq!(closure.iter().count(), 2);
    assert_eq!(closure.iter().map(|info| info.nar_size).sum::<u64>(), 816 + 560);
    let info = closure.get(&path(B)).unwrap();
    assert_eq!((info.nar_hash.as_str(), info.nar_size), (HASH, 560));
    assert_eq!(info.references, BTreeSet::from([path(A)]));
}

#[test]
fn a_dump_that_ends_early_or_says_nonsense_is_refused_with_its_line() {
    for (dump, message) in [
        (format!("{A}\nxyz"), "line 2: expected a SHA-256 of 64 hexadecimal digits, found \"xyz\""),
        (format!("{A}\n{HASH}\n-1"), "line 3: expected a size in bytes, found \"-1\""),
        (
            format!("{A}\n{HASH}\n1\n\n2\n{B}"),
            "line 7: expected a reference, which is a store path, found \"\"",
        ),
    ] {
        assert_eq!(registration::parse(&dump).unwrap_err().to_string(), message);
    }
}

#[test]
fn leaving_out_a_path_leaves_the_others() {
    let dump = format!("{A}\n{HASH}\n816\n\n0\n{B}\n{HASH}\n560\n\n1\n{A}\n");
    let closure: Closure = registration::parse(&dump).unwrap().into_iter().collect();
    let rest = closure.without(&[&path(B)]);
    assert_eq!(rest.iter().map(|info| &info.path).collect::<Vec<_>>(), [&path(A)]);
}
