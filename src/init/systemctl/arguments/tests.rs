use super::*;

fn call(line: &str) -> SystemctlArguments {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    match parse(&words).unwrap() {
        CommandLine::Call(arguments) => arguments,
        other => panic!("{other:?}"),
    }
}

#[test]
fn options_may_stand_anywhere() {
    let arguments = call("-q show a --property=X,Y b -pZ --value --no-pager -n5");
    assert_eq!((arguments.verb.as_str(), arguments.names), ("show", vec!["a".into(), "b".into()]));
    let expected = SystemctlOptions {
        quiet: true,
        value: true,
        properties: vec!["X".into(), "Y".into(), "Z".into()],
        lines: 5,
        ..SystemctlOptions::default()
    };
    assert_eq!(arguments.options, expected);
}

#[test]
fn letters_join_and_values_may_be_words_of_their_own() {
    let options = call("list-units -alt service --state failed,active").options;
    assert!(options.all);
    assert_eq!(
        (options.types, options.states),
        (vec!["service".into()], vec!["failed".into(), "active".into()])
    );
    assert_eq!(call("kill -s HUP a").options.signal, 1);
    assert_eq!(call("kill --signal=SIGUSR1 a").options.signal, 10);
    assert_eq!(call("kill -s 9 a").options.signal, 9);
    assert_eq!(call("status -- -a").names, ["-a"]);
    assert_eq!(call("--no-legend").verb, "list-units");
}

#[test]
fn what_is_not_known_is_refused() {
    let refused = |line: &str| parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>()).unwrap_err();
    assert_eq!(refused("--bogus start"), "systemctl: unrecognized option '--bogus'");
    assert_eq!(refused("kill -s"), "systemctl: option '-s' needs a value");
    assert!(refused("kill -s NOPE a").contains("NOPE"));
}

#[test]
fn names_without_suffix_are_services() {
    for (short, full) in [
        ("redis", "redis.service"),
        ("a.b", "a.b.service"),
        ("x.target", "x.target"),
        ("home.mount", "home.mount"),
        ("a*", "a*"),
        ("a.*", "a.*"),
        ("getty@tty1", "getty@tty1.service"),
    ] {
        assert_eq!(with_suffix(short), full);
    }
}
