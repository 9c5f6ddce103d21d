//! What tmpfiles.d(5) rules make before the first unit starts.

use crate::container::{Units, lines_of, shell_once};

#[test]
fn tmpfiles_are_there_before_the_first_unit() {
    let (code, log) = Units::new()
        .tmpfiles("d /run/made 0750 root root -")
        .tmpfiles("f /run/made/file 0600 - - - content")
        .tmpfiles("nonsense")
        .with("reader.service", shell_once("stat -c %%a /run/made; cat /run/made/file"))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "reader"), ["750", "content"], "{log}");
    assert!(log.contains("nix-docker: tmpfiles rule `nonsense`: "), "{log}");
}

#[test]
fn each_type_of_rule_does_what_it_says() {
    let before = "mkdir -p /run/t/tree/sub /run/t/emptied/sub /run/t/full/sub /run/t/from/sub
        touch /run/t/tree/sub/file /run/t/gone /run/t/mode /run/t/written /run/t/emptied/file
        echo copied > /run/t/from/sub/file; ln -s nowhere /run/t/old; chmod 700 /run/t/emptied";
    let rules = [
        "d /run/t/d 0750 nobody - -",
        "D /run/t/emptied 0711",
        "v /run/t/v 0700",
        "q /run/t/q 1777",
        "e /run/t/tr?e 0710",
        "f /run/t/f 0640 - - - one\\ntwo",
        "f+ /run/t/written 0600 - - - new",
        "w+ /run/t/written - - - - er",
        "L /run/t/link - - - - f",
        "L+ /run/t/old - - - - f",
        "C /run/t/copy - - - - /run/t/from",
        "p /run/t/pipe 0622",
        "c /run/t/null 0666 - - - 1:3",
        "z /run/t/mode 0604",
        "Z /run/t/tree/sub ~0750 nobody",
        "r /run/t/gone",
        "R /run/t/full",
        "d- /dev/null/no 0755",
        "d /run/t/%H/%% 0755",
    ];
    let after = "cd /run/t; stat -c \"%%n %%F %%a %%U\" d emptied v q tree f mode tree/sub/file pipe null; \
        cat f written copy/sub/file; readlink link old; ls emptied; ls $(uname -n); ls -d gone full 2> /dev/null";
    let mut units = Units::new().prelude(before).with("reader.service", shell_once(after));
    for rule in rules {
        units = units.tmpfiles(rule);
    }
    let (_, log) = units.run();
    let expected = [
        "d directory 750 nobody",
        "emptied directory 711 root",
        "v directory 700 root",
        "q directory 1777 root",
        "tree directory 710 root",
        "f regular file 640 root",
        "mode regular empty file 604 root",
        "tree/sub/file regular empty file 640 nobody",
        "pipe fifo 622 root",
        "null character special file 666 root",
        "one",
        "twonewercopied",
        "f",
        "f",
        "%",
    ];
    assert_eq!(lines_of(&log, "reader"), expected, "{log}");
}
