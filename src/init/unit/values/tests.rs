use super::super::EmergencyAction;
use super::integer::integer;
use super::*;
use std::time::Duration;

/// What `systemd-analyze timespan` of 257 says, in microseconds; `None` for what it refuses.
#[test]
fn time_spans_are_systemds() {
    for (text, expected) in [
        ("5", Some(5_000_000)),
        ("+5s", Some(5_000_000)),
        ("0.5", Some(500_000)),
        (".5s", Some(500_000)),
        ("1h30", Some(3_630_000_000)),
        ("5 s 3 ms", Some(5_003_000)),
        ("12 34", Some(46_000_000)),
        ("1.5.5", None),
        ("1.5 .5", Some(2_000_000)),
        ("3.", None),
        ("3.s", None),
        ("-1", None),
        ("5s s", None),
        ("5secs", None),
        ("5secss", None),
        ("1y 12month", Some(63_115_200_000_000)),
        ("5µs", Some(5)),
        ("5μs", Some(5)),
        ("1.0000019s", Some(1_000_001)),
        ("1.23456789month", Some(3_246_666_637_122)),
        ("9223372036854775807us", Some(9_223_372_036_854_775_807)),
        ("9223372036854775808us", None),
        ("584541y", Some(584_541 * 31_557_600_000_000)),
        ("584542y", None),
        ("", None),
        ("infinity ", Some(u64::MAX)),
        ("infinity5", None),
        ("0x5", None),
        ("1e3", None),
    ] {
        let found = time_or_never(text).ok().map(|span| u64::try_from(span.as_micros()).unwrap());
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(time_span("infinity"), Ok(None));
    assert_eq!(time_span_in("7", MICROSECOND), Ok(Some(Duration::from_micros(7))));
    assert_eq!((nanoseconds("7"), nanoseconds("7us"), nanoseconds("1.5ns")), (Ok(7), Ok(7000), Ok(1)));
}

#[test]
fn sizes_are_added_up_as_long_as_their_suffixes_go_down() {
    for (text, expected) in [
        ("1G 5M", Some((1 << 30) + (5 << 20))),
        ("1.5K", Some(1536)),
        ("10.M", Some(10 << 20)),
        ("+5", Some(5)),
        ("5B", Some(5)),
        ("1M 5", Some((1 << 20) + 5)),
        ("5 5", None),
        ("1M 1M", None),
        ("1M 1G", None),
        ("5k", None),
        ("-5", None),
        ("", None),
        ("16E", None),
        ("15E", Some(15 << 60)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
    ] {
        assert_eq!(size(text).ok(), expected, "{text}");
    }
}

#[test]
fn numbers_are_cs() {
    for (text, expected) in [
        ("10", Some(10)),
        ("010", Some(8)),
        ("0x1f", Some(31)),
        ("0b101", Some(5)),
        ("0o17", Some(15)),
        ("-0x10", Some(-16)),
        ("+7", Some(7)),
        (" 7", Some(7)),
        ("08", None),
        ("7 ", None),
        ("0x", None),
        ("+-7", None),
        ("--7", None),
        ("+0b1", None),
        ("", None),
    ] {
        assert_eq!(integer(text), expected, "{text}");
    }
    assert_eq!(
        (number::<u8>("256").is_err(), number::<u32>("-0"), number::<u32>("-1").is_err()),
        (true, Ok(0), true)
    );
    assert_eq!(
        (mode("0755"), mode("755"), mode("7777"), mode("10000").is_err(), mode("+1").is_err()),
        (Ok(0o755), Ok(0o755), Ok(0o7777), true, true)
    );
}

#[test]
fn every_exit_status_of_systemd_has_its_name() {
    let rows = include_str!("tests/exit-status.txt").lines().map(|line| line.split_once(' ').unwrap());
    for (name, status) in rows {
        assert_eq!(exit_status::named(name), status.parse().ok(), "{name}");
    }
    let mut set = super::super::signal::ExitStatusSet::default();
    for word in ["0x10", "EXCEPTION", "SIGKILL", "USR1", "RTMIN+1", "BPF"] {
        exit_status(word, &mut set).unwrap();
    }
    assert_eq!(set.statuses, [16, 244, 255].into());
    assert_eq!(set.signals.len(), 3);
    for word in ["256", "-1", "SIGFOO", "exception", "APPARMOR_PROFILE"] {
        assert!(exit_status(word, &mut set).is_err(), "{word}");
    }
}

#[test]
fn paths_are_made_simple_or_refused() {
    assert_eq!(relative("./a///b/"), Ok("a/b".into()));
    assert!(["", ".", "/a", "a/..", ".."].iter().all(|path| relative(path).is_err()));
    assert_eq!(absolute("/a/./b//"), Ok("/a/b".into()));
    assert!(["", "a", "/a/../b"].iter().all(|path| absolute(path).is_err()));
    assert_eq!(outside_of_kernels("/var/run/x"), Ok("/run/x".into()));
    assert!(["/proc/1", "/sys", "/dev/shm/x"].iter().all(|path| outside_of_kernels(path).is_err()));
    assert!(outside_of_kernels("/devices").is_ok());
}

#[test]
fn accounts_are_what_could_stand_in_passwd() {
    for name in ["root", "0", "4294967294", "a b", "a@b", "1a", "_x", "-a", "a.b"] {
        assert_eq!(account(name), Ok(()), "{name}");
    }
    for name in [
        "",
        " a",
        "a ",
        "a:b",
        "a/b",
        "4294967295",
        "65535",
        "99999999999",
        "-1",
        "-",
        ".",
        "..",
        "01",
        "a\tb",
    ] {
        assert!(account(name).is_err(), "{name}");
    }
}

#[test]
fn actions_and_levels_have_their_names_and_no_others() {
    let action = |text: &str| text.parse::<EmergencyAction>();
    assert!(
        ["none", "exit", "exit-force", "reboot-immediate", "soft-reboot-force"]
            .iter()
            .all(|text| action(text).is_ok())
    );
    assert!(
        ["", "none-force", "exit-immediate", "kexec-immediate", "x-force"]
            .iter()
            .all(|text| action(text).is_err())
    );
    assert_eq!(
        (level("err"), level("3"), level("8").is_err(), level("ERR").is_err()),
        (Ok(3), Ok(3), true, true)
    );
}
