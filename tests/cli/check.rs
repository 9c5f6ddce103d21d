//! `nix-docker check`, with what Nix evaluates to by a fake.

use serde_json::{Value, json};

use crate::session::Session;

/// A session whose Nix gives this unit, beside a multi-user.target.
fn with_unit(name: &str, unit: &Value) -> Session {
    let units = json!({ "version": 1, "units": { name: unit } });
    let value = json!({
        "derivation": "/nix/store/x.drv", "units": units.to_string(), "unitsPath": "/nix/store/x-units.json",
        "unitDirectories": [], "zoneArguments": [], "accountArguments": [], "ports": ["80/tcp"], "volumes": ["/data"],
        "leftOut": [{ "name": "getty@.service", "why": "it belongs to a machine" }],
        "users": [{ "name": "root", "uid": 0, "group": "root" }], "packages": ["bash-5.2"],
    });
    let fake = format!(
        "case \"$*\" in *'--read-write-mode --eval --strict --json -A check') ;; *) exit 9 ;; esac\n\
         cat <<'END'\n{value}\nEND"
    );
    with_nix(&fake)
}

fn with_nix(fake: &str) -> Session {
    Session::new()
        .file("configuration.nix", "{ }")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-store", "touch built; exit 1")
        .tool("nix-instantiate", fake)
}

fn service(directive: &str, value: &str) -> Value {
    json!({
        "Service": { "ExecStart": "/bin/a", directive: value },
        "Install": { "WantedBy": ["multi-user.target"] },
    })
}

#[test]
fn all_that_there_is_to_say_is_in_the_json_and_nothing_is_built() {
    let session = with_unit("a.service", &service("ProtectHome", "yes"));
    let run = session.run(&["check", "--json", "--nixpkgs", "nixpkgs"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let expected = json!({
        "version": 1, "builds": true, "error": null, "starts": ["a.service"], "waits": [],
        "leftOut": [{ "name": "getty@.service", "why": "it belongs to a machine" }],
        "mistakes": [], "refused": [], "overridden": false, "ignored": [], "warnings": [], "notChecked": [],
        "noted": [{
            "unit": "a.service", "directive": "ProtectHome", "why": "the container is the sandbox",
        }],
        "ports": ["80/tcp"], "volumes": ["/data"], "users": [{ "name": "root", "uid": 0, "group": "root" }],
        "packages": ["bash-5.2"], "debianPackages": [],
    });
    assert_eq!(found, expected);
    assert!(!session.path("built").exists());
    assert!(!session.path("result").exists());
}

#[test]
fn what_a_build_refuses_is_refused_in_its_words_and_listed() {
    let session = with_unit("a.service", &service("RootImage", "/image"));
    let refused = session.run(&["check", "--json", "--nixpkgs", "nixpkgs"]);
    let found: Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!((refused.status, &found["builds"]), (1, &json!(false)));
    assert_eq!(found["refused"][0]["directive"], "RootImage");
    let error = found["error"].as_str().unwrap();
    assert!(error.starts_with("these units ask for what can't be done in a container:\n  a.service: "));
    assert!(refused.stderr.ends_with(&format!("nix-docker: {error}\n")), "{}", refused.stderr);

    let forced = session.run(&["check", "-f", "--json", "--nixpkgs", "nixpkgs"]);
    let found: Value = serde_json::from_str(&forced.stdout).unwrap();
    assert_eq!((forced.status, &found["builds"], &found["overridden"]), (0, &json!(true), &json!(true)));
    assert_eq!(found["refused"][0]["unit"], "a.service");
}

#[test]
fn a_unit_that_only_a_timer_starts_waits() {
    let session = with_unit("a.service", &json!({ "Service": { "ExecStart": "/bin/a" } }));
    let run = session.run(&["check", "--nixpkgs", "nixpkgs"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("waits for something else to start it:\n  a.service\n"), "{}", run.stdout);
    assert!(run.stdout.ends_with("it would be built\n"), "{}", run.stdout);
}

#[test]
fn what_can_not_be_evaluated_is_told_in_json_too() {
    let session = with_nix("echo 'error: Failed assertions:\n- no way' >&2; exit 1");
    let run = session.run(&["check", "--json", "--nixpkgs", "nixpkgs"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.status, &found["builds"], &found["starts"]), (1, &json!(false), &json!([])));
    assert!(found["error"].as_str().unwrap().contains("no way"), "{found}");
    let run = session.run(&["check", "--nixpkgs", "nixpkgs"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
}

#[test]
fn a_configuration_called_check_is_written_with_its_directory() {
    let session = Session::new().file("check", "{ }");
    let missing = "nix-docker: there is no configuration configuration.nix: write one";
    let run = session.run(&["check"]);
    assert!(run.stderr.starts_with(missing), "{}", run.stderr);
    let run = session.run(&["./check"]);
    assert!(run.stderr.starts_with("nix-docker: there is no Nix on this machine"), "{}", run.stderr);
}
