use super::*;

/// Seconds since 1970 of `YYYY-MM-DD HH:MM:SS`.
fn seconds(text: &str) -> i64 {
    let numbers: Vec<i64> = text.split([' ', '-', ':']).map(|part| part.parse().unwrap()).collect();
    let date = Date { year: numbers[0], month: numbers[1], day: numbers[2] };
    date.to_days() * DAY + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
}

fn text(microseconds: i64) -> String {
    let seconds = microseconds.div_euclid(MICROSECONDS);
    let date = Date::from_days(seconds.div_euclid(DAY));
    let time = seconds.rem_euclid(DAY);
    let clock = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
    let fraction = microseconds.rem_euclid(MICROSECONDS);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
    format!("{}-{:02}-{:02} {clock}{fraction}", date.year, date.month, date.day)
}

/// The next times after `after`, all in UTC.
fn next<const N: usize>(expression: &str, after: &str) -> [String; N] {
    let calendar: Calendar = expression.parse().unwrap_or_else(|error| panic!("{error}"));
    let mut at = seconds(after) * MICROSECONDS;
    std::array::from_fn(|_| match calendar.next_after(at, &TimeZone::default()) {
        Some(time) => {
            at = time;
            text(time)
        }
        None => "never".to_owned(),
    })
}

#[test]
fn shorthands() {
    let after = "2026-11-22 17:03:09";
    for (expression, first) in [
        ("minutely", "2026-11-22 17:04:00"),
        ("hourly", "2026-11-22 18:00:00"),
        ("daily", "2026-11-23 00:00:00"),
        ("weekly", "2026-11-23 00:00:00"),
        ("monthly", "2026-12-01 00:00:00"),
        ("quarterly", "2027-01-01 00:00:00"),
        ("semi-annually", "2027-01-01 00:00:00"),
        ("Yearly", "2027-01-01 00:00:00"),
    ] {
        assert_eq!(next(expression, after), [first], "{expression}");
    }
}

#[test]
fn the_examples_of_systemd_time() {
    let after = "2026-11-22 17:03:09";
    for (expression, times) in [
        ("Sat,Thu,Mon..Wed,Sat..Sun", ["2026-11-23 00:00:00", "2026-11-24 00:00:00"]),
        ("Mon,Sun 2027-*-* 2,1:23", ["2027-01-03 01:23:00", "2027-01-03 02:23:00"]),
        ("Wed *-1", ["2027-09-01 00:00:00", "2027-12-01 00:00:00"]),
        ("Wed..Wed,Wed *-1", ["2027-09-01 00:00:00", "2027-12-01 00:00:00"]),
        ("10-15", ["2027-10-15 00:00:00", "2028-10-15 00:00:00"]),
        ("monday *-12-* 17:00", ["2026-12-07 17:00:00", "2026-12-14 17:00:00"]),
        ("12,14,13,12:20,10,30", ["2026-11-23 12:10:00", "2026-11-23 12:20:00"]),
        ("mon,fri *-1/2-1,3 *:30:45", ["2027-01-01 00:30:45", "2027-01-01 01:30:45"]),
        ("03-05 08:05:40", ["2027-03-05 08:05:40", "2028-03-05 08:05:40"]),
        ("08:05:40", ["2026-11-23 08:05:40", "2026-11-24 08:05:40"]),
        ("Sat,Sun 12-05 08:05:40", ["2026-12-05 08:05:40", "2027-12-05 08:05:40"]),
        ("2027-03-05 05:40", ["2027-03-05 05:40:00", "never"]),
        ("2027-03-05", ["2027-03-05 00:00:00", "never"]),
        ("00:00/5", ["2026-11-23 00:00:00", "2026-11-23 00:05:00"]),
        ("*:0/15", ["2026-11-22 17:15:00", "2026-11-22 17:30:00"]),
        ("*:*:0/20", ["2026-11-22 17:03:20", "2026-11-22 17:03:40"]),
        ("*:*:*", ["2026-11-22 17:03:10", "2026-11-22 17:03:11"]),
        ("05:40:23.4200004/3.1700005", ["2026-11-23 05:40:23.420000", "2026-11-23 05:40:26.590001"]),
        ("*-02~03", ["2027-02-26 00:00:00", "2028-02-27 00:00:00"]),
        ("Mon *-05~07/1", ["2027-05-31 00:00:00", "2028-05-29 00:00:00"]),
        ("*~1", ["2026-11-30 00:00:00", "2026-12-31 00:00:00"]),
        ("*-02-29", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
        ("9..17/2:00", ["2026-11-23 09:00:00", "2026-11-23 11:00:00"]),
        ("Mon..Fri 08:00 UTC", ["2026-11-23 08:00:00", "2026-11-24 08:00:00"]),
        ("27-01-01", ["2027-01-01 00:00:00", "never"]),
        ("@1800000000", ["2027-01-15 08:00:00", "never"]),
    ] {
        assert_eq!(next(expression, after), times, "{expression}");
    }
}

#[test]
fn what_never_comes_is_never() {
    assert_eq!(next("2020-01-01", "2026-11-22 17:03:09"), ["never"]);
    assert_eq!(next("*-02-30", "2026-11-22 17:03:09"), ["never"]);
}

#[test]
fn a_time_that_is_now_elapses_next_time() {
    assert_eq!(next("daily", "2026-11-22 00:00:00"), ["2026-11-23 00:00:00"]);
    assert_eq!(next("*-*-31 23:59:59", "2026-12-31 23:59:59"), ["2027-01-31 23:59:59"]);
}

#[test]
fn local_times_follow_summer_time() {
    let berlin = TimeZone::load(&ZoneName::Named("Europe/Berlin".into()));
    if berlin == TimeZone::default() {
        crate::testing::needs::skip("tzdata", "there is no zone Europe/Berlin on this machine");
        return;
    }
    let calendar: Calendar = "02:30 Europe/Berlin".parse().unwrap();
    let after =
        |text: &str| calendar.next_after(seconds(text) * MICROSECONDS, &berlin).map(self::text).unwrap();
    assert_eq!(after("2026-03-27 12:00:00"), "2026-03-28 01:30:00");
    // On the 29th there is no 02:30.
    assert_eq!(after("2026-03-28 12:00:00"), "2026-03-30 00:30:00");
    // On October 25 there are two; the first counts.
    assert_eq!(after("2026-10-24 12:00:00"), "2026-10-25 00:30:00");
    assert_eq!(after("2026-10-25 00:30:00"), "2026-10-26 01:30:00");
}

#[test]
fn nonsense_is_refused_with_a_reason() {
    for (expression, reason) in [
        ("", "it is empty"),
        ("sometimes", "`sometimes` does not begin with a number"),
        ("Fri..Mon", "`Fri..Mon` goes backwards"),
        ("Mon..", "`Mon..` does not end"),
        ("25:00", "25 and what follows it is not within 0 to 23"),
        ("13-01", "13 and what follows it is not within 1 to 12"),
        ("*-*-32", "32 and what follows it is not within 1 to 31"),
        ("*:0/60", "0 and what follows it is not within 0 to 59"),
        ("12:60", "60 and what follows it is not within 0 to 59"),
        ("1:2:3:4", "`1:2:3:4` is no time of day"),
        ("*-*-* 1:00 2:00", "`1:00 2:00` is no time of day"),
        ("*:0/0", "`0/0` has a repetition by nothing"),
        ("*:*/15", "`*:*/15` is no time of day"),
        ("2027-03-05T05:40", "`T05:40` is neither a date nor a time"),
        ("5", "`5` is no time of day"),
        ("*:1.5", "`.5` is neither a date nor a time"),
        ("@-1", "`@-1` is no time"),
    ] {
        let error = expression.parse::<Calendar>().unwrap_err().to_string();
        assert!(error.ends_with(reason), "{error}");
    }
}

/// As `systemd-analyze calendar` of 257 and of 252.
#[test]
fn numbers_that_are_too_large_are_refused_and_no_overflow() {
    for expression in [
        "@88588582097858858",
        "@9223372036854775807",
        "@99999999999",
        "*:*:2148",
        "99999999999-01-01",
        "*-*-1/99999999999",
        "2200-01-01",
        "sat *-2..06~26,23,13",
    ] {
        assert!(expression.parse::<Calendar>().is_err(), "{expression}");
    }
    let after = "2026-11-22 17:03:09";
    assert_eq!(next("@7199999999", after), ["2198-02-27 07:59:59", "never"]);
    assert_eq!(next("@+7", after), ["never"]);
    assert_eq!(next("Fri @1800000000", after), ["2027-01-15 08:00:00"]);
    assert_eq!(next("Mon @1800000000", after), ["never"]);
}

#[test]
fn expressions_are_shown_as_written() {
    assert_eq!("Mon *-*-*  1:00".parse::<Calendar>().unwrap().to_string(), "Mon *-*-*  1:00");
}
