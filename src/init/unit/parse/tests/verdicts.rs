//! What is noted, refused and unknown.

use super::*;

#[test]
fn what_is_only_ignored_is_noted() {
    let found = findings(&json!({ "a.service": { "Service": {
        "ExecStart": "/x", "PrivateTmp": true, "ProtectSystem": "strict", "ProtectHome": false, "Frobnicate": 1,
    } } }));
    assert_eq!(
        found,
        [
            "Note: a.service: PrivateTmp: the container is the sandbox",
            "Note: a.service: ProtectSystem: the container is the sandbox",
            "Unknown: a.service: Frobnicate: unknown in [Service]",
        ]
    );
}

#[test]
fn what_would_misbehave_is_refused() {
    let refused = |section: &str, directive: &str, value: &Value| {
        let unit = if section == "Socket" { "a.socket" } else { "a.service" };
        let mut directives = json!({ directive: value });
        let needed = if section == "Socket" { "ListenStream" } else { "ExecStart" };
        directives.as_object_mut().unwrap().entry(needed).or_insert_with(|| "/x".into());
        let file = file(&json!({ unit: { section: directives } }));
        file.findings.iter().any(|finding| finding.verdict == Verdict::Refuse)
    };
    for (section, directive, value) in [
        ("Service", "RootDirectory", json!("/x")),
        ("Service", "BindPaths", json!("/x:/usr")),
        ("Service", "BindReadOnlyPaths", json!(["/x:/nix/store/y/z"])),
        ("Socket", "ListenNetlink", json!("route 1361")),
    ] {
        assert!(refused(section, directive, &value), "{directive}={value}");
    }
    assert!(!refused("Service", "PrivateNetwork", &json!(true)));
    assert!(!refused("Service", "StandardInput", &json!("tty-force")));
    assert!(!refused("Service", "BindPaths", &json!([])));
    assert!(findings(&json!({ "a.swap": { "Swap": {} } }))[0].starts_with("Refuse: a.swap"));
}

#[test]
fn a_network_of_its_own_is_refused_only_where_it_would_be_shared() {
    let units = |unit: Value| json!({ "a.service": { "Unit": unit, "Service": { "ExecStart": "/x", "PrivateNetwork": true } } });
    assert_eq!(
        findings(&units(json!({}))),
        [
            "Note: a.service: PrivateNetwork: a service can't have a network of its own; the container's is shared"
        ]
    );
    let both = findings(&units(json!({ "JoinsNamespaceOf": "b.service" })));
    assert!(both[0].starts_with("Refuse: a.service: JoinsNamespaceOf: "), "{both:?}");
}

#[test]
fn sections_of_other_types_are_unknown_and_foreign_ones_silent() {
    let units = json!({ "a.target": { "Service": { "Nice": 1 }, "X-Mine": { "A": 1 }, "Unit": { "X-B": 2, "RequiresMountsFor": "/data" } } });
    assert_eq!(findings(&units), ["Unknown: a.target: [Service]: a unit of this type has no such section"]);
}

#[test]
fn the_template_of_connections_is_looked_at_before_anybody_connects() {
    let units = |template: Value| {
        json!({ "a.socket": { "Socket": { "ListenStream": "/x", "Accept": true } },
                "a@.service": { "Service": template } })
    };
    assert_eq!(findings(&units(json!({ "ExecStart": "/bin/cat %i" }))), [""; 0]);
    let refused = findings(&units(json!({ "ExecStart": "/x", "NetworkNamespacePath": "/x" })));
    assert!(refused[0].starts_with("Refuse: a@.service: NetworkNamespacePath"), "{refused:?}");
    let wrong = parse(&units(json!({ "ExecStart": "/x", "User": "a:b" }))).unwrap_err().to_string();
    assert!(wrong.starts_with("a@.service: User"), "{wrong}");
}
